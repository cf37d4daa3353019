/** Introspection (RFC 7662) and its signed answers (RFC 9701). */
import assert from "node:assert/strict";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { JWT_BEARER } from "../../../domain/client/client_assertion.ts";
import type { Client } from "../../../domain/client/client.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import type { ProtocolClient } from "../../support/protocol_client.ts";
import { ISSUER, type ProtocolServer, startProtocol } from "../../support/protocol_server.ts";

const SIGNED = "application/token-introspection+jwt";

/** A resource server as the checker lets it through. */
const RESOURCE_SERVER: Partial<Client> = {
  isResourceServer: true,
  redirectUris: [],
  grantTypes: [],
  scopes: ["accounts"],
};

async function introspect(
  server: ProtocolServer,
  caller: ProtocolClient,
  token: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const form = new URLSearchParams({
    client_assertion: await caller.assertion(),
    client_assertion_type: JWT_BEARER,
    ...(token === undefined ? {} : { token }),
  });
  return await server.fetch("/introspect", { method: "POST", body: form, headers });
}

async function read(
  server: ProtocolServer,
  caller: ProtocolClient,
  token: string,
): Promise<Record<string, unknown>> {
  const response = await introspect(server, caller, token);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("Content-Type") ?? "", /^application\/json/);
  assert.match(response.headers.get("Cache-Control") ?? "", /no-store/);
  return await response.json();
}

const INACTIVE = { active: false };

Deno.test("an app learns all about its own access token", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const { tokens, grant } = await app.link(server);
  const { jti, ...answer } = await read(server, app, tokens.access_token);
  const iat = Math.floor(server.clock.now() / 1000);
  assert.match(String(jti), /^[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(answer, {
    active: true,
    token_type: "DPoP",
    iss: ISSUER,
    aud: ISSUER,
    sub: grant.subject,
    client_id: "app",
    grant_id: grant.id,
    scope: "openid accounts transactions",
    iat,
    exp: iat + 600,
    cnf: { jkt: app.dpopKey.thumbprint },
  });
});

Deno.test("an app learns about its own refresh token, and that it ends with the grant", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const { tokens, grant } = await app.link(server);
  assert.deepEqual(await read(server, app, tokens.refresh_token), {
    active: true,
    iss: ISSUER,
    sub: grant.subject,
    client_id: "app",
    grant_id: grant.id,
    scope: "openid accounts transactions",
    iat: Math.floor(grant.grantedAt / 1000),
    exp: Math.floor(grant.expiresAt / 1000),
  });
  server.clock.set(grant.expiresAt);
  assert.deepEqual(await read(server, app, tokens.refresh_token), INACTIVE);
});

Deno.test("an app learns nothing of the tokens of another", async () => {
  await using server = await startProtocol();
  const { tokens } = await (await server.register("app")).link(server);
  const stranger = await server.register("stranger");
  assert.deepEqual(await read(server, stranger, tokens.access_token), INACTIVE);
  assert.deepEqual(await read(server, stranger, tokens.refresh_token), INACTIVE);
});

Deno.test("a resource server learns of access tokens no more than the scopes that it serves", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const api = await server.register("api", RESOURCE_SERVER);
  const all = await app.link(server);
  assert.equal((await read(server, api, all.tokens.access_token))["scope"], "accounts");
  assert.deepEqual(await read(server, api, all.tokens.refresh_token), INACTIVE);
  const others = await app.link(server, { scope: "transactions" });
  assert.deepEqual(await read(server, api, others.tokens.access_token), INACTIVE);
});

Deno.test("a resource server cannot act as an app, nor an app as a resource server", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const api = await server.register("api", RESOURCE_SERVER);
  await assertOAuthError(await api.push(server), 400, "unauthorized_client");
  const { tokens } = await app.link(server);
  await assertOAuthError(
    await api.refresh(server, tokens.refresh_token),
    400,
    "unauthorized_client",
  );
  const forged = await app.assertion({ iss: "api", sub: "api" });
  const form = { client_assertion: forged, client_assertion_type: JWT_BEARER, token: "x" };
  const response = await server.fetch("/introspect", {
    method: "POST",
    body: new URLSearchParams(form),
  });
  await assertOAuthError(response, 401, "invalid_client");
});

Deno.test("a revoked access token is inactive at once, and so are both when the grant ends", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const { tokens } = await app.link(server);
  const other = await (await app.refresh(server, tokens.refresh_token)).json();
  await app.post(server, "/revoke", { token: tokens.access_token });
  assert.deepEqual(await read(server, app, tokens.access_token), INACTIVE);
  assert.equal((await read(server, app, other.access_token))["active"], true);
  await app.post(server, "/revoke", { token: tokens.refresh_token });
  assert.deepEqual(await read(server, app, other.access_token), INACTIVE);
  assert.deepEqual(await read(server, app, tokens.refresh_token), INACTIVE);
});

