/**
 * FAPI 2.0 Message Signing Final, 5.3 and 5.4: the modules of the conformance suite that differ
 * with signed requests and signed responses, by their class names.
 */
import assert from "node:assert/strict";
import { CompactSign, decodeJwt, decodeProtectedHeader, exportJWK, importJWK } from "jose";
import { encodeBase64Url } from "../../domain/ids.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { type Changes, makeTestKey, type ProtocolClient } from "../support/protocol_client.ts";
import { ISSUER, type ProtocolServer, startProtocol } from "../support/protocol_server.ts";
import { openSignedResponse } from "../support/signed_response.ts";

/** A client that must sign its requests and gets signed responses, as in the suite's variant. */
async function register(server: ProtocolServer, id = "app-1"): Promise<ProtocolClient> {
  return await server.register(id, { requiresSignedRequest: true, responseModes: ["jwt"] });
}

function push(
  server: ProtocolServer,
  app: ProtocolClient,
  claims: Changes = {},
  header: Changes = {},
) {
  return app.pushSigned(server, { response_mode: "jwt", ...claims }, header);
}

async function pushed(
  server: ProtocolServer,
  app: ProtocolClient,
  claims: Changes = {},
  header: Changes = {},
): Promise<string> {
  const response = await push(server, app, claims, header);
  assert.equal(response.status, 201);
  return (await response.json()).request_uri;
}

/** From the request object by way of a signed response to tokens. */
async function link(
  server: ProtocolServer,
  app: ProtocolClient,
  claims: Changes = {},
  header: Changes = {},
) {
  const { location } = await server.consent(await pushed(server, app, claims, header));
  const response = await openSignedResponse(server, location, app.id);
  const tokens = await (await app.redeem(server, String(response["code"]))).json();
  assert.equal(typeof tokens.access_token, "string", JSON.stringify(tokens));
  return { location, response, tokens };
}

async function visit(
  server: ProtocolServer,
  parameters: Readonly<Record<string, string>>,
): Promise<string | null> {
  const response = await server.fetch(`/authorize?${new URLSearchParams(parameters)}`);
  assert.equal(response.status, 303);
  return response.headers.get("location");
}

function encode(value: unknown): string {
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));
}

Deno.test("M1, M7: HappyFlow with signed request and response, with openid and without", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const first = await link(server, app);
  const { aud, exp: _, ...inside } = first.response;
  assert.equal(aud, "app-1");
  assert.deepEqual(Object.keys(inside).toSorted(), ["code", "iss", "state"]);
  assert.equal(decodeJwt(first.tokens.id_token)["nonce"], "the-nonce");
  const plain = await link(server, app, { scope: "accounts", nonce: undefined });
  assert.equal("id_token" in plain.tokens, false);
});

Deno.test("M5, M7: HappyFlow of the second client, with iat, typ in random case and a long state", async () => {
  await using server = await startProtocol();
  const app = await register(server, "app-2");
  const iat = server.clock.now() / 1000;
  const state = "aZ09-._~".repeat(16);
  const nonce = "n".repeat(43);
  const typ = "OAuth-AUTHZ-req+jWt";
  const { response, tokens } = await link(server, app, { iat, state, nonce }, { typ });
  assert.equal(response["state"], state);
  assert.equal(decodeJwt(tokens.id_token)["nonce"], nonce);
});

Deno.test("M2: EnsureServerAcceptsRequestObjectWithMultipleAud", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  await link(server, app, { aud: ["https://other.example", ISSUER, "https://third.example"] });
});

Deno.test("M3: EnsureRequestObjectWithNbf8SecondsInTheFutureIsAccepted", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  await link(server, app, { nbf: server.clock.now() / 1000 + 8 });
});

