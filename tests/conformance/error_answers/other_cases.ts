/** What else can be asked of the gateway, and is not there. */
import { openTestGateway } from "../../support/gateway.ts";
import { type ErrorGroup, inWorld, REPORT, RETRY } from "./error_case.ts";
import { SigningKeys } from "../../../domain/keys/signing_keys.ts";
import { UnavailableError } from "../../../domain/errors.ts";

const DOCUMENTS = [
  "/.well-known/oauth-authorization-server",
  "/.well-known/openid-configuration",
  "/.well-known/oauth-protected-resource",
  "/jwks",
];

/** Keys that cannot be read. */
function failing(fault: Error) {
  const fail = () => Promise.reject(fault);
  const repository = { list: fail, add: fail, purge: fail };
  return { keys: new SigningKeys(repository) };
}

/** See the head of this file. */
export const OTHERS: ErrorGroup = {
  title: "Metadata and all other paths",
  text: "Whoever asks, and for whatever.",
  cases: [
    {
      when: "a path that there is not",
      mend: "Take the URLs from the metadata",
      provoke: async () => {
        await using test = await openTestGateway();
        return await test.gateway.fetch(new Request(`${test.issuer}/nothing`));
      },
    },
    {
      when: "metadata or keys with another method than GET",
      mend: "Use GET",
      provoke: inWorld(({ server }) =>
        Promise.all(DOCUMENTS.map((path) => server.fetch(path, { method: "POST" })))
      ),
    },
    {
      when: "`/jwks`: a store of the gateway does not answer",
      mend: RETRY,
      provoke: inWorld(
        ({ server }) => server.fetch("/jwks"),
        {},
        failing(new UnavailableError("database")),
      ),
    },
    {
      when: "`/jwks`: a fault of the gateway",
      mend: REPORT,
      provoke: inWorld(({ server }) => server.fetch("/jwks"), {}, failing(new Error("a secret"))),
    },
  ],
};
