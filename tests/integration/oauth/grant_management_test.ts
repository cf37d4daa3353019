/** Grant Management for OAuth 2.0: `grant_id`, query and revoke. */
import assert from "node:assert/strict";
import { sha256Base64Url } from "../../../domain/ids.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import type { Changes, ProtocolClient, TestKey } from "../../support/protocol_client.ts";
import { type ProtocolServer, startProtocol } from "../../support/protocol_server.ts";

async function manage(
  server: ProtocolServer,
  app: ProtocolClient,
  method: "GET" | "DELETE",
  grantId: string,
  accessToken: string,
  change: { readonly claims?: Changes; readonly key?: TestKey } = {},
): Promise<Response> {
  const path = `/grants/${grantId}`;
  const claims = { htm: method, ath: await sha256Base64Url(accessToken), ...change.claims };
  const dpop = await app.proof(path, claims, {}, change.key);
  const headers = { Authorization: `DPoP ${accessToken}`, DPoP: dpop };
  return await server.fetch(path, { method, headers });
}

async function link(server: ProtocolServer, app: ProtocolClient) {
  const { tokens, grant } = await app.link(server);
  return { id: grant.id, token: tokens.access_token, tokens };
}

Deno.test("code and refresh token are answered with the id of their grant", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const { grant, tokens } = await app.link(server);
  assert.equal(Object.entries(tokens).find(([name]) => name === "grant_id")?.[1], grant.id);
  const refreshed = await (await app.refresh(server, tokens.refresh_token)).json();
  assert.equal(refreshed.grant_id, grant.id);
});

Deno.test("an app can ask what a grant of its own is good for", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const { id, token } = await link(server, app);
  const response = await manage(server, app, "GET", id, token);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("Cache-Control") ?? "", /no-store/);
  assert.deepEqual(await response.json(), { scopes: [{ scope: "openid accounts transactions" }] });
});

Deno.test("an app can end a grant: all of its tokens stop at once, and that is logged", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const { id, token, tokens } = await link(server, app);
  const response = await manage(server, app, "DELETE", id, token);
  assert.deepEqual([response.status, await response.text()], [204, ""]);
  for (const method of ["GET", "DELETE"] as const) {
    await assertOAuthError(await manage(server, app, method, id, token), 401, "invalid_token");
  }
  await assertOAuthError(await app.readUserinfo(server, token), 401, "invalid_token");
  const refreshed = await app.refresh(server, tokens.refresh_token);
  await assertOAuthError(refreshed, 400, "invalid_grant");
  assert.equal((await server.stores.grants.find(id))?.endReason, "revoked_by_app");
});

Deno.test("no grant but that of the access token can be reached, be it there or not", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const stranger = await server.register("stranger");
  const own = await link(server, app);
  const second = await link(server, app);
  const foreign = await link(server, stranger);
  const answers = new Set<string>();
  for (const id of [foreign.id, second.id, "A".repeat(43), "nonsense"]) {
    for (const method of ["GET", "DELETE"] as const) {
      const response = await manage(server, app, method, id, own.token);
      answers.add(`${response.status} ${await response.text()}`);
    }
  }
  assert.deepEqual([...answers], [
    '404 {"error":"not_found","error_description":"The access token has no such grant"}',
  ]);
  assert.equal((await manage(server, stranger, "GET", foreign.id, foreign.token)).status, 200);
  assert.equal((await manage(server, app, "GET", second.id, second.token)).status, 200);
});

Deno.test("a grant is not managed without the token's key, nor with a proof for another grant", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const thief = await server.register("thief");
  const { id, token } = await link(server, app);
  const theft = await manage(server, thief, "DELETE", id, token);
  await assertOAuthError(theft, 401, "invalid_token");
  const claims = { htu: "https://gateway.example/grants/other" };
  const moved = await manage(server, app, "DELETE", id, token, { claims });
  await assertOAuthError(moved, 401, "invalid_dpop_proof");
  const bare = await server.fetch(`/grants/${id}`, { method: "DELETE" });
  await assertOAuthError(bare, 401, "invalid_token");
  assert.match(bare.headers.get("WWW-Authenticate") ?? "", /^DPoP algs=/);
  assert.equal((await manage(server, app, "GET", id, token)).status, 200);
});

Deno.test("other methods are refused with the ones that there are", async () => {
  await using server = await startProtocol();
  const response = await server.fetch("/grants/x", { method: "POST" });
  assert.deepEqual([response.status, response.headers.get("Allow")], [405, "GET, DELETE, HEAD"]);
});