/** Changes by seconds from now. */
const REFUSED_OBJECTS: Readonly<Record<string, (now: number) => Changes>> = {
  "M4: EnsureRequestObjectWithoutExpFails": () => ({ exp: undefined }),
  "M3: EnsureRequestObjectWithoutNbfFails": () => ({ nbf: undefined }),
  "M4: EnsureExpiredRequestObjectFails": (now) => ({ exp: now - 3600 }),
  "M2: EnsureRequestObjectWithBadAudFails": () => ({ aud: "https://other.example" }),
  "M4: EnsureRequestObjectWithExpOver60Fails": (now) => ({ exp: now + 4200 }),
  "M3: EnsureRequestObjectWithNbfOver60Fails": (now) => ({ nbf: now - 4200 }),
  "PARRejectRequestUriInParAuthorizationRequest": () => ({ request_uri: "urn:x" }),
};

for (const [name, changes] of Object.entries(REFUSED_OBJECTS)) {
  Deno.test(name, async () => {
    await using server = await startProtocol();
    const app = await register(server);
    const response = await push(server, app, changes(server.clock.now() / 1000));
    await assertOAuthError(response, 400, "invalid_request_object");
  });
}

Deno.test("C1: EnsureSignedRequestObjectWithRS256Fails", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const key = await makeTestKey("PS256");
  const jwk = { ...key.publicJwk, kty: "RSA", kid: "key-1", use: "sig" };
  await server.change({ ...app.registration, keys: [jwk] });
  const right = await app.requestObject({ response_mode: "jwt" }, {}, key);
  const assertion = await app.assertion({}, {}, key);
  const accepted = await app.post(server, "/par", { request: right }, { assertion });
  assert.equal(accepted.status, 201);
  const rs256 = await importJWK(await exportJWK(key.privateKey), "RS256");
  const request = await new CompactSign(Uint8Array.fromBase64(right.split(".")[1] ?? "", {
    alphabet: "base64url",
  })).setProtectedHeader({ alg: "RS256", kid: "key-1" }).sign(rs256);
  const fresh = await app.assertion({}, {}, key);
  const refused = await app.post(server, "/par", { request }, { assertion: fresh });
  await assertOAuthError(refused, 400, "invalid_request_object");
});

Deno.test("C1: EnsureRequestObjectSignatureAlgorithmIsNotNone", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const [, claims] = (await app.requestObject()).split(".");
  const request = `${encode({ alg: "none" })}.${claims}.`;
  const response = await app.post(server, "/par", { request });
  await assertOAuthError(response, 400, "invalid_request_object");
});

Deno.test("M1: EnsureRequestObjectWithInvalidSignatureFails", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const [header, claims, signature = ""] = (await app.requestObject()).split(".");
  const flipped = signature.replace(/^./, (first) => first === "A" ? "B" : "A");
  const response = await app.post(server, "/par", { request: `${header}.${claims}.${flipped}` });
  await assertOAuthError(response, 400, "invalid_request_object");
});

Deno.test("M1: EnsureMatchingKeyInAuthorizationRequest", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const other = await register(server, "app-2");
  const response = await app.pushSigned(server, {}, {}, other.key);
  await assertOAuthError(response, 400, "invalid_request_object");
});

Deno.test("M1: EnsureUnsignedRequestAtParEndpointFails", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const response = await app.push(server, { form: { response_mode: "jwt" } });
  await assertOAuthError(response, 400, "invalid_request");
});

/** What is refused of a signed request as it is of an unsigned one. */
const REFUSED_PARAMETERS: Readonly<Record<string, readonly [Changes, string]>> = {
  "B6: EnsureRedirectUriInAuthorizationRequest": [{ redirect_uri: undefined }, "invalid_request"],
  "B1: EnsureResponseTypeCodeIdTokenFails": [
    { response_type: "code id_token" },
    "unsupported_response_type",
  ],
  "B1: EnsureResponseTypeTokenFails": [{ response_type: "token" }, "unsupported_response_type"],
  "B5: PAREnsurePKCERequired": [
    { code_challenge: undefined, code_challenge_method: undefined },
    "invalid_request",
  ],
  "B5: PAREnsurePlainPKCERejected": [{ code_challenge_method: "plain" }, "invalid_request"],
  "M7: a client that must use JARM asks for a plain response": [
    { response_mode: undefined },
    "invalid_request",
  ],
};

