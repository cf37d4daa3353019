/** Signed requests at PAR: what is accepted, what is refused, and what counts. */
import assert from "node:assert/strict";
import { CompactEncrypt, generateKeyPair } from "jose";
import { encodeBase64Url } from "../../../domain/ids.ts";
import { ManualClock } from "../../support/clock.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import { type Changes, makeTestKey, type TestKey } from "../../support/protocol_client.ts";
import { ISSUER, startProtocol } from "../../support/protocol_server.ts";

/** The time at which the gateway of these tests starts, in seconds. */
const NOW = Math.floor(new ManualClock().now() / 1000);
const MINUTE = 60;

/** Changed claims, changed header. */
type Case = readonly [Changes, Changes?];

const ACCEPTED: Readonly<Record<string, Case>> = {
  "as the conformance suite's first client makes it": [{}],
  "with iat and a typ in random case": [{ iat: NOW }, { typ: "oAuTh-AuThZ-rEq+JwT" }],
  "with the long form of typ": [{}, { typ: "application/oauth-authz-req+jwt" }],
  "with the typ that libraries write": [{}, { typ: "JWT" }],
  "without kid": [{}, { kid: undefined }],
  "with the issuer among several in aud": [{ aud: ["https://other.example", ISSUER] }],
  "with nbf 8 s ahead": [{ nbf: NOW + 8 }],
  "with nbf 30 s ahead": [{ nbf: NOW + 30 }],
  "with nbf an hour past": [{ nbf: NOW - 60 * MINUTE, exp: NOW }],
  "valid for an hour": [{ exp: NOW + 60 * MINUTE }],
  "that expired 9 s ago": [{ nbf: NOW - MINUTE, exp: NOW - 9 }],
  "with a jti": [{ jti: "once" }],
  "with numbers and objects in claims that are not used": [{ max_age: 1, claims: {}, x: null }],
  "with an empty state": [{ state: "" }],
  "with a state of 4096 characters and a nonce of 1024": [
    { state: "s".repeat(4096), nonce: "n".repeat(1024) },
  ],
};

for (const [name, [claims, header]] of Object.entries(ACCEPTED)) {
  Deno.test(`PAR accepts a request object ${name}`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app-1", { requiresSignedRequest: true });
    assert.equal((await app.pushSigned(server, claims, header)).status, 201);
  });
}

const REFUSED: Readonly<Record<string, Case>> = {
  "without iss": [{ iss: undefined }],
  "of another iss": [{ iss: "app-2" }],
  "without client_id": [{ client_id: undefined }],
  "with another client_id": [{ client_id: "app-2" }],
  "with the client as sub, as assertions have it": [{ sub: "app-1" }],
  "without aud": [{ aud: undefined }],
  "for another server": [{ aud: "https://other.example" }],
  "for PAR's URL": [{ aud: `${ISSUER}/par` }],
  "for the issuer with a slash": [{ aud: `${ISSUER}/` }],
  "with other servers in aud only": [{ aud: ["https://other.example"] }],
  "with an aud of mixed types": [{ aud: [ISSUER, 1] }],
  "with an empty aud": [{ aud: [] }],
  "with an aud that is an object": [{ aud: { iss: ISSUER } }],
  "without exp": [{ exp: undefined }],
  "without nbf": [{ nbf: undefined }],
  "that expired an hour ago": [{ exp: NOW - 60 * MINUTE }],
  "that expired 10 s ago": [{ exp: NOW - 10 }],
  "valid for more than an hour": [{ exp: NOW + 60 * MINUTE + 1 }],
  "with nbf more than an hour past": [{ nbf: NOW - 60 * MINUTE - 1, exp: NOW }],
  "with nbf 31 s ahead": [{ nbf: NOW + 31 }],
  "with iat 31 s ahead": [{ iat: NOW + 31 }],
  "with exp as text": [{ exp: String(NOW + 300) }],
  "with nbf as text": [{ nbf: String(NOW) }],
  "with iat as text": [{ iat: String(NOW) }],
  "with request inside": [{ request: "a.b.c" }],
  "with an empty request inside": [{ request: "" }],
  "with request_uri inside": [{ request_uri: "urn:x" }],
  "with a state that is a number": [{ state: 1 }],
  "with a state that is null": [{ state: null }],
  "with a redirect_uri in a list": [{ redirect_uri: ["https://app.example/other"] }],
  "with a scope in a list": [{ scope: ["accounts"] }],
  "with a nonce that is true": [{ nonce: true }],
  "with a dpop_jkt that is an object": [{ dpop_jkt: {} }],
  "of the type of access tokens": [{}, { typ: "at+jwt" }],
  "of the type of proofs": [{}, { typ: "dpop+jwt" }],
  "of a typ that is no text": [{}, { typ: 1 }],
  "with a kid that is not registered": [{}, { kid: "key-2" }],
  "with crit": [{}, { crit: ["b64"], b64: true }],
  "with jku": [{}, { jku: "https://evil.example/jwks" }],
  "with x5u": [{}, { x5u: "https://evil.example/cert" }],
};

