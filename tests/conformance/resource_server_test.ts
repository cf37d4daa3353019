/** FAPI 2.0 Security Profile Final, 5.3.4: the resource server, tried at userinfo. */
import assert from "node:assert/strict";
import { exportJWK } from "jose";
import { alterCharacter } from "../support/alter.ts";
import { ManualClock } from "../support/clock.ts";
import { type Changes, makeTestKey } from "../support/protocol_client.ts";
import { startProtocol } from "../support/protocol_server.ts";

Deno.test("R1: the token is taken from the header, whatever the case of the scheme", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  for (const scheme of ["DPoP", "dpop", "dPOp", "DPOP"]) {
    const headers = { Authorization: `${scheme} ${tokens.access_token}` };
    assert.equal((await app.readUserinfo(server, tokens.access_token, { headers })).status, 200);
  }
});

Deno.test("R2: a token in the query is refused, with and without the header", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const query = `?access_token=${tokens.access_token}`;
  assert.equal((await app.readUserinfo(server, tokens.access_token, { query })).status, 400);
  const dpop = await app.proof("/userinfo", { htm: "GET" });
  const response = await server.fetch(`/userinfo${query}`, { headers: { DPoP: dpop } });
  assert.equal(response.status, 400);
});

Deno.test("R3: tokens that are altered, expired or revoked are refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const token = tokens.access_token;
  const [header, claims = "", signature] = token.split(".");
  assert.equal(
    (await app.readUserinfo(server, `${header}.${alterCharacter(claims)}.${signature}`)).status,
    401,
  );
  assert.equal((await app.readUserinfo(server, token)).status, 200);
  await app.post(server, "/revoke", { token }, { dpop: null });
  assert.equal((await app.readUserinfo(server, token)).status, 401);
  const other = await app.link(server);
  server.clock.advance(600_000);
  assert.equal((await app.readUserinfo(server, other.tokens.access_token)).status, 401);
});

Deno.test("R3: when a grant ends its tokens stop at once", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 200);
  await app.post(server, "/revoke", { token: tokens.refresh_token }, { dpop: null });
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 401);
});

Deno.test("R4: a token without the scope gets 403 insufficient_scope", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server, { scope: "accounts transactions" });
  const response = await app.readUserinfo(server, tokens.access_token);
  assert.equal(response.status, 403);
  assert.match(response.headers.get("www-authenticate") ?? "", /error="insufficient_scope"/);
});

/** The time at which the gateway of these tests starts, in seconds. */
const NOW = new ManualClock().now() / 1000;
const privateKey = await makeTestKey("EdDSA");
const withPrivatePart = await exportJWK(privateKey.privateKey);

/** The negative tests of the conformance suite (changed claims, changed header). */
const WRONG_PROOFS: Readonly<Record<string, readonly [Changes, Changes?]>> = {
  "without typ": [{}, { typ: undefined }],
  "with another typ": [{}, { typ: "jwt" }],
  "without jwk": [{}, { jwk: undefined }],
  "with a private jwk": [{}, { jwk: withPrivatePart }],
  "without jti": [{ jti: undefined }],
  "without htm": [{ htm: undefined }],
  "without htu": [{ htu: undefined }],
  "without iat": [{ iat: undefined }],
  "without ath": [{ ath: undefined }],
  "with htm PUT": [{ htm: "PUT" }],
  "with another path in htu": [{ htu: "https://gateway.example/userinfo/other" }],
  "with another ath": [{ ath: "x".repeat(43) }],
  "made an hour ago": [{ iat: NOW - 3600 }],
  "made in an hour": [{ iat: NOW + 3600 }],
};

for (const [name, [claims, header]] of Object.entries(WRONG_PROOFS)) {
  Deno.test(`R5: a call with a proof ${name} is refused`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app-1");
    const { tokens } = await app.link(server);
    const change = { claims, ...(header && { header }) };
    const response = await app.readUserinfo(server, tokens.access_token, change);
    assert.equal(response.status, 401);
    assert.match(response.headers.get("www-authenticate") ?? "", /error="invalid_dpop_proof"/);
    assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 200);
  });
}

Deno.test("R5: a call without proof, with two, or with something else is refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const token = tokens.access_token;
  for (const scheme of ["DPoP", "Bearer"]) {
    const headers = { Authorization: `${scheme} ${token}` };
    assert.equal((await server.fetch("/userinfo", { headers })).status, 401);
  }
  const proof = await app.proof("/userinfo", { htm: "GET" });
  for (const dpop of [`${proof}, ${proof}`, `${proof},${proof}`, "a.b.c", "x"]) {
    const response = await app.readUserinfo(server, token, { headers: { DPoP: dpop } });
    assert.equal(response.status, 401);
  }
  const headers = new Headers({ Authorization: `DPoP ${token}` });
  headers.append("DPoP", proof);
  headers.append("dpop", await app.proof("/userinfo", { htm: "GET" }));
  assert.equal((await server.fetch("/userinfo", { headers })).status, 401);
});

Deno.test("R5: a proof serves once, and only with the token's own key", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const other = await server.register("app-2");
  const { tokens } = await app.link(server);
  const token = tokens.access_token;
  const once = { claims: { jti: "once" } };
  assert.equal((await app.readUserinfo(server, token, once)).status, 200);
  assert.equal((await app.readUserinfo(server, token, once)).status, 401);
  assert.equal((await other.readUserinfo(server, token)).status, 401);
});

const RIGHT_PROOFS: Readonly<Record<string, readonly [Changes, Changes?]>> = {
  "with scheme and host of htu in capitals": [{ htu: "HTTPS://GATEWAY.EXAMPLE/userinfo" }],
  "with port 443 in htu": [{ htu: "https://gateway.example:443/userinfo" }],
  "with query and fragment in htu": [{ htu: "https://gateway.example/userinfo?a=1#b" }],
  "with further claims and header members": [{ extra: 1 }, { extra: 1 }],
};

for (const [name, [claims, header]] of Object.entries(RIGHT_PROOFS)) {
  Deno.test(`R5: a call with a proof ${name} is answered`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app-1");
    const { tokens } = await app.link(server);
    const change = { claims, ...(header && { header }), query: "?limit=1" };
    assert.equal((await app.readUserinfo(server, tokens.access_token, change)).status, 200);
  });
}
