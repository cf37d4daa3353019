import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { assertOAuthError } from "../../support/oauth_error.ts";
import { makeTestKey } from "../../support/protocol_client.ts";
import { startProtocol } from "../../support/protocol_server.ts";

Deno.test("a refresh gives a new access token and leaves the refresh token as it is", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  for (let round = 0; round < 3; round++) {
    server.clock.advance(600_000);
    const response = await app.refresh(server, tokens.refresh_token);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("cache-control"), "no-store");
    const refreshed = await response.json();
    assert.deepEqual(
      Object.keys(refreshed),
      ["access_token", "token_type", "expires_in", "scope", "grant_id"],
    );
    assert.equal((await app.readUserinfo(server, refreshed.access_token)).status, 200);
  }
});

Deno.test("a refresh token is bound to the client, not to the old DPoP key", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const key = await makeTestKey();
  const dpop = await app.proof("/token", {}, {}, key);
  const { access_token } = await (await app.refresh(server, tokens.refresh_token, { dpop })).json();
  assert.deepEqual(decodeJwt(access_token)["cnf"], { jkt: key.thumbprint });
  assert.equal((await app.readUserinfo(server, access_token, { key })).status, 200);
  assert.equal((await app.readUserinfo(server, access_token)).status, 401);
});

Deno.test("scope may only narrow, and narrows only the token at hand", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server, { scope: "openid accounts" });
  const refresh = async (scope: string | undefined) =>
    await app.refresh(server, tokens.refresh_token, { form: { scope } });
  assert.equal((await (await refresh("accounts")).json()).scope, "accounts");
  assert.equal((await (await refresh(undefined)).json()).scope, "openid accounts");
  for (const scope of ["accounts transactions", "transactions", "everything", " "]) {
    await assertOAuthError(await refresh(scope), 400, "invalid_scope");
  }
});

Deno.test("a refresh is refused without client, without proof, and to another client", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const other = await server.register("app-2");
  const { tokens } = await app.link(server);
  const token = tokens.refresh_token;
  await assertOAuthError(
    await app.refresh(server, token, { assertion: null }),
    401,
    "invalid_client",
  );
  await assertOAuthError(
    await app.refresh(server, token, { dpop: null }),
    400,
    "invalid_dpop_proof",
  );
  await assertOAuthError(await other.refresh(server, token), 400, "invalid_grant");
  await assertOAuthError(await app.refresh(server, "x"), 400, "invalid_grant");
  await assertOAuthError(await app.refresh(server, "x".repeat(43)), 400, "invalid_grant");
  const form = { refresh_token: undefined };
  await assertOAuthError(await app.refresh(server, token, { form }), 400, "invalid_request");
});

Deno.test("a client without the grant type cannot refresh", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  await server.change({ ...app.registration, grantTypes: ["authorization_code"] });
  const response = await app.refresh(server, tokens.refresh_token);
  await assertOAuthError(response, 400, "unauthorized_client");
});

Deno.test("a refresh token ends with its grant after 30 days", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens, grant } = await app.link(server);
  server.clock.set(grant.expiresAt - 1000);
  assert.equal((await app.refresh(server, tokens.refresh_token)).status, 200);
  server.clock.set(grant.expiresAt);
  await assertOAuthError(await app.refresh(server, tokens.refresh_token), 400, "invalid_grant");
});

Deno.test("the refresh token is stored as its hash only", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens, code } = await app.link(server);
  const records = await server.stores.ephemeral.list("", server.clock.now());
  const stored = JSON.stringify(records);
  assert.ok(records.length > 0);
  for (const secret of [tokens.refresh_token, tokens.access_token, code]) {
    assert.ok(!stored.includes(secret));
  }
});