for (const [name, [claims, header]] of Object.entries(REFUSED)) {
  for (const requiresSignedRequest of [true, false]) {
    const who = requiresSignedRequest ? "a client that must sign" : "a client that may sign";
    Deno.test(`PAR refuses a request object ${name}, of ${who}`, async () => {
      await using server = await startProtocol();
      const app = await server.register("app-1", { requiresSignedRequest });
      const response = await app.pushSigned(server, claims, header);
      await assertOAuthError(response, 400, "invalid_request_object");
    });
  }
}

function encode(value: unknown): string {
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));
}

Deno.test("PAR refuses request objects that are not signed with a key of the client", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { requiresSignedRequest: true });
  const other = await server.register("app-2");
  const stranger = await makeTestKey();
  const right = await app.requestObject();
  const [header = "", claims = "", signature = ""] = right.split(".");
  const altered = encode({ ...await app.parameters(), scope: "accounts" });
  const wrong = [
    `${encode({ alg: "none" })}.${claims}.`,
    `${encode({ alg: "none" })}.${claims}.${signature}`,
    `${encode({ alg: "RS256", kid: "key-1" })}.${claims}.${signature}`,
    `${encode({ alg: "HS256", kid: "key-1" })}.${claims}.${signature}`,
    `${header}.${altered}.${signature}`,
    `${header}.${claims}.${signature.slice(0, -4)}AAAA`,
    `${header}.${claims}`,
    `${header}.${claims}.`,
    "x",
    "{}",
    ` ${right}`,
    await app.requestObject({}, {}, other.key),
    await app.requestObject({}, { jwk: stranger.publicJwk }, stranger),
    await app.requestObject({ x: "x".repeat(10_000) }),
  ];
  for (const request of wrong) {
    const response = await app.post(server, "/par", { request });
    await assertOAuthError(response, 400, "invalid_request_object");
  }
});

Deno.test("PAR refuses a request object signed with jwk in its header, be it the client's own", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const response = await app.pushSigned(server, {}, { jwk: app.key.publicJwk });
  await assertOAuthError(response, 400, "invalid_request_object");
});

Deno.test("PAR refuses encrypted request objects, whatever is inside", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { publicKey } = await generateKeyPair("ECDH-ES");
  const inside = new TextEncoder().encode(await app.requestObject());
  const request = await new CompactEncrypt(inside)
    .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", cty: "oauth-authz-req+jwt" })
    .encrypt(publicKey);
  const response = await app.post(server, "/par", { request });
  await assertOAuthError(response, 400, "invalid_request_object");
});

Deno.test("a request object is signed with the algorithm that was registered for it", async () => {
  await using server = await startProtocol();
  const second: TestKey = await makeTestKey("EdDSA");
  const app = await server.register("app-1");
  const keys = [
    ...app.registration.keys,
    { ...second.publicJwk, kty: "OKP", kid: "key-2", alg: "EdDSA", use: "sig" },
  ];
  await server.change({ ...app.registration, keys, requestSigningAlgorithm: "Ed25519" });
  const ed = await app.pushSigned(server, {}, { kid: "key-2" }, second);
  assert.equal(ed.status, 201);
  const ec = await app.pushSigned(server);
  await assertOAuthError(ec, 400, "invalid_request_object");
});

