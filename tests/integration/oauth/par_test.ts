import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import { type Changes, makeTestKey } from "../../support/protocol_client.ts";
import { startProtocol } from "../../support/protocol_server.ts";

Deno.test("PAR answers 201 with a request URI that is good for a minute and never cached", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const response = await app.push(server);
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("cache-control"), "no-store");
  const body = await response.json();
  assert.match(body.request_uri, /^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(Object.keys(body), ["request_uri", "expires_in"]);
  assert.equal(body.expires_in, 60);
});

const ACCEPTED: Readonly<Record<string, Changes>> = {
  "without state": { state: undefined },
  "without nonce": { nonce: undefined },
  "with a state of 4096 characters": { state: "s".repeat(4096) },
  "with a nonce of 1024 characters": { nonce: "n".repeat(1024) },
  "with openid last": { scope: "transactions accounts openid" },
  "without openid": { scope: "accounts" },
  "with a scope named twice": { scope: "accounts accounts" },
  "with response_mode=query": { response_mode: "query" },
  "with response_mode=jwt": { response_mode: "jwt" },
  "with prompt=login consent": { prompt: "login consent" },
  "with parameters that are not known": { claims: "{}", max_age: "0", ui_locales: "ja", x: "y" },
  "with another registered redirect URI": { redirect_uri: "https://app.example/other" },
};

for (const [name, form] of Object.entries(ACCEPTED)) {
  Deno.test(`PAR accepts a request ${name}`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app-1");
    assert.equal((await app.push(server, { form })).status, 201);
  });
}

const REFUSED: Readonly<Record<string, readonly [Changes, string]>> = {
  "with a request_uri": [{ request_uri: "urn:x" }, "invalid_request"],
  "with a request object": [{ request: "a.b.c" }, "invalid_request_object"],
  "without response_type": [{ response_type: undefined }, "invalid_request"],
  "for code id_token": [{ response_type: "code id_token" }, "unsupported_response_type"],
  "for token": [{ response_type: "token" }, "unsupported_response_type"],
  "without redirect_uri": [{ redirect_uri: undefined }, "invalid_request"],
  "with a redirect_uri that is longer": [
    { redirect_uri: "https://app.example/callback?tenant=1/x" },
    "invalid_request",
  ],
  "with a redirect_uri in capitals": [
    { redirect_uri: "https://APP.example/callback?tenant=1" },
    "invalid_request",
  ],
  "without code_challenge": [{ code_challenge: undefined }, "invalid_request"],
  "with a short code_challenge": [{ code_challenge: "short" }, "invalid_request"],
  "without code_challenge_method": [{ code_challenge_method: undefined }, "invalid_request"],
  "with plain PKCE": [{ code_challenge_method: "plain" }, "invalid_request"],
  "with response_mode=fragment": [{ response_mode: "fragment" }, "invalid_request"],
  "with response_mode=form_post.jwt": [{ response_mode: "form_post.jwt" }, "invalid_request"],
  "without scope": [{ scope: undefined }, "invalid_scope"],
  "for openid alone": [{ scope: "openid" }, "invalid_scope"],
  "for an unknown scope": [{ scope: "accounts payments" }, "invalid_scope"],
  "with a state of 4097 characters": [{ state: "s".repeat(4097) }, "invalid_request"],
  "with a nonce of 1025 characters": [{ nonce: "n".repeat(1025) }, "invalid_request"],
  "with prompt=none login": [{ prompt: "none login" }, "invalid_request"],
  "with a dpop_jkt that is no thumbprint": [{ dpop_jkt: "x" }, "invalid_request"],
  "with the dpop_jkt of another key": [{ dpop_jkt: "x".repeat(43) }, "invalid_dpop_proof"],
};

for (const [name, [form, error]] of Object.entries(REFUSED)) {
  Deno.test(`PAR refuses a request ${name}`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app-1");
    await assertOAuthError(await app.push(server, { form }), 400, error);
  });
}

Deno.test("PAR refuses scopes and flows that the client may not use", async () => {
  await using server = await startProtocol();
  const reader = await server.register("reader", { scopes: ["accounts"] });
  await assertOAuthError(await reader.push(server), 400, "invalid_scope");
  const idle = await server.register("idle", { grantTypes: ["refresh_token"] });
  await assertOAuthError(await idle.push(server), 400, "unauthorized_client");
});

Deno.test("PAR refuses a request without client authentication", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  await assertOAuthError(await app.push(server, { assertion: null }), 401, "invalid_client");
});