Deno.test("a token that expired, or whose app was disabled, is inactive", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const api = await server.register("api", RESOURCE_SERVER);
  const { tokens } = await app.link(server);
  await server.change({ ...app.registration, disabledAt: server.clock.now() });
  assert.deepEqual(await read(server, api, tokens.access_token), INACTIVE);
  await server.change({ ...app.registration, version: 2 });
  assert.equal((await read(server, api, tokens.access_token))["active"], true);
  server.clock.advance(600_000);
  assert.deepEqual(await read(server, api, tokens.access_token), INACTIVE);
});

for (const token of ["nonsense", "A".repeat(43), "a.b.c", "日本", "x".repeat(20_000)]) {
  Deno.test(`${token.slice(0, 10)} (${token.length} characters) is an inactive token, not an error`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app");
    assert.deepEqual(await read(server, app, token), INACTIVE);
  });
}

Deno.test("an id_token is no access token", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const { tokens } = await app.link(server);
  assert.deepEqual(await read(server, app, tokens.id_token), INACTIVE);
});

Deno.test("introspection demands a client, a token, and a fresh assertion", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const { tokens } = await app.link(server);
  const bare = new URLSearchParams({ token: tokens.access_token });
  const noClient = await server.fetch("/introspect", { method: "POST", body: bare });
  await assertOAuthError(noClient, 401, "invalid_client");
  await assertOAuthError(await introspect(server, app, undefined), 400, "invalid_request");
  const assertion = await app.assertion();
  const form = new URLSearchParams({
    client_assertion: assertion,
    client_assertion_type: JWT_BEARER,
    token: "nonsense",
  });
  const ask = () => server.fetch("/introspect", { method: "POST", body: form });
  assert.equal((await ask()).status, 200);
  await assertOAuthError(await ask(), 401, "invalid_client");
});

for (
  const [name, change, algorithm] of [
    ["as the gateway is configured", {}, "ES256"],
    ["as the caller registered", { introspectionSigningAlgorithm: "PS256" }, "PS256"],
  ] as const
) {
  Deno.test(`a signed answer is for the caller alone and no token, signed ${name}`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app");
    const api = await server.register("api", { ...RESOURCE_SERVER, ...change });
    const { tokens } = await app.link(server);
    const response = await introspect(server, api, tokens.access_token, {
      Accept: `application/json;q=0.5, ${SIGNED}`,
    });
    assert.equal(response.headers.get("Content-Type"), SIGNED);
    const jwt = await response.text();
    const { kid, ...header } = decodeProtectedHeader(jwt);
    assert.deepEqual(header, { alg: algorithm, typ: "token-introspection+jwt" });
    const jwks = createLocalJWKSet(await (await server.fetch("/jwks")).json());
    const { payload } = await jwtVerify(jwt, jwks, {
      issuer: ISSUER,
      audience: "api",
      currentDate: new Date(server.clock.now()),
    });
    assert.ok(kid);
    assert.deepEqual(Object.keys(payload).sort(), ["aud", "iat", "iss", "token_introspection"]);
    assert.deepEqual(payload["token_introspection"], await read(server, api, tokens.access_token));
    const call = await app.readUserinfo(server, jwt);
    await assertOAuthError(call, 401, "invalid_token");
  });
}

Deno.test("a signed answer about a token of another says only that it is inactive", async () => {
  await using server = await startProtocol();
  const { tokens } = await (await server.register("app")).link(server);
  const stranger = await server.register("stranger");
  const response = await introspect(server, stranger, tokens.access_token, { Accept: SIGNED });
  const [, payload = ""] = (await response.text()).split(".");
  const claims = JSON.parse(
    new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: "base64url" })),
  );
  assert.deepEqual(claims.token_introspection, INACTIVE);
});

Deno.test("a signed answer can be ruled out", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const accept = `${SIGNED};q=0, application/json`;
  const response = await introspect(server, app, "nonsense", { Accept: accept });
  assert.deepEqual(await response.json(), INACTIVE);
});

Deno.test("introspection costs one round trip to the store and one to the database beside the registry", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const { tokens } = await app.link(server);
  server.takeRoundTrips();
  await read(server, app, tokens.access_token);
  // Of the three reads of the database two are of the registry, which a gateway caches.
  assert.deepEqual(server.takeRoundTrips().toSorted(), [
    "database",
    "database",
    "database",
    "ephemeral",
  ]);
});