for (const [name, [claims, error]] of Object.entries(REFUSED_PARAMETERS)) {
  Deno.test(`${name}, signed`, async () => {
    await using server = await startProtocol();
    const app = await register(server);
    await assertOAuthError(await push(server, app, claims), 400, error);
  });
}

Deno.test("A12: EnsureTokenEndpointFailsWithMismatchedDpopJkt, signed", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const { thumbprint } = await makeTestKey();
  const { location } = await server.consent(await pushed(server, app, { dpop_jkt: thumbprint }));
  const { code } = await openSignedResponse(server, location);
  await assertOAuthError(await app.redeem(server, String(code)), 400, "invalid_grant");
});

Deno.test("M8: EnsureAuthorizationRequestWithoutStateSuccess, StateOnlyOutsideRequestObjectNotUsed", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const request_uri = await pushed(server, app, { state: undefined });
  const opened = await visit(server, { client_id: app.id, request_uri, state: "outside" });
  assert.match(opened ?? "", /^\/interaction\//);
  const { location } = await server.consent(request_uri);
  assert.equal("state" in await openSignedResponse(server, location), false);
});

Deno.test("M7: EnsureAuthorizationRequestWithLongState, signed both ways", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const state = "s".repeat(1000);
  assert.equal((await link(server, app, { state })).response["state"], state);
});

Deno.test("M7: PARAttemptReuseRequestUri is answered by a signed response", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const request_uri = await pushed(server, app);
  await server.finish(request_uri);
  const response = await openSignedResponse(
    server,
    await visit(server, { client_id: app.id, request_uri }),
  );
  assert.deepEqual([response["error"], response["state"]], ["invalid_request_uri", "the-state"]);
});

Deno.test("M7: PARAttemptToUseExpiredRequestUri is answered by a signed response for half an hour", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const request_uri = await pushed(server, app);
  for (const seconds of [60, 1800]) {
    server.clock.advance(seconds * 1000);
    const location = await visit(server, { client_id: app.id, request_uri });
    const response = await openSignedResponse(server, location);
    assert.equal(response["error"], "invalid_request_uri");
    assert.equal(response["state"], "the-state");
  }
});

Deno.test("M7: a request with prompt=none is answered by a signed response", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const request_uri = await pushed(server, app, { prompt: "none" });
  const location = await visit(server, { client_id: app.id, request_uri });
  assert.equal((await openSignedResponse(server, location))["error"], "login_required");
});

Deno.test("M7: EnsureUnsignedAuthorizationRequestWithoutUsingParFails", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const free = await server.register("app-2");
  const parameters = { redirect_uri: app.redirectUri, response_type: "code", state: "xyz" };
  const wanted = { ...parameters, client_id: "app-2", response_mode: "jwt" };
  for (
    const [id, location] of [
      [app.id, await visit(server, { ...parameters, client_id: app.id })],
      [free.id, await visit(server, wanted)],
    ] as const
  ) {
    const response = await openSignedResponse(server, location, id);
    assert.deepEqual([response["error"], response["state"]], ["invalid_request", "xyz"]);
  }
  const plain = new URL(await visit(server, { ...parameters, client_id: "app-2" }) ?? "");
  assert.equal(plain.searchParams.get("error"), "invalid_request");
});

Deno.test("M6, M7: the responses of a client are signed in the algorithm it registered", async () => {
  await using server = await startProtocol();
  for (const algorithm of ["EdDSA", "ES256", "PS256"] as const) {
    const app = await server.register(algorithm, { responseSigningAlgorithm: algorithm });
    const { location } = await link(server, app);
    const jwt = location.searchParams.get("response") ?? "";
    assert.equal(decodeProtectedHeader(jwt).alg, algorithm);
  }
});

Deno.test("M7: a client that registered plain responses gets no signed ones", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { responseModes: ["query"] });
  await assertOAuthError(await push(server, app), 400, "invalid_request");
});
