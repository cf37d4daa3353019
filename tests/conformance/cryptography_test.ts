/** FAPI 2.0 Security Profile Final, 5.4: cryptography, keys, tokens. */
import assert from "node:assert/strict";
import { decodeProtectedHeader } from "jose";
import { checkClientDocument } from "../../domain/client/check_client.ts";
import { encodeBase64Url } from "../../domain/ids.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { makeTestKey } from "../support/protocol_client.ts";
import { startProtocol } from "../support/protocol_server.ts";

/** Shannon entropy of a text in bits, as the conformance suite estimates it. */
function entropyBits(text: string): number {
  const counts = Map.groupBy(text, (character) => character);
  const perCharacter = counts.values().map(({ length }) => {
    const share = length / text.length;
    return -share * Math.log2(share);
  });
  return text.length * perCharacter.reduce((sum, bits) => sum + bits, 0);
}

function withAlgorithm(jwt: string, alg: string): string {
  const [, claims, signature] = jwt.split(".");
  const header = encodeBase64Url(new TextEncoder().encode(JSON.stringify({ alg, kid: "key-1" })));
  return `${header}.${claims}.${signature}`;
}

Deno.test("C1: assertions with none, RS256 or a symmetric algorithm are refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  for (const alg of ["none", "RS256", "HS256", "ES384"]) {
    const assertion = withAlgorithm(await app.assertion(), alg);
    await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
  }
  const [header, claims] = (await app.assertion()).split(".");
  const assertion = `${header}.${claims}.`;
  await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
});

Deno.test("C1: proofs with none or RS256 are refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  for (const alg of ["none", "RS256"]) {
    const dpop = withAlgorithm(await app.proof("/par"), alg);
    await assertOAuthError(await app.push(server, { dpop }), 400, "invalid_dpop_proof");
  }
});

Deno.test("C1: one kind of JWT does not serve as another (RFC 8725, 3.11)", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const assertion = await app.assertion({}, { typ: "dpop+jwt" });
  await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
  const dpop = await app.proof("/par", {}, { typ: "JWT" });
  await assertOAuthError(await app.push(server, { dpop }), 400, "invalid_dpop_proof");
  assert.equal((await app.readUserinfo(server, tokens.id_token)).status, 401);
});

Deno.test("C1: what we sign is signed with EdDSA, ES256 or PS256", async () => {
  await using server = await startProtocol();
  for (const algorithm of ["EdDSA", "ES256", "PS256"] as const) {
    const app = await server.register(algorithm, { idTokenSigningAlgorithm: algorithm });
    const { tokens } = await app.link(server);
    assert.equal(decodeProtectedHeader(tokens.id_token).alg, algorithm);
    assert.equal(decodeProtectedHeader(tokens.access_token).alg, "EdDSA");
  }
});

Deno.test("C2: RSA keys below 2048 bits are refused, ours are not below", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const key = await makeTestKey("PS256");
  const jwk = { kty: "RSA", e: "AQAB", n: key.publicJwk.n?.slice(0, 300) };
  const dpop = await app.proof("/par", {}, { jwk }, key);
  await assertOAuthError(await app.push(server, { dpop }), 400, "invalid_dpop_proof");
  const { keys } = await (await server.fetch("/jwks")).json();
  for (const { kty, n, crv } of keys) {
    if (kty === "RSA") assert.ok(n.length * 6 >= 2048);
    else assert.ok(["P-256", "Ed25519"].includes(crv));
  }
});

Deno.test("C2: keys that are too weak are not registered", async () => {
  const weak = { kty: "RSA", e: "AQAB", n: "_".repeat(171), kid: "1" };
  const verdict = await checkClientDocument({ jwks: { keys: [weak] } });
  const members = verdict.accepted ? [] : verdict.faults.map(({ member }) => member);
  assert.ok(members.some((member) => member.startsWith("jwks.keys[0]")), members.join());
});

Deno.test("C3: everything secret that we make has far more than 128 bits", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const requestUri = await app.pushed(server);
  const { code } = await server.consent(requestUri);
  const tokens = await (await app.redeem(server, code)).json();
  const secrets = [code, tokens.access_token, tokens.refresh_token, requestUri.slice(-43)];
  for (const secret of secrets) assert.ok(entropyBits(secret) > 160);
});

Deno.test("C4: the key set has unique kids and public members only, and tokens point into it", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  const { keys } = await (await server.fetch("/jwks")).json();
  const kids: string[] = keys.map(({ kid }: { kid: string }) => kid);
  assert.equal(new Set(kids).size, keys.length);
  for (const token of [tokens.access_token, tokens.id_token]) {
    const header = decodeProtectedHeader(token);
    assert.ok(kids.includes(header.kid ?? ""));
    assert.ok(!("jku" in header) && !("x5u" in header) && !("jwk" in header));
  }
  for (const key of keys) {
    assert.deepEqual([key.use, typeof key.alg], ["sig", "string"]);
    for (const member of ["d", "p", "q", "dp", "dq", "qi", "k"]) assert.ok(!(member in key));
  }
});

Deno.test("C4: a JWT that refers to keys elsewhere is refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  for (const member of ["jku", "x5u"]) {
    const header = { [member]: "https://evil.example/keys" };
    const assertion = await app.assertion({}, header);
    await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
    const dpop = await app.proof("/par", {}, header);
    await assertOAuthError(await app.push(server, { dpop }), 400, "invalid_dpop_proof");
  }
});

Deno.test("C5: of keys with one kid, kind, use and algorithm decide", async () => {
  await using server = await startProtocol();
  const twin = await makeTestKey("EdDSA");
  const draft = await server.register("draft");
  const [own] = draft.registration.keys;
  assert.ok(own !== undefined);
  const kty = twin.publicJwk.kty ?? "";
  await server.change({
    ...draft.registration,
    keys: [
      { ...twin.publicJwk, kty, kid: "key-1", alg: "EdDSA", use: "sig" },
      { ...own, use: "enc" },
      own,
    ],
  });
  assert.equal((await draft.push(server)).status, 201);
  const byTwin = await draft.assertion({}, {}, twin);
  assert.equal((await draft.push(server, { assertion: byTwin })).status, 201);
});
