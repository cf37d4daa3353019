/** Access and refresh tokens in the hands of somebody else. */
import assert from "node:assert/strict";
import { sha256Base64Url } from "../../domain/ids.ts";
import { MTLS_ORIGIN } from "../support/certificates.ts";
import { forged, MtlsApp, others, startMtlsProtocol } from "../support/mtls_app.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { makeTestKey } from "../support/protocol_client.ts";
import { startProtocol } from "../support/protocol_server.ts";

Deno.test("a stolen access token opens nothing without its key", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens: { access_token: token } } = await client.link(server);
  const key = await makeTestKey("EdDSA");
  await assertOAuthError(await client.readUserinfo(server, token, { key }), 401, "invalid_token");
  // With the thief's signature under the victim's public key.
  const header = { jwk: client.dpopKey.publicJwk };
  const forged = await client.readUserinfo(server, token, { key, header });
  await assertOAuthError(forged, 401, "invalid_dpop_proof");
  // With a key of the thief's that is said to be in the token.
  const claims = { cnf: { jkt: client.dpopKey.thumbprint } };
  const claimed = await client.readUserinfo(server, token, { key, claims });
  await assertOAuthError(claimed, 401, "invalid_token");
  assert.equal((await client.readUserinfo(server, token)).status, 200);
});

Deno.test("a stolen access token is no bearer token, in whichever place", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens: { access_token: token } } = await client.link(server);
  const bearer = { headers: { Authorization: `Bearer ${token}` } };
  await assertOAuthError(await server.fetch("/userinfo", bearer), 401, "invalid_token");
  const query = await server.fetch(`/userinfo?access_token=${token}`);
  await assertOAuthError(query, 400, "invalid_request");
  const body = new URLSearchParams({ access_token: token });
  const posted = await server.fetch("/userinfo", { method: "POST", body });
  assert.equal(posted.status, 401);
});

Deno.test("a proof that was made along with one token serves no other token", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens: first } = await client.link(server);
  const { tokens: second } = await client.link(server);
  const claims = { ath: await sha256Base64Url(first.access_token) };
  const answer = await client.readUserinfo(server, second.access_token, { claims });
  await assertOAuthError(answer, 401, "invalid_dpop_proof");
});

Deno.test("a stolen refresh token opens nothing to another app, nor is it ended by it", async () => {
  await using server = await startProtocol();
  const victim = await server.register("victim");
  const thief = await server.register("thief");
  const { tokens } = await victim.link(server);
  const refreshed = await thief.refresh(server, tokens.refresh_token);
  await assertOAuthError(refreshed, 400, "invalid_grant");
  const form = { token: tokens.refresh_token };
  const revoked = await thief.post(server, "/revoke", form, { dpop: null });
  await assertOAuthError(revoked, 400, "invalid_grant");
  assert.equal((await victim.refresh(server, tokens.refresh_token)).status, 200);
});

Deno.test("tokens of one kind are none of another", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { code, tokens } = await client.link(server);
  for (const text of [tokens.refresh_token, tokens.id_token, code, await client.assertion()]) {
    await assertOAuthError(await client.readUserinfo(server, text), 401, "invalid_token");
  }
  for (const text of [tokens.access_token, tokens.id_token, code]) {
    await assertOAuthError(await client.refresh(server, text), 400, "invalid_grant");
  }
  const assertion = tokens.access_token;
  await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
});

Deno.test("with token and key a thief is the app until it ends the token, which ends both", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const thief = await server.register("thief");
  const { tokens } = await client.link(server);
  const { access_token: token, refresh_token: refreshToken } = tokens;
  assert.equal((await client.readUserinfo(server, token)).status, 200, "that is all it takes");
  // The key of the proofs alone renews nothing: the refresh token is the app's.
  const dpop = await client.proof("/token");
  const renewed = await thief.refresh(server, refreshToken, { dpop });
  await assertOAuthError(renewed, 400, "invalid_grant");
  const assertion = await client.assertion({}, {}, client.dpopKey);
  const posing = await client.refresh(server, refreshToken, { assertion });
  await assertOAuthError(posing, 401, "invalid_client");
  await client.post(server, "/revoke", { token }, { dpop: null });
  await assertOAuthError(await client.readUserinfo(server, token), 401, "invalid_token");
  assert.equal((await client.refresh(server, refreshToken)).status, 200);
});

Deno.test("with the refresh token but another key or certificate nobody but the app renews", async () => {
  await using server = await startMtlsProtocol();
  for (const method of ["tls_client_auth", "self_signed_tls_client_auth"] as const) {
    const id = method === "tls_client_auth" ? "app" : "self-signed";
    const app = await MtlsApp.register(server, method, "mtls", id);
    const { refresh_token: refreshToken } = await app.link(server);
    for (const certificate of [undefined, others, forged]) {
      const connection = { origin: MTLS_ORIGIN, ...(certificate && { certificate }) };
      const answer = await app.refresh(server, refreshToken, { connection });
      await assertOAuthError(answer, 401, "invalid_client");
    }
    assert.equal((await app.refresh(server, refreshToken)).status, 200);
  }
});

Deno.test("a refresh token asks for no more than was granted, however it asks", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens } = await client.link(server, { scope: "accounts" });
  for (
    const form of [
      { scope: "accounts transactions" },
      { scope: "openid" },
      { scope: "ACCOUNTS" },
      { scope: "accounts\ttransactions" },
      { scope: "__proto__" },
    ]
  ) {
    const answer = await client.refresh(server, tokens.refresh_token, { form });
    await assertOAuthError(answer, 400, "invalid_scope");
  }
  const details = '[{"type":"account_information","actions":["read_transactions"]}]';
  const form = { authorization_details: details };
  const answer = await client.refresh(server, tokens.refresh_token, { form });
  await assertOAuthError(answer, 400, "invalid_authorization_details");
});
