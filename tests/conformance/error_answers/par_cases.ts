/** What PAR refuses of an authenticated client. */
import type { Client } from "../../../domain/client/client.ts";
import type { Changes } from "../../support/protocol_client.ts";
import { DPOP_FAULTS, type DpopFault, NONCE, USED_BEFORE } from "./dpop_faults.ts";
import { type ErrorCase, type ErrorGroup, inWorld } from "./error_case.ts";

function parameterCase(
  when: string,
  mend: string,
  form: Changes,
  registration: Partial<Client> = {},
): ErrorCase {
  return {
    when,
    mend,
    provoke: inWorld(({ server, app }) => app.push(server, { form }), registration),
  };
}

const PKCE = "Send the SHA-256 of your `code_verifier` (RFC 7636, 4.2)";
const SCOPES = "Ask for what you registered";

/** See the head of this file. */
export const PAR: ErrorGroup = {
  title: "`/par`: parameters",
  text: "In this order. A request object's claims are parameters like those of the form.",
  cases: [
    parameterCase("`request_uri` is sent", "Leave it out", { request_uri: "urn:x" }),
    parameterCase("the client registered to sign, and `request` is missing", "Sign", {}, {
      requiresSignedRequest: true,
    }),
    parameterCase("`response_type` is missing", "Send `code`", { response_type: undefined }),
    parameterCase("`response_type` is another", "Send `code`", { response_type: "code id_token" }),
    parameterCase("the client registered without authorization codes", "Register them", {}, {
      grantTypes: ["refresh_token"],
    }),
    parameterCase("`redirect_uri` is missing", "Send it, also if you registered only one", {
      redirect_uri: undefined,
    }),
    parameterCase(
      "`redirect_uri` is not registered",
      "Send one of yours, character by character, or register it",
      { redirect_uri: "https://app.example/callback" },
    ),
    parameterCase("`code_challenge` is missing", PKCE, { code_challenge: undefined }),
    parameterCase("`code_challenge_method` is not S256", PKCE, { code_challenge_method: "plain" }),
    parameterCase("`code_challenge` is no SHA-256", PKCE, { code_challenge: "short" }),
    parameterCase("`response_mode` is unknown", "Send one that is named", {
      response_mode: "fragment",
    }),
    parameterCase(
      "`response_mode` is not one that the client registered",
      "Send one that is named",
      {},
      { responseModes: ["jwt"] },
    ),
    parameterCase("`scope` has a value that is unknown or not registered", SCOPES, {
      scope: "accounts payments",
    }),
    parameterCase("`scope` has nothing about an account", SCOPES, { scope: "openid" }),
    parameterCase("`state` is too long", "Keep the data, and send a key to it", {
      state: "s".repeat(4097),
    }),
    parameterCase("`nonce` is too long", "64 characters are enough", { nonce: "n".repeat(1025) }),
    parameterCase("`prompt` has `none` and another value", "Send one of them", {
      prompt: "none login",
    }),
    parameterCase("`dpop_jkt` is no thumbprint", "Send the one of RFC 7638, with SHA-256", {
      dpop_jkt: "key",
    }),
    parameterCase(
      "`dpop_jkt` and the DPoP proof name different keys",
      "Send one of the two, or both for one key",
      { dpop_jkt: "A".repeat(43) },
    ),
  ],
};

const TYPE = "account_information";
const DETAILS = "Send what the metadata and RFC 9396 say";
const READ = ["read_accounts"];

function detailsCase(
  when: string,
  details: unknown,
  registration: Partial<Client> = {},
): ErrorCase {
  const form = {
    scope: "openid",
    authorization_details: typeof details === "string" ? details : JSON.stringify(details),
  };
  return parameterCase(when, DETAILS, form, registration);
}

/** What is refused of `authorization_details`. */
export const DETAILS_AT_PAR: ErrorGroup = {
  title: "`/par`: `authorization_details`",
  text: "The same at `/token`, when a refresh asks for less.",
  cases: [
    detailsCase("it is no JSON", "{"),
    detailsCase("it is no array, or an empty one", []),
    detailsCase("an element is no object", ["accounts"]),
    detailsCase("a `type` is unknown", [{ type: "payment" }]),
    detailsCase("a member is unknown", [{ type: TYPE, actions: READ, datatypes: [] }]),
    detailsCase("`actions` are missing or unknown", [{ type: TYPE, actions: ["write"] }]),
    detailsCase("`locations` name another server", [{
      type: TYPE,
      actions: READ,
      locations: ["https://elsewhere.example"],
    }]),
    detailsCase("an action is not within the client's scopes", [{
      type: TYPE,
      actions: ["read_transactions"],
    }], { scopes: ["openid", "accounts"] }),
  ],
};

/** A proof fault at an endpoint that apps call themselves, each of which checks proofs alike. */
function proofCase({ when, mend, ...fault }: DpopFault): ErrorCase {
  return {
    when,
    mend,
    provoke: inWorld(async ({ server, app }) => {
      const make = (path: string) => fault.text ?? makeFaulty(app, path, fault);
      return [
        await app.push(server, { dpop: await make("/par") }),
        await app.redeem(server, "x", { dpop: await make("/token") }),
      ];
    }),
  };
}

async function makeFaulty(
  app: Parameters<Parameters<typeof inWorld>[0]>[0]["app"],
  path: string,
  { claims, header, signer }: Pick<DpopFault, "claims" | "header" | "signer">,
): Promise<string> {
  if (signer === undefined) return await app.proof(path, claims, header);
  return await app.proof(path, claims, { jwk: app.dpopKey.publicJwk, ...header }, signer);
}

/** DPoP proofs that are refused where tokens are asked for. */
export const DPOP_AT_SERVER: ErrorGroup = {
  title: "DPoP proofs at `/par` and `/token`",
  text: "At `/par` a proof may be left out. None of these uses up the client assertion.",
  cases: [
    ...DPOP_FAULTS.map(proofCase),
    {
      ...USED_BEFORE,
      provoke: inWorld(async ({ server, app }) => {
        const [atPar, atToken] = [await app.proof("/par"), await app.proof("/token")];
        const code = "x".repeat(43);
        await app.push(server, { dpop: atPar });
        await app.redeem(server, code, { dpop: atToken });
        return [
          await app.push(server, { dpop: atPar }),
          await app.redeem(server, code, { dpop: atToken }),
        ];
      }),
    },
    {
      ...NONCE,
      provoke: inWorld(async ({ server, app }) => {
        const old = await app.proof("/par", { nonce: "old" });
        return [
          await app.push(server),
          await app.push(server, { dpop: old }),
          await app.redeem(server, "x"),
        ];
      }, { requiresDpopNonce: true }),
    },
    {
      when: "no proof at `/token`, and the client's tokens are bound by DPoP",
      mend: "Send one",
      provoke: inWorld(({ server, app }) => app.redeem(server, "x", { dpop: null })),
    },
  ],
};