Deno.test("the algorithm of assertions says nothing about request objects", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", {
    authentication: { method: "private_key_jwt", signingAlgorithm: "ES256" },
    requestSigningAlgorithm: "PS256",
  });
  await assertOAuthError(await app.pushSigned(server), 400, "invalid_request_object");
  assert.equal((await app.push(server)).status, 201);
});

Deno.test("a client that must sign is refused without a request object", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { requiresSignedRequest: true });
  await assertOAuthError(await app.push(server), 400, "invalid_request");
  const empty = await app.push(server, { form: { request: "" } });
  await assertOAuthError(empty, 400, "invalid_request");
});

Deno.test("a request_uri in the form is refused before the request object is looked at", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { requiresSignedRequest: true });
  const response = await app.post(server, "/par", { request: "x", request_uri: "urn:x" });
  await assertOAuthError(response, 400, "invalid_request");
});

Deno.test("the client is authenticated before its request object is looked at", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { requiresSignedRequest: true });
  const response = await app.post(server, "/par", { request: "x" }, { assertion: null });
  await assertOAuthError(response, 401, "invalid_client");
});

const PARAMETER_FAULTS: Readonly<Record<string, readonly [Changes, string]>> = {
  "without code_challenge": [{ code_challenge: undefined }, "invalid_request"],
  "with plain PKCE": [{ code_challenge_method: "plain" }, "invalid_request"],
  "without redirect_uri": [{ redirect_uri: undefined }, "invalid_request"],
  "with a redirect_uri that is not registered": [
    { redirect_uri: "https://app.example/callback" },
    "invalid_request",
  ],
  "without response_type": [{ response_type: undefined }, "invalid_request"],
  "for code id_token": [{ response_type: "code id_token" }, "unsupported_response_type"],
  "for an unknown scope": [{ scope: "payments" }, "invalid_scope"],
  "with response_mode=fragment": [{ response_mode: "fragment" }, "invalid_request"],
  "with a dpop_jkt that is no thumbprint": [{ dpop_jkt: "x" }, "invalid_request"],
};

for (const [name, [claims, error]] of Object.entries(PARAMETER_FAULTS)) {
  Deno.test(`a signed request ${name} is refused as an unsigned one, whatever the form says`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app-1");
    await assertOAuthError(await app.pushSigned(server, claims), 400, error);
    const request = await app.requestObject(claims);
    await assertOAuthError(await app.push(server, { form: { request } }), 400, error);
  });
}

Deno.test("with a request object nothing of the form counts", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request = await app.requestObject({
    state: undefined,
    nonce: undefined,
    scope: "accounts",
  });
  const form = { request, state: "outside", dpop_jkt: "x", response_mode: "jwt" };
  const response = await app.push(server, { form, dpop: null });
  const { request_uri } = await response.json();
  const { location, grant } = await server.consent(request_uri);
  assert.deepEqual([...location.searchParams.keys()], ["tenant", "code", "iss"]);
  assert.deepEqual(grant.scopes, ["accounts"]);
});

Deno.test("a client_id beside the request object must be that of the client", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request = await app.requestObject();
  const form = { request, client_id: "app-2" };
  await assertOAuthError(await app.push(server, { form }), 401, "invalid_client");
});

Deno.test("a dpop_jkt in the request object binds the code to the key", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const other = await makeTestKey();
  const mismatch = await app.post(server, "/par", {
    request: await app.requestObject({ dpop_jkt: other.thumbprint }),
  });
  await assertOAuthError(mismatch, 400, "invalid_dpop_proof");
  for (
    const [jkt, status] of [[other.thumbprint, 400], [app.dpopKey.thumbprint, 200]] as const
  ) {
    const { request_uri } = await (await app.pushSigned(server, { dpop_jkt: jkt })).json();
    const { code } = await server.consent(request_uri);
    assert.equal((await app.redeem(server, code)).status, status);
  }
});

Deno.test("what a request object says gets to the log no more than other parameters do", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  await app.pushSigned(server, { state: "marker-state", exp: undefined });
  const log = server.logLines.join();
  assert.match(log, /exp is missing/);
  assert.ok(!log.includes("marker-state"));
});
