/** A JWT made for one purpose shown for another (RFC 8725, 2.8 and 3.12), by whoever got hold of it. */
import assert from "node:assert/strict";
import { sha256Base64Url } from "../../domain/ids.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import type { ProtocolClient } from "../support/protocol_client.ts";
import { type ProtocolServer, startProtocol } from "../support/protocol_server.ts";

const SIGNED_INTROSPECTION = "application/token-introspection+jwt";

/** Every kind of JWT that the app makes or gets. */
async function collect(server: ProtocolServer, client: ProtocolClient) {
  const { tokens } = await client.link(server);
  const uri = await client.pushed(server, { response_mode: "jwt" });
  const { location } = await server.consent(uri);
  const form = { token: tokens.access_token };
  const body = new URLSearchParams({
    ...form,
    client_assertion: await client.assertion(),
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  });
  const headers = { Accept: SIGNED_INTROSPECTION };
  const introspected = await server.fetch("/introspect", { method: "POST", body, headers });
  assert.equal(introspected.headers.get("content-type"), SIGNED_INTROSPECTION);
  return {
    accessToken: tokens.access_token,
    idToken: tokens.id_token,
    response: location.searchParams.get("response") ?? "",
    introspection: await introspected.text(),
    assertion: await client.assertion(),
    requestObject: await client.requestObject(),
    proof: await client.proof("/par"),
    proofWithAssertionsKey: await client.proof("/par", {}, {}, client.key),
  };
}

/** One key for everything, as careless apps have it, so that the signatures are never what is wrong. */
async function openWithOneKey() {
  const server = await startProtocol();
  const client = await server.register("app");
  Object.defineProperty(client, "dpopKey", { value: client.key });
  return { server, client, jwts: await collect(server, client) };
}

type Kind = keyof Awaited<ReturnType<typeof collect>>;

function others(jwts: Readonly<Record<Kind, string>>, own: readonly Kind[]): [string, string][] {
  return Object.entries(jwts).filter(([kind]) => !own.some((name) => name === kind));
}

Deno.test("no other JWT is an assertion", async () => {
  const { server, client, jwts } = await openWithOneKey();
  await using _ = server;
  for (const [kind, assertion] of others(jwts, ["assertion"])) {
    const answer = await client.push(server, { assertion });
    assert.equal(answer.status, 401, kind);
    await assertOAuthError(answer, 401, "invalid_client");
  }
  assert.equal((await client.push(server, { assertion: jwts.assertion })).status, 201);
});

Deno.test("no other JWT is a request object, nor is one that would be both it and an assertion", async () => {
  const { server, client, jwts } = await openWithOneKey();
  await using _ = server;
  const push = (request: string) => client.post(server, "/par", { request }, { dpop: null });
  for (const [kind, request] of others(jwts, ["requestObject"])) {
    const answer = await push(request);
    assert.equal(answer.status, 400, kind);
    await assertOAuthError(answer, 400, "invalid_request_object");
  }
  const both = await client.requestObject({ sub: client.id, jti: "both" });
  await assertOAuthError(await push(both), 400, "invalid_request_object");
  assert.equal((await push(jwts.requestObject)).status, 201);
});

Deno.test("no other JWT is a proof", async () => {
  const { server, client, jwts } = await openWithOneKey();
  await using _ = server;
  for (const [kind, dpop] of others(jwts, ["proof", "proofWithAssertionsKey"])) {
    const answer = await client.push(server, { dpop });
    assert.equal(answer.status, 400, kind);
    await assertOAuthError(answer, 400, "invalid_dpop_proof");
  }
  const withKey = { jwk: client.key.publicJwk };
  const claims = { htm: "POST", htu: "https://gateway.example/par" };
  const dpop = await client.assertion(claims, withKey);
  await assertOAuthError(await client.push(server, { dpop }), 400, "invalid_dpop_proof");
  assert.equal((await client.push(server, { dpop: jwts.proof })).status, 201);
});

Deno.test("no other JWT is an access token, not even one of ours", async () => {
  const { server, client, jwts } = await openWithOneKey();
  await using _ = server;
  for (const [kind, text] of others(jwts, ["accessToken"])) {
    const claims = { ath: await sha256Base64Url(text) };
    const answer = await client.readUserinfo(server, text, { claims });
    assert.equal(answer.status, 401, kind);
    await assertOAuthError(answer, 401, "invalid_token");
    const introspected = await client.post(server, "/introspect", { token: text }, { dpop: null });
    assert.deepEqual(await introspected.json(), { active: false }, kind);
  }
  assert.equal((await client.readUserinfo(server, jwts.accessToken)).status, 200);
});

Deno.test("what we sign for an app cannot be taken for anything else that we sign for it", async () => {
  const { server, jwts } = await openWithOneKey();
  await using _ = server;
  const read = (jwt: string, part: number) =>
    JSON.parse(
      new TextDecoder().decode(
        Uint8Array.fromBase64(jwt.split(".")[part] ?? "", { alphabet: "base64url" }),
      ),
    );
  const { accessToken, idToken, response, introspection } = jwts;
  const [token, id, way, answer] = [accessToken, idToken, response, introspection]
    .map((jwt) => read(jwt, 1));
  assert.deepEqual(
    [accessToken, idToken, response, introspection].map((jwt) => read(jwt, 0).typ),
    ["at+jwt", "JWT", "JWT", "token-introspection+jwt"],
  );
  // The two of one type: an id_token has a subject, a response has none (OpenID Connect Core, 2).
  assert.deepEqual([typeof id.sub, way.sub, way.nonce], ["string", undefined, undefined]);
  assert.deepEqual([typeof way.code, id.code], ["string", undefined]);
  assert.deepEqual([token.aud, answer.sub, answer.exp], [id.iss, undefined, undefined]);
});