Deno.test("PAR authenticates the client before it says anything about the request", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const assertion = await app.assertion({}, {}, await makeTestKey());
  const response = await app.push(server, { assertion, form: { response_type: "token" } });
  await assertOAuthError(response, 401, "invalid_client");
});

Deno.test("PAR takes neither other methods nor other content types nor duplicates", async () => {
  await using server = await startProtocol();
  for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
    const response = await server.fetch("/par", { method });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST"]);
  }
  const json = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
  await assertOAuthError(await server.fetch("/par", json), 400, "invalid_request");
  const body = new URLSearchParams([["scope", "a"], ["scope", "a"]]);
  const twice = await server.fetch("/par", { method: "POST", body });
  await assertOAuthError(twice, 400, "invalid_request");
});

Deno.test("PAR reads no more of a body than a request can need", async () => {
  await using server = await startProtocol();
  const body = new URLSearchParams({ state: "s".repeat(40_000) });
  const response = await server.fetch("/par", { method: "POST", body });
  await assertOAuthError(response, 413, "invalid_request");
});

Deno.test("PAR refuses an assertion and a proof that were used before", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const assertion = await app.assertion();
  assert.equal((await app.push(server, { assertion })).status, 201);
  await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
  const dpop = await app.proof("/par");
  assert.equal((await app.push(server, { dpop })).status, 201);
  await assertOAuthError(await app.push(server, { dpop }), 400, "invalid_dpop_proof");
});

Deno.test("an assertion refused for its replay stays refused until it expires", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const assertion = await app.assertion();
  await app.push(server, { assertion });
  server.clock.advance(69_000);
  await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
  server.clock.advance(2_000);
  await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
});

Deno.test("a proof for another endpoint does not serve at PAR", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const dpop = await app.proof("/token");
  await assertOAuthError(await app.push(server, { dpop }), 400, "invalid_dpop_proof");
});

Deno.test("a client that asks too often is told to come again", async () => {
  await using server = await startProtocol({
    clientQuota: { name: "protocol", limit: 2, windowSeconds: 60 },
  });
  const app = await server.register("app-1");
  const other = await server.register("app-2");
  for (let count = 0; count < 2; count++) assert.equal((await app.push(server)).status, 201);
  server.clock.advance(20_000);
  const response = await app.push(server);
  assert.equal(response.headers.get("retry-after"), "40", "when the minute is over");
  await assertOAuthError(response, 429, "temporarily_unavailable");
  assert.equal((await other.push(server)).status, 201);
});

Deno.test("when the client registry is out of reach PAR says so and stores nothing", async () => {
  const find = () => Promise.reject(new UnavailableError("database"));
  await using server = await startProtocol({ clients: { find } });
  const app = await server.register("app-1");
  const response = await app.push(server);
  assert.ok(Number(response.headers.get("retry-after")) > 0);
  await assertOAuthError(response, 503, "temporarily_unavailable");
  assert.match(server.logLines.join(), /database/);
});

Deno.test("a bug is answered with an incident number and nothing else", async () => {
  const find = () => Promise.reject(new TypeError("secret detail"));
  await using server = await startProtocol({ clients: { find } });
  const app = await server.register("app-1");
  const response = await app.push(server);
  const text = await response.clone().text();
  await assertOAuthError(response, 500, "server_error");
  assert.doesNotMatch(text, /secret detail/);
  const incident = /incident ([0-9A-F]{10})/.exec(text)?.[1] ?? "none";
  assert.match(server.logLines.join(), new RegExp(incident));
});

Deno.test("nothing secret that a request carried gets into the log", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const assertion = await app.assertion({ jti: "marker-jti" });
  const dpop = await app.proof("/token");
  await app.push(server, { assertion, dpop, form: { state: "marker-state" } });
  const log = server.logLines.join();
  assert.match(log, /htu/);
  for (const secret of [assertion, dpop, "marker-jti", "marker-state"]) {
    assert.ok(!log.includes(secret));
  }
});

Deno.test("the issuer is configuration: a Host header does not change what a proof must say", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const dpop = await app.proof("/par", { htu: "https://evil.example/par" });
  const response = await server.fetch("/par", {
    method: "POST",
    headers: { DPoP: dpop, Host: "evil.example", "X-Forwarded-Host": "evil.example" },
    body: new URLSearchParams({
      client_assertion: await app.assertion(),
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      response_type: "code",
      redirect_uri: app.redirectUri,
      scope: "accounts",
      code_challenge: "c".repeat(43),
      code_challenge_method: "S256",
    }),
  });
  await assertOAuthError(response, 400, "invalid_dpop_proof");
});
