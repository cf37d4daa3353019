import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { makeTestKey, signAnything } from "../../support/protocol_client.ts";
import { startProtocol } from "../../support/protocol_server.ts";

const METADATA = "https://gateway.example/.well-known/oauth-protected-resource";

function assertChallenge(response: Response, status: number, error: string): void {
  const challenge = response.headers.get("www-authenticate") ?? "";
  assert.deepEqual(
    [response.status, /error="([^"]*)"/.exec(challenge)?.[1]],
    [status, error],
    challenge,
  );
  assert.match(challenge, /^DPoP error="/);
  assert.match(challenge, /algs="EdDSA Ed25519 ES256 PS256"/);
  assert.ok(challenge.endsWith(`resource_metadata="${METADATA}"`));
  assert.equal(response.headers.get("cache-control"), "no-store");
}

Deno.test("a call without a token is told what is wanted, and no error", async () => {
  await using server = await startProtocol();
  const response = await server.fetch("/userinfo");
  assert.equal(response.status, 401);
  assert.equal(
    response.headers.get("www-authenticate"),
    `DPoP scope="openid", algs="EdDSA Ed25519 ES256 PS256", resource_metadata="${METADATA}"`,
  );
});

Deno.test("the scheme is compared without case, and POST works as well", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const headers = { Authorization: `dPOp ${tokens.access_token}` };
  assert.equal((await app.readUserinfo(server, tokens.access_token, { headers })).status, 200);
});

Deno.test("a malformed Authorization header is a bad request", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  for (const Authorization of ["DPoP", "DPoP a b", `DPoP ${tokens.access_token}, DPoP x`]) {
    const response = await app.readUserinfo(server, tokens.access_token, {
      headers: { Authorization },
    });
    assertChallenge(response, 400, "invalid_request");
  }
});

Deno.test("a DPoP-bound token is refused as a bearer token", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const headers = { Authorization: `Bearer ${tokens.access_token}` };
  const response = await app.readUserinfo(server, tokens.access_token, { headers });
  assertChallenge(response, 401, "invalid_token");
});

Deno.test("a token in the query is refused, also beside a good one", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const query = `?access_token=${tokens.access_token}`;
  const beside = await app.readUserinfo(server, tokens.access_token, { query });
  assertChallenge(beside, 400, "invalid_request");
  assertChallenge(await server.fetch(`/userinfo${query}`), 400, "invalid_request");
});

Deno.test("a proof is needed, fresh, and with the key of the token", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const token = tokens.access_token;
  const bare = await server.fetch("/userinfo", { headers: { Authorization: `DPoP ${token}` } });
  assertChallenge(bare, 401, "invalid_dpop_proof");
  const once = { claims: { jti: "once" } };
  assert.equal((await app.readUserinfo(server, token, once)).status, 200);
  assertChallenge(await app.readUserinfo(server, token, once), 401, "invalid_dpop_proof");
  const stolen = await app.readUserinfo(server, token, { key: await makeTestKey() });
  assertChallenge(stolen, 401, "invalid_token");
  const foreign = await app.readUserinfo(server, token, { claims: { ath: "x".repeat(43) } });
  assertChallenge(foreign, 401, "invalid_dpop_proof");
});

Deno.test("a token that we did not sign as an access token is refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const forger = await makeTestKey("EdDSA");
  const { kid } = await server.keys.current("EdDSA", server.clock.now());
  const claims = decodeJwt(tokens.access_token);
  const forged = await signAnything({ typ: "at+jwt", kid }, claims, forger);
  const [header, , signature] = tokens.access_token.split(".");
  const [, stretched] = (await signAnything({}, { ...claims, exp: 2 ** 40 }, forger)).split(".");
  const others = [forged, `${header}.${stretched}.${signature}`, tokens.id_token, "x"];
  for (const token of [...others, await app.assertion()]) {
    assertChallenge(await app.readUserinfo(server, token), 401, "invalid_token");
  }
});

Deno.test("a token expires to the second, also when it was verified before", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const { exp = 0 } = decodeJwt(tokens.access_token);
  server.clock.set(exp * 1000 - 1);
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 200);
  server.clock.set(exp * 1000);
  const response = await app.readUserinfo(server, tokens.access_token);
  assertChallenge(response, 401, "invalid_token");
});

Deno.test("without the openid scope userinfo is forbidden", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server, { scope: "accounts" });
  const response = await app.readUserinfo(server, tokens.access_token);
  assertChallenge(response, 403, "insufficient_scope");
  assert.match(response.headers.get("www-authenticate") ?? "", /scope="openid"/);
});

Deno.test("a disabled client reads nothing more", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  await server.change({ ...app.registration, disabledAt: server.clock.now() });
  const response = await app.readUserinfo(server, tokens.access_token);
  assertChallenge(response, 401, "invalid_token");
});

Deno.test("a client that asks too often is held back without using up its proof", async () => {
  await using server = await startProtocol({
    clientQuota: { name: "protocol", limit: 3, windowSeconds: 60 },
  });
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const token = tokens.access_token;
  assert.equal((await app.readUserinfo(server, token)).status, 200);
  const once = { claims: { jti: "once", iat: Math.floor(server.clock.now() / 1000) + 20 } };
  const limited = await app.readUserinfo(server, token, once);
  assert.deepEqual([limited.status, limited.headers.get("retry-after")], [429, "60"]);
  assert.equal(limited.headers.get("www-authenticate"), null);
  server.clock.advance(60_000);
  assert.equal((await app.readUserinfo(server, token, once)).status, 200);
});
