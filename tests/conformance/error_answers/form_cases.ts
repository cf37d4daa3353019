/** What is wrong with a request before anybody looks at its content, and what is wrong with us. */
import { createEntrance } from "../../../routes/http/entrance.ts";
import { MTLS_ORIGIN } from "../../support/certificates.ts";
import { ISSUER, type ProtocolServer } from "../../support/protocol_server.ts";
import { AUTHENTICATED_PATHS } from "./client_authentication_cases.ts";
import {
  BROKEN,
  type ErrorGroup,
  inWorld,
  LATE,
  REPORT,
  RETRY,
  turnAway,
  UNREACHABLE,
} from "./error_case.ts";

async function postToAll(
  server: ProtocolServer,
  init: RequestInit,
): Promise<readonly Response[]> {
  const requests = AUTHENTICATED_PATHS.map((path) =>
    server.fetch(path, { method: "POST", ...init })
  );
  return await Promise.all(requests);
}

const BEHIND_PROXY = {
  entrance: createEntrance(ISSUER, {
    origin: MTLS_ORIGIN,
    source: { kind: "proxy", secrets: ["secret of the proxy"] },
  }),
};
const FORM = "Send an URL-encoded form";

/** See the head of this file. */
export const FORMS: ErrorGroup = {
  title: "Every request to `/par`, `/token`, `/revoke` and `/introspect`",
  text: "These come first, whoever asks.",
  cases: [
    {
      when: "another method than POST",
      mend: "Use POST",
      provoke: inWorld(({ server }) => postToAll(server, { method: "PUT" })),
    },
    {
      when: "another content type",
      mend: FORM,
      provoke: inWorld(({ server }) =>
        postToAll(server, { body: "{}", headers: { "Content-Type": "application/json" } })
      ),
    },
    {
      when: "the body is too large",
      mend: "Send a shorter `state` or request object",
      provoke: inWorld(({ server }) =>
        postToAll(server, { body: new URLSearchParams({ state: "s".repeat(40_000) }) })
      ),
    },
    {
      when: "the body does not arrive in time",
      mend: "Send it again, at once and as a whole",
      provoke: inWorld(async ({ server, app }) => [await app.push(server)], {}, LATE),
    },
    {
      when: "a parameter is there twice, for example `scope`",
      mend: "Send it once",
      provoke: inWorld(({ server }) =>
        postToAll(server, { body: new URLSearchParams([["scope", "a"], ["scope", "a"]]) })
      ),
    },
    {
      when: "a parameter is there twice whose name is no usual one",
      mend: "Send it once",
      provoke: inWorld(({ server }) =>
        postToAll(server, { body: new URLSearchParams([['"\u3042', "a"], ['"\u3042', "a"]]) })
      ),
    },
    {
      when: "`Host` is neither of the gateway's two origins (`/par`, `/token`)",
      mend: "Call the URLs of the metadata",
      provoke: inWorld(async ({ server, app }) => {
        const connection = { origin: "https://elsewhere.example" };
        return [
          await app.push(server, { connection }),
          await app.redeem(server, "x", {
            connection,
          }),
        ];
      }),
    },
    {
      when: "a `Client-Cert` field that is not the proxy's own, or is malformed",
      mend: "Leave the field out; the proxy writes it",
      provoke: inWorld(
        async ({ server }) => [
          ...await postToAll(server, {
            body: new URLSearchParams(),
            headers: { "Client-Cert": ":AAAA:" },
          }),
          ...await postToAll(server, {
            body: new URLSearchParams(),
            headers: { "Client-Cert": "x", "Kakehashi-Proxy-Secret": "secret of the proxy" },
          }),
        ],
        {},
        BEHIND_PROXY,
      ),
    },
    {
      when: "the gateway has too much to do",
      mend: RETRY,
      provoke: () =>
        Promise.all(
          AUTHENTICATED_PATHS.map((path) => turnAway(path, { method: "POST", body: "a=b" })),
        ),
    },
    {
      when: "a store of the gateway does not answer",
      mend: RETRY,
      provoke: inWorld(async ({ server, app }) => [await app.push(server)], {}, UNREACHABLE),
    },
    {
      when: "a fault of the gateway",
      mend: REPORT,
      provoke: inWorld(async ({ server, app }) => [await app.push(server)], {}, BROKEN),
    },
  ],
};
