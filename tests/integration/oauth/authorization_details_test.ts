/** Asking for permissions by authorization_details (RFC 9396), from PAR to the tokens. */
import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { assertOAuthError } from "../../support/oauth_error.ts";
import type { Changes } from "../../support/protocol_client.ts";
import { startProtocol } from "../../support/protocol_server.ts";

const TYPE = "account_information";
const BOTH = [{ type: TYPE, actions: ["read_accounts", "read_transactions"] }];
const ACCOUNTS = [{ type: TYPE, actions: ["read_accounts"] }];
const DETAILED: Changes = { scope: undefined, authorization_details: JSON.stringify(BOTH) };

Deno.test("details without any scope are granted, and tokens state them and no scope", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens, grant } = await app.link(server, DETAILED);
  assert.deepEqual([grant.scopes, grant.detailedScopes], [[], ["accounts", "transactions"]]);
  const claims = decodeJwt(tokens.access_token);
  assert.deepEqual(tokens.authorization_details, BOTH);
  assert.deepEqual(claims["authorization_details"], BOTH);
  for (const stated of [tokens, claims]) assert.equal("scope" in stated, false);
  assert.equal("id_token" in tokens, false);
});

Deno.test("details go together with openid and with other scopes", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const authorization_details = JSON.stringify(ACCOUNTS);
  const { tokens } = await app.link(server, {
    scope: "openid transactions",
    authorization_details,
  });
  assert.equal(tokens.scope, "openid transactions");
  assert.deepEqual(tokens.authorization_details, ACCOUNTS);
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 200);
});

Deno.test("who asked by scope gets no details", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens, grant } = await app.link(server);
  assert.equal("authorization_details" in tokens, false);
  assert.equal("authorization_details" in decodeJwt(tokens.access_token), false);
  assert.equal("detailedScopes" in grant, false);
});

const REFUSED: Readonly<Record<string, readonly [Changes, string]>> = {
  "that are no JSON": [{ authorization_details: "account_information" }, "details"],
  "of another type": [{ authorization_details: '[{"type":"payment"}]' }, "details"],
  "beside an unknown scope": [{ ...DETAILED, scope: "payments" }, "scope"],
};

for (const [name, [form, what]] of Object.entries(REFUSED)) {
  Deno.test(`PAR refuses details ${name}`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app-1");
    const error = what === "scope" ? "invalid_scope" : "invalid_authorization_details";
    await assertOAuthError(await app.push(server, { form }), 400, error);
  });
}

Deno.test("PAR refuses details for what the client may not read", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { scopes: ["accounts"] });
  const response = await app.push(server, { form: DETAILED });
  await assertOAuthError(response, 400, "invalid_authorization_details");
  const authorization_details = JSON.stringify(ACCOUNTS);
  const narrower = await app.push(server, { form: { ...DETAILED, authorization_details } });
  assert.equal(narrower.status, 201);
});

Deno.test("in a request object the details are an array, not a text", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { requiresSignedRequest: true });
  const accepted = await app.pushSigned(server, { scope: undefined, authorization_details: BOTH });
  assert.equal(accepted.status, 201);
  const { request_uri } = await accepted.json();
  const { grant } = await server.consent(request_uri);
  assert.deepEqual(grant.detailedScopes, ["accounts", "transactions"]);
  const text = await app.pushSigned(server, DETAILED);
  await assertOAuthError(text, 400, "invalid_request_object");
  const wrong = await app.pushSigned(server, { authorization_details: [{ type: "payment" }] });
  await assertOAuthError(wrong, 400, "invalid_authorization_details");
  const request = await app.requestObject({ scope: undefined });
  const outside = await app.push(server, { form: { ...DETAILED, request } });
  await assertOAuthError(outside, 400, "invalid_scope");
});

Deno.test("refreshing keeps the details, may narrow them, and cannot widen them", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens: { refresh_token: token } } = await app.link(server, DETAILED);
  const refresh = (form: Changes) => app.refresh(server, token, { form });
  const kept = await (await refresh({})).json();
  assert.deepEqual(kept.authorization_details, BOTH);
  const authorization_details = JSON.stringify(ACCOUNTS);
  const narrowed = await (await refresh({ authorization_details })).json();
  assert.deepEqual(narrowed.authorization_details, ACCOUNTS);
  assert.deepEqual(decodeJwt(narrowed.access_token)["authorization_details"], ACCOUNTS);
  await assertOAuthError(await refresh({ scope: "accounts" }), 400, "invalid_scope");

  const other = await app.link(server, { ...DETAILED, authorization_details });
  const wider = await app.refresh(server, other.tokens.refresh_token, {
    form: { authorization_details: JSON.stringify(BOTH) },
  });
  await assertOAuthError(wider, 400, "invalid_authorization_details");
});

Deno.test("introspection and the grant state the details", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server, DETAILED);
  for (const token of [tokens.access_token, tokens.refresh_token]) {
    const answer = await (await app.post(server, "/introspect", { token }, { dpop: null })).json();
    assert.equal(answer.active, true);
    assert.deepEqual(answer.authorization_details, BOTH);
    assert.equal("scope" in answer, false);
  }
});

Deno.test("a resource server learns of details as far as it serves them", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server, DETAILED);
  const api = await server.register("api", { isResourceServer: true, scopes: ["accounts"] });
  const form = { token: tokens.access_token };
  const answer = await (await api.post(server, "/introspect", form, { dpop: null })).json();
  assert.deepEqual(answer.authorization_details, ACCOUNTS);
});
