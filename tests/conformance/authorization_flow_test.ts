/** FAPI 2.0 Security Profile Final, 5.3.2.2: the authorization endpoint's flows. */
import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { checkClientDocument } from "../../domain/client/check_client.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { makeTestKey } from "../support/protocol_client.ts";
import { ISSUER, type ProtocolServer, startProtocol } from "../support/protocol_server.ts";

function visit(
  server: ProtocolServer,
  parameters: Readonly<Record<string, string>>,
  headers: HeadersInit = {},
): Promise<Response> {
  return server.fetch(`/authorize?${new URLSearchParams(parameters)}`, { headers });
}

Deno.test("B1: every response_type but code is refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  for (const response_type of ["token", "id_token", "code id_token", "code token", "none"]) {
    const response = await app.push(server, { form: { response_type } });
    await assertOAuthError(response, 400, "unsupported_response_type");
  }
});

Deno.test("B2, B4: a pushed request needs a client that proves itself", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  assert.equal((await app.push(server)).status, 201);
  await assertOAuthError(await app.push(server, { assertion: null }), 401, "invalid_client");
  const assertion = await app.assertion({}, {}, await makeTestKey());
  await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
});

Deno.test("B3: a request that was not pushed is refused, with the state it had", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const response = await visit(server, {
    client_id: "app-1",
    redirect_uri: app.redirectUri,
    response_type: "code",
    scope: "accounts",
    state: "xyz",
    code_challenge: "c".repeat(43),
    code_challenge_method: "S256",
  });
  const { searchParams } = new URL(response.headers.get("location") ?? "");
  assert.equal(searchParams.get("error"), "invalid_request");
  assert.equal(searchParams.get("state"), "xyz");
  assert.equal(searchParams.get("iss"), ISSUER);
  assert.equal(searchParams.has("code"), false);
});

Deno.test("B5: PKCE with S256 is demanded at PAR and at the token endpoint", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const atPar = [
    { code_challenge: undefined, code_challenge_method: undefined },
    { code_challenge_method: "plain" },
    { code_challenge_method: undefined },
  ];
  for (const form of atPar) {
    await assertOAuthError(await app.push(server, { form }), 400, "invalid_request");
  }
  for (const code_verifier of [undefined, "w".repeat(43)]) {
    const { code } = await server.consent(await app.pushed(server));
    const response = await app.redeem(server, code, { form: { code_verifier } });
    await assertOAuthError(response, 400, "invalid_grant");
  }
});

Deno.test("B6: redirect_uri must be pushed; there is no falling back to the only one", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { redirectUris: ["https://app.example/only"] });
  const form = { redirect_uri: undefined };
  await assertOAuthError(await app.push(server, { form }), 400, "invalid_request");
});

Deno.test("B7: the response names the issuer as the metadata does", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request_uri = await app.pushed(server);
  await server.finish(request_uri);
  const response = await visit(server, { client_id: "app-1", request_uri });
  const { searchParams } = new URL(response.headers.get("location") ?? "");
  const metadata = await (await server.fetch("/.well-known/openid-configuration")).json();
  assert.equal(searchParams.get("iss"), metadata.issuer);
});

Deno.test("B8: redirect URIs in clear are not registered, save on a loopback host", async () => {
  const findings = async (uri: string) => {
    const verdict = await checkClientDocument({ redirect_uris: [uri] });
    const faults = verdict.accepted ? [] : verdict.faults;
    return faults.filter(({ member }) => member.startsWith("redirect_uris"));
  };
  assert.notDeepEqual(await findings("http://app.example/cb"), []);
  assert.deepEqual(await findings("https://app.example/cb"), []);
  assert.deepEqual(await findings("http://127.0.0.1:4000/cb"), []);
});

Deno.test("B9: a code used before is refused, and what it gave stops working", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code, tokens } = await app.link(server);
  server.clock.advance(1000);
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 401);
  await assertOAuthError(await app.refresh(server, tokens.refresh_token), 400, "invalid_grant");
});

Deno.test("B10, B11: the authorization endpoint redirects with 303, after a POST as well", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request_uri = await app.pushed(server);
  const body = new URLSearchParams({ client_id: "app-1", request_uri });
  const opened = await server.fetch("/authorize", { method: "POST", body });
  await server.finish(request_uri);
  const refused = await server.fetch("/authorize", { method: "POST", body });
  const unpushed = await visit(server, { client_id: "app-1", redirect_uri: app.redirectUri });
  for (const response of [opened, refused, unpushed]) {
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("referrer-policy"), "no-referrer");
    assert.match(response.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
  }
});

Deno.test("B12: a request_uri lives less than 600 s, and no longer than it says", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { request_uri, expires_in } = await (await app.push(server)).json();
  assert.ok(expires_in >= 5 && expires_in < 600);
  server.clock.advance(expires_in * 1000);
  const response = await visit(server, { client_id: "app-1", request_uri });
  const { searchParams } = new URL(response.headers.get("location") ?? "");
  assert.equal(searchParams.get("error"), "invalid_request_uri");
});

Deno.test("B14: nonces of 64 and of 384 characters come back exactly, none when none was sent", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  for (const nonce of ["n".repeat(64), "n".repeat(384), undefined]) {
    const { tokens } = await app.link(server, { nonce });
    assert.equal(decodeJwt(tokens.id_token)["nonce"], nonce);
  }
});

Deno.test("B15: a request_uri is spent by the decision, not by the first visit", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const parameters = { client_id: "app-1", request_uri: await app.pushed(server) };
  const first = await visit(server, parameters);
  const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
  const again = await visit(server, parameters, { Cookie: cookie });
  assert.equal(again.headers.get("location"), first.headers.get("location"));
  await server.finish(parameters.request_uri);
  const spent = await visit(server, parameters, { Cookie: cookie });
  assert.match(spent.headers.get("location") ?? "", /error=invalid_request_uri/);
});

Deno.test("B15: a state of more than 1000 characters comes back exactly", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const state = "s-._~&=%あ".repeat(120);
  const request_uri = await app.pushed(server, { state });
  await server.finish(request_uri);
  const response = await visit(server, { client_id: "app-1", request_uri });
  assert.equal(new URL(response.headers.get("location") ?? "").searchParams.get("state"), state);
});

Deno.test("B15: a request_uri in the hands of another client opens nothing", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  await server.register("app-2");
  const response = await visit(server, {
    client_id: "app-2",
    request_uri: await app.pushed(server),
  });
  assert.equal(response.status, 400);
});

Deno.test("B16: the customer is identified by OpenID Connect alone", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const plain = await app.link(server, { scope: "accounts" });
  assert.equal("id_token" in plain.tokens, false);
  assert.equal((await app.readUserinfo(server, plain.tokens.access_token)).status, 403);
  const { tokens } = await app.link(server, { scope: "accounts openid" });
  const userinfo = await (await app.readUserinfo(server, tokens.access_token)).json();
  assert.equal(userinfo.sub, decodeJwt(tokens.id_token).sub);
});

Deno.test("N6: the authorization endpoint knows no CORS", async () => {
  await using server = await startProtocol();
  const headers = { Origin: "https://evil.example", "Access-Control-Request-Method": "GET" };
  for (const method of ["OPTIONS", "GET"]) {
    const response = await server.fetch("/authorize", { method, headers });
    const cors = [...response.headers.keys()].filter((name) => name.startsWith("access-control"));
    assert.deepEqual(cors, []);
  }
});
