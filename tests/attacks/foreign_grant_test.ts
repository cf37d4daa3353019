/** One app at the grants and tokens of another: looked at, ended, refreshed. */
import assert from "node:assert/strict";
import type { Client } from "../../domain/client/client.ts";
import { sha256Base64Url } from "../../domain/ids.ts";
import { MTLS_ORIGIN } from "../support/certificates.ts";
import { MtlsApp, others, own, startMtlsProtocol } from "../support/mtls_app.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import type { ProtocolClient } from "../support/protocol_client.ts";
import { type ProtocolServer, startProtocol } from "../support/protocol_server.ts";

const RESOURCE_SERVER: Partial<Client> = {
  isResourceServer: true,
  redirectUris: [],
  grantTypes: [],
  scopes: ["transactions"],
};

async function introspect(server: ProtocolServer, caller: ProtocolClient, token: string) {
  const answer = await caller.post(server, "/introspect", { token }, { dpop: null });
  assert.equal(answer.status, 200);
  return await answer.json();
}

/** Calls the grant management endpoint with a token of the caller's own. */
async function manage(
  server: ProtocolServer,
  caller: ProtocolClient,
  method: string,
  call: { readonly grantId: string; readonly token: string },
): Promise<Response> {
  const path = `/grants/${call.grantId}`;
  const ath = await sha256Base64Url(call.token);
  const dpop = await caller.proof(path, { htm: method, ath });
  const headers = { Authorization: `DPoP ${call.token}`, DPoP: dpop };
  return await server.fetch(path, { method, headers });
}

Deno.test("another app's grant is neither seen nor ended, with tokens of whomever", async () => {
  await using server = await startProtocol();
  const [victim, thief] = [await server.register("victim"), await server.register("thief")];
  const { grant, tokens } = await victim.link(server);
  const { tokens: thiefs } = await thief.link(server);
  for (const method of ["GET", "DELETE"]) {
    const byOwn = { grantId: grant.id, token: thiefs.access_token };
    const unfound = await manage(server, thief, method, byOwn);
    assert.equal(unfound.status, 404);
    assert.doesNotMatch(await unfound.text(), /accounts/);
    const byStolen = { grantId: grant.id, token: tokens.access_token };
    const refused = await manage(server, thief, method, byStolen);
    await assertOAuthError(refused, 401, "invalid_token");
    const byRefreshToken = { grantId: grant.id, token: tokens.refresh_token };
    const mistaken = await manage(server, thief, method, byRefreshToken);
    await assertOAuthError(mistaken, 401, "invalid_token");
  }
  const call = { grantId: grant.id, token: tokens.access_token };
  assert.equal((await manage(server, victim, "GET", call)).status, 200, "it is unharmed");
});

Deno.test("who knows a grant by its id alone, or guesses others, learns nothing", async () => {
  await using server = await startProtocol();
  const thief = await server.register("thief");
  const { tokens } = await thief.link(server);
  const { grant } = await (await server.register("victim")).link(server);
  const seen = new Set<string>();
  for (
    const grantId of [
      grant.id,
      "A".repeat(43),
      "x",
      "..",
      "%00",
      "*",
      `${grant.id}%20`,
      "__proto__",
    ]
  ) {
    const token = tokens.access_token;
    const answer = await manage(server, thief, "GET", { grantId, token });
    if (grantId !== "..") seen.add(`${answer.status} ${await answer.text()}`);
    else assert.ok([401, 404].includes(answer.status));
    assert.equal((await server.fetch(`/grants/${grantId}`)).status, grantId === ".." ? 404 : 401);
  }
  assert.equal(seen.size, 1, "what is there is answered like what is not");
});

Deno.test("introspection tells an app nothing of another's tokens, and a resource server no more than it serves", async () => {
  await using server = await startProtocol();
  const victim = await server.register("victim");
  const thief = await server.register("thief");
  const resourceServer = await server.register("resource-server", RESOURCE_SERVER);
  const { tokens } = await victim.link(server, { scope: "openid accounts" });
  for (const token of [tokens.access_token, tokens.refresh_token]) {
    assert.deepEqual(await introspect(server, thief, token), { active: false });
    assert.deepEqual(await introspect(server, resourceServer, token), { active: false });
    assert.equal((await introspect(server, victim, token)).active, true);
  }
  const form = { token: tokens.access_token, client_id: victim.id };
  const posing = await thief.post(server, "/introspect", form, { dpop: null });
  await assertOAuthError(posing, 401, "invalid_client");
  const anonymous = await server.fetch("/introspect", {
    method: "POST",
    body: new URLSearchParams({ token: tokens.access_token }),
  });
  await assertOAuthError(anonymous, 401, "invalid_client");
  const self = await server.fetch("/introspect", {
    method: "POST",
    headers: { Authorization: `Bearer ${tokens.access_token}` },
    body: new URLSearchParams({ token: tokens.access_token }),
  });
  await assertOAuthError(self, 401, "invalid_client");
});

Deno.test("with a certificate of its own an app reaches no code, token or request of another", async () => {
  await using server = await startMtlsProtocol();
  const victim = await MtlsApp.register(server, "tls_client_auth", "mtls");
  await server.register("other", {
    authentication: {
      method: "tls_client_auth",
      subject: { kind: "subject_dn", value: "CN=other" },
    },
    senderConstraint: "mtls",
  });
  const { access_token: token, refresh_token: refreshToken } = await victim.link(server);
  const code = await victim.code(server);
  const connection = { origin: MTLS_ORIGIN, certificate: others };
  const asThief = { connection, form: { client_id: "other" } };
  await assertOAuthError(await victim.redeem(server, code, asThief), 400, "invalid_grant");
  await assertOAuthError(await victim.refresh(server, refreshToken, asThief), 400, "invalid_grant");
  for (const stolen of [token, refreshToken]) {
    await assertOAuthError(await victim.revoke(server, stolen, asThief), 400, "invalid_grant");
    const introspected = await victim.client.post(server, "/introspect", { token: stolen }, {
      ...asThief,
      assertion: null,
      dpop: null,
    });
    assert.deepEqual(await introspected.json(), { active: false });
  }
  const asVictim = { connection, form: { client_id: "app" } };
  await assertOAuthError(await victim.redeem(server, code, asVictim), 401, "invalid_client");
  assert.equal((await victim.redeem(server, code)).status, 200, "none of it used the code up");
  assert.equal((await victim.read(server, token)).status, 200, "nor ended the grant");
});

Deno.test("a certificate-bound token of the app itself reaches no other grant of it", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "tls_client_auth", "mtls");
  const { access_token: token } = await app.link(server);
  const pushed = await (await app.push(server)).json();
  const { grant } = await server.consent(pushed.request_uri);
  const headers = { Authorization: `Bearer ${token}` };
  const connection = { origin: MTLS_ORIGIN, certificate: own };
  for (const method of ["GET", "DELETE"]) {
    const answer = await server.fetch(`/grants/${grant.id}`, { method, headers }, connection);
    assert.equal(answer.status, 404);
    await answer.body?.cancel();
  }
});
