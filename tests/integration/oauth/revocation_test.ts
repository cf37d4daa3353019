import assert from "node:assert/strict";
import { assertOAuthError } from "../../support/oauth_error.ts";
import type { Changes, ProtocolClient, RequestChanges } from "../../support/protocol_client.ts";
import { type ProtocolServer, startProtocol } from "../../support/protocol_server.ts";

async function revoke(
  server: ProtocolServer,
  app: ProtocolClient,
  form: Changes,
  changes: RequestChanges = {},
): Promise<Response> {
  return await app.post(server, "/revoke", form, { dpop: null, ...changes });
}

Deno.test("a revoked access token stops at once; the rest of the grant goes on", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const response = await revoke(server, app, { token: tokens.access_token });
  assert.deepEqual([response.status, await response.text()], [200, ""]);
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 401);
  const refreshed = await (await app.refresh(server, tokens.refresh_token)).json();
  assert.equal((await app.readUserinfo(server, refreshed.access_token)).status, 200);
});

Deno.test("a revoked refresh token ends the grant with its access tokens, and is logged", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens, grant } = await app.link(server);
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 200);
  const form = { token: tokens.refresh_token, token_type_hint: "access_token" };
  assert.equal((await revoke(server, app, form)).status, 200);
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 401);
  await assertOAuthError(await app.refresh(server, tokens.refresh_token), 400, "invalid_grant");
  assert.equal((await server.stores.grants.find(grant.id))?.endReason, "revoked_by_app");
  const entries = await server.stores.operationLog.search({ clientId: "app-1", limit: 10 });
  assert.ok(entries.some(({ event, actor }) => event === "grant.end" && actor === "app"));
  assert.equal((await revoke(server, app, form)).status, 200, "revoking again is no error");
});

Deno.test("tokens that are unknown, expired or nonsense are no error", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  server.clock.advance(600_000);
  for (const token of [tokens.access_token, "x".repeat(43), "nonsense", "a.b.c"]) {
    assert.equal((await revoke(server, app, { token })).status, 200, token);
  }
});

Deno.test("a client cannot revoke the tokens of another", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const other = await server.register("app-2");
  const { tokens } = await app.link(server);
  for (const token of [tokens.access_token, tokens.refresh_token]) {
    await assertOAuthError(await revoke(server, other, { token }), 400, "invalid_grant");
  }
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 200);
  assert.equal((await app.refresh(server, tokens.refresh_token)).status, 200);
});

Deno.test("revocation demands a client, a token, and a fresh assertion", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const token = tokens.access_token;
  const anonymous = await revoke(server, app, { token }, { assertion: null });
  await assertOAuthError(anonymous, 401, "invalid_client");
  await assertOAuthError(await revoke(server, app, {}), 400, "invalid_request");
  const assertion = await app.assertion();
  await app.push(server, { assertion });
  const replayed = await revoke(server, app, { token }, { assertion });
  await assertOAuthError(replayed, 401, "invalid_client");
  assert.equal((await app.readUserinfo(server, token)).status, 200);
});
