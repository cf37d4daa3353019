/** Modules about DPoP at the authorization server; they run where tokens are bound by it. */
import { assertOAuthError } from "../../support/oauth_error.ts";
import { assertReads, authorize, exchange, readTokens } from "./flow.ts";
import type { Module } from "./module.ts";
import type { Suite } from "./suite.ts";
import type { JwtChanges, PushChanges } from "./suite_client.ts";
import { FURTHER_DPOP_KEY } from "./suite_keys.ts";

function dpopModule(number: number, name: string, run: Module["run"]): Module {
  return { number, name, conditions: ["dpop"], run };
}

/** Proofs with these claims serve at each endpoint. */
async function accepted(suite: Suite, claims: JwtChanges["claims"], atPar: boolean): Promise<void> {
  const { client } = suite;
  const dpop = { claims: { ...claims } };
  const { code } = await authorize(client, atPar ? { dpop } : {});
  const response = await client.exchange(code, { dpop });
  const { accessToken } = await readTokens(client, response, client);
  await assertReads(client, accessToken, { dpop });
}

/** A request that is bound to a key, and a code that comes with the client's key. */
async function binds(suite: Suite, changes: PushChanges, fits: boolean): Promise<void> {
  const { client } = suite;
  const { code } = await authorize(client, changes);
  if (fits) return void await assertReads(client, (await exchange(client, code)).accessToken);
  await assertOAuthError(await client.exchange(code), 400, "invalid_grant");
}

/** A proof of another key than the client's own. */
const OTHERS_PROOF: JwtChanges = {
  key: FURTHER_DPOP_KEY,
  header: { jwk: FURTHER_DPOP_KEY.publicJwk },
};

async function mismatchAtPar({ client }: Suite): Promise<void> {
  const request = { dpop_jkt: FURTHER_DPOP_KEY.thumbprint };
  const response = await client.push({ request, dpop: {} });
  await assertOAuthError(response, 400, "invalid_dpop_proof");
}

/** See the head of this file. */
export const DPOP_MODULES: readonly Module[] = [
  dpopModule(12, "check-dpop-proof-nbf-exp", (suite) => {
    const { now } = suite;
    return accepted(suite, { nbf: now, exp: now + 300 }, false);
  }),
  dpopModule(
    13,
    "ensure-dpopproof-with-iat-10seconds-before-succeeds",
    (suite) => accepted(suite, { iat: suite.now - 10 }, true),
  ),
  dpopModule(
    14,
    "ensure-dpopproof-with-iat-10seconds-after-succeeds",
    (suite) => accepted(suite, { iat: suite.now + 8 }, true),
  ),
  dpopModule(15, "ensure-mismatched-dpop-jkt-fails", mismatchAtPar),
  dpopModule(
    16,
    "ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt",
    (suite) => binds(suite, { dpop: OTHERS_PROOF }, false),
  ),
  dpopModule(
    17,
    "ensure-token-endpoint-fails-with-mismatched-dpop-jkt",
    (suite) => binds(suite, { request: { dpop_jkt: FURTHER_DPOP_KEY.thumbprint } }, false),
  ),
  dpopModule(
    18,
    "ensure-dpopproof-at-par-endpoint-binding-success",
    (suite) => binds(suite, { dpop: {} }, true),
  ),
  dpopModule(19, "ensure-dpop-auth-code-binding-success", (suite) => {
    const request = { dpop_jkt: suite.client.dpopKey.thumbprint };
    return binds(suite, { request, dpop: {} }, true);
  }),
];
