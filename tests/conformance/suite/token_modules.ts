/** Modules about the token endpoint. */
import assert from "node:assert/strict";
import { assertOAuthError } from "../../support/oauth_error.ts";
import {
  assertReads,
  authorize,
  complete,
  exchange,
  readTokens,
  type SuiteTokens,
} from "./flow.ts";
import type { Module } from "./module.ts";
import type { Suite } from "./suite.ts";
import type { CallChanges, SuiteClient } from "./suite_client.ts";
import { FURTHER_DPOP_KEY } from "./suite_keys.ts";

/** The first client's credentials in the name of the second. */
async function credentialsOfAnother({ client, client2, plan }: Suite): Promise<void> {
  const { code } = await authorize(client);
  const claims = { iss: client2.id, sub: client2.id };
  const changes = plan.clientAuthentication === "mtls"
    ? { form: { client_id: client2.id } }
    : { assertion: { claims } };
  await assertOAuthError(await client.exchange(code, changes), 401, "invalid_client");
}

/** Without proof of possession; with mTLS for both, the client is not authenticated either. */
async function assertNeedsProof(
  { plan }: Suite,
  call: (changes: CallChanges) => Promise<Response>,
): Promise<void> {
  if (plan.senderConstraint === "dpop") {
    return await assertOAuthError(await call({ dpop: null }), 400, "invalid_dpop_proof");
  }
  const response = await call({ certificate: null });
  return plan.clientAuthentication === "mtls"
    ? await assertOAuthError(response, 401, "invalid_client")
    : await assertOAuthError(response, 400, "invalid_request");
}

async function holderOfKeyRequired(suite: Suite): Promise<void> {
  const { code } = await authorize(suite.client);
  await assertNeedsProof(suite, (changes) => suite.client.exchange(code, changes));
}

/** The rightful client's code is not used up by another that tries it. */
async function codeOfAnother({ client, client2 }: Suite): Promise<void> {
  const { code } = await authorize(client);
  const form = { redirect_uri: client.redirectUri, code_verifier: client.codeVerifier };
  await assertOAuthError(await client2.exchange(code, { form }), 400, "invalid_grant");
  await exchange(client, code);
}

async function reusedCode({ client, clock }: Suite): Promise<void> {
  const { code } = await authorize(client);
  const { accessToken } = await exchange(client, code);
  await assertReads(client, accessToken);
  clock.advance(1000);
  await assertOAuthError(await client.exchange(code), 400, "invalid_grant");
  assert.equal((await client.readResource(accessToken)).status, 401);
}

async function expiredCode({ client, clock }: Suite): Promise<void> {
  const { code } = await authorize(client);
  clock.advance(62_000);
  await assertOAuthError(await client.exchange(code), 400, "invalid_grant");
}

async function wrongVerifier({ client }: Suite, verifier: string | undefined): Promise<void> {
  const { code } = await authorize(client);
  const response = await client.exchange(code, { form: { code_verifier: verifier } });
  await assertOAuthError(response, 400, "invalid_grant");
}

/** With a new DPoP key, as the suite has it; the old refresh token goes on. */
async function refreshTwice(client: SuiteClient, before: SuiteTokens): Promise<SuiteTokens> {
  const { clock } = client.suite;
  if (client.number === 1) client.dpopKey = FURTHER_DPOP_KEY;
  const response = await client.refresh(before.refreshToken);
  const body = await response.clone().json();
  assert.ok([undefined, before.refreshToken].includes(body.refresh_token), "no rotation");
  const tokens = await readRefreshed(client, response, before.refreshToken);
  assert.notEqual(tokens.accessToken, before.accessToken);
  await assertReads(client, tokens.accessToken);
  clock.advance(30_000);
  await readRefreshed(client, await client.refresh(before.refreshToken), before.refreshToken);
  return tokens;
}

async function readRefreshed(client: SuiteClient, response: Response, refreshToken: string) {
  const body = { refresh_token: refreshToken, ...await response.json() };
  const { status, headers } = response;
  return await readTokens(client, Response.json(body, { status, headers }), "none");
}

async function refreshToken(suite: Suite): Promise<void> {
  const { client, client2, metadata, plan } = suite;
  const supported = metadata["grant_types_supported"];
  assert.ok(Array.isArray(supported) && supported.includes("refresh_token"));
  const own = await complete(client);
  const others = await complete(client2);
  await refreshTwice(client, own);
  const { accessToken } = await refreshTwice(client2, others);
  const anonymous = plan.clientAuthentication === "mtls"
    ? { form: { client_id: undefined }, certificate: null }
    : { assertion: null };
  const unknown = await client.refresh(own.refreshToken, anonymous);
  await assertOAuthError(unknown, 401, "invalid_client");
  await assertNeedsProof(suite, (changes) => client.refresh(own.refreshToken, changes));
  await assertOAuthError(await client.refresh(others.refreshToken), 400, "invalid_grant");
  assert.equal((await client.readResource(accessToken)).status, 401);
}

/** See the head of this file. */
export const TOKEN_MODULES: readonly Module[] = [
  {
    number: 46,
    name: "ensure-client-id-in-token-endpoint",
    conditions: [],
    run: credentialsOfAnother,
  },
  { number: 47, name: "ensure-holder-of-key-required", conditions: [], run: holderOfKeyRequired },
  {
    number: 48,
    name: "ensure-authorization-code-is-bound-to-client",
    conditions: [],
    run: codeOfAnother,
  },
  {
    number: 49,
    name: "attempt-reuse-authorization-code-after-one-second",
    conditions: [],
    run: reusedCode,
  },
  {
    number: 50,
    name: "ensure-token-endpoint-fails-with-expired-auth-code",
    conditions: [],
    run: expiredCode,
  },
  { number: 57, name: "refresh-token", conditions: [], run: refreshToken },
  {
    number: 71,
    name: "ensure-pkce-code-verifier-required",
    conditions: [],
    run: (suite) => wrongVerifier(suite, undefined),
  },
  {
    number: 72,
    name: "incorrect-pkce-code-verifier-rejected",
    conditions: [],
    run: (suite) => wrongVerifier(suite, "w".repeat(43)),
  },
];
