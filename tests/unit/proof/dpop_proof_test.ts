import assert from "node:assert/strict";
import { exportJWK } from "jose";
import { OAuthError } from "../../../domain/errors.ts";
import { encodeBase64Url, sha256Base64Url } from "../../../domain/ids.ts";
import { DpopKeyCache } from "../../../domain/proof/dpop_key.ts";
import { verifyDpopProof } from "../../../domain/proof/dpop_proof.ts";
import { type Changes, makeTestKey, signAnything } from "../../support/protocol_client.ts";

const NOW = 1_800_000_000_000;
const IAT = NOW / 1000;
const URL = "https://gateway.example/token";
const KEYS = { ec: await makeTestKey("ES256"), ed: await makeTestKey("EdDSA") };
const RSA = await makeTestKey("PS256");
const ATH = await sha256Base64Url("the token");

const HEADER = { typ: "dpop+jwt", alg: "ES256", jwk: KEYS.ec.publicJwk };
const CLAIMS = { jti: "1", htm: "POST", htu: URL, iat: IAT, ath: ATH };

async function makeProof(claims: Changes = {}, header: Changes = {}, key = KEYS.ec) {
  return await signAnything(
    { typ: "dpop+jwt", jwk: key.publicJwk, ...header },
    { ...CLAIMS, ...claims },
    key,
  );
}

async function verify(proof: string, accessTokenHash: string | undefined = ATH) {
  const expectation = { method: "POST", url: URL, now: NOW, accessTokenHash };
  return await verifyDpopProof(proof, expectation, new DpopKeyCache());
}

const ACCEPTED: Readonly<Record<string, () => Promise<string>>> = {
  "signed with ES256": () => makeProof(),
  "signed with EdDSA": () => makeProof({}, {}, KEYS.ed),
  "signed with Ed25519": () => makeProof({}, { alg: "Ed25519" }, KEYS.ed),
  "signed with PS256": () => makeProof({}, {}, RSA),
  "with typ in capitals": () => makeProof({}, { typ: "DPoP+JWT" }),
  "with unknown claims and header members": () => makeProof({ extra: 1 }, { extra: 1 }),
  "with nbf and exp around now": () => makeProof({ nbf: IAT, exp: IAT + 300 }),
  "60 s old": () => makeProof({ iat: IAT - 60 }),
  "30 s ahead": () => makeProof({ iat: IAT + 30 }),
  "with query and fragment in htu": () => makeProof({ htu: `${URL}?a=b#c` }),
  "with the default port in htu": () => makeProof({ htu: "https://gateway.example:443/token" }),
  "with scheme and host in capitals": () => makeProof({ htu: "HTTPS://GATEWAY.EXAMPLE/token" }),
  "with a jti of 256 characters": () => makeProof({ jti: "x".repeat(256) }),
};

for (const [name, make] of Object.entries(ACCEPTED)) {
  Deno.test(`verifyDpopProof() accepts a proof ${name}`, async () => {
    await verify(await make());
  });
}

const privateJwk = await exportJWK(KEYS.ec.privateKey);
const [head = "", body = "", signature = ""] = (await makeProof()).split(".");
const encode = (value: object) => encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));
const withHeader = (header: object) => `${encode(header)}.${body}.${signature}`;

const REFUSED: Readonly<Record<string, () => Promise<string>>> = {
  "that is two joined by a comma": async () => `${await makeProof()}, ${await makeProof()}`,
  "that is no JWT": () => Promise.resolve("a.b"),
  "that is empty": () => Promise.resolve(""),
  "with alg none": () => Promise.resolve(withHeader({ ...HEADER, alg: "none" })),
  "without a signature": () => Promise.resolve(`${head}.${body}.`),
  "without alg": () => Promise.resolve(withHeader({ ...HEADER, alg: undefined })),
  "with alg RS256": () => Promise.resolve(withHeader({ ...HEADER, alg: "RS256" })),
  "with crit": () => Promise.resolve(withHeader({ ...HEADER, crit: ["exp"], exp: 1 })),
  "with b64": () => Promise.resolve(withHeader({ ...HEADER, b64: true })),
  "with an oversized payload": () => makeProof({ extra: "x".repeat(9000) }),
  "without typ": () => makeProof({}, { typ: undefined }),
  "with another typ": () => makeProof({}, { typ: "JWT" }),
  "without jwk": () => makeProof({}, { jwk: undefined }),
  "with a jwk that is a text": () => makeProof({}, { jwk: "key" }),
  "with a private jwk": () => makeProof({}, { jwk: privateJwk }),
  "with a symmetric jwk": () => makeProof({}, { jwk: { kty: "oct", k: "AAAA" } }),
  "with a jwk of another kind than alg": () => makeProof({}, { jwk: KEYS.ed.publicJwk }),
  "with a jwk on another curve": () =>
    makeProof({}, { jwk: { ...KEYS.ec.publicJwk, crv: "P-384" } }),
  "with a jwk that is no point": () => makeProof({}, { jwk: { kty: "EC", crv: "P-256", x: "AA" } }),
  "with an RSA key of 1024 bits": () =>
    makeProof({}, { jwk: { kty: "RSA", e: "AQAB", n: "_".repeat(171) } }, RSA),
  "with an RSA key of exponent 1": () => makeProof({}, { jwk: { ...RSA.publicJwk, e: "AQ" } }, RSA),
  "with a jku": () => makeProof({}, { jku: "https://evil.example/keys" }),
  "with an x5u": () => makeProof({}, { x5u: "https://evil.example/cert" }),
  "with the key of another": () => makeProof({}, { jwk: KEYS.ec.publicJwk }, RSA),
  "with a wrong signature":
    async () => (await makeProof({}, { jwk: (await makeTestKey()).publicJwk })),
  "whose claims were changed": () =>
    Promise.resolve(`${head}.${encode({ ...CLAIMS, jti: "2" })}.${signature}`),
  "without jti": () => makeProof({ jti: undefined }),
  "with an empty jti": () => makeProof({ jti: "" }),
  "with a jti of 257 characters": () => makeProof({ jti: "x".repeat(257) }),
  "with a jti that is a number": () => makeProof({ jti: 1 }),
  "without htm": () => makeProof({ htm: undefined }),
  "for another method": () => makeProof({ htm: "PUT" }),
  "for the method in small letters": () => makeProof({ htm: "post" }),
  "without htu": () => makeProof({ htu: undefined }),
  "for another path": () => makeProof({ htu: `${URL}/x` }),
  "for another host": () => makeProof({ htu: "https://evil.example/token" }),
  "for http": () => makeProof({ htu: "http://gateway.example/token" }),
  "with a user in htu": () => makeProof({ htu: "https://u@gateway.example/token" }),
  "with a line break in htu": () => makeProof({ htu: `${URL}\n` }),
  "without iat": () => makeProof({ iat: undefined }),
  "with iat as a text": () => makeProof({ iat: String(IAT) }),
  "61 s old": () => makeProof({ iat: IAT - 61 }),
  "31 s ahead": () => makeProof({ iat: IAT + 31 }),
  "an hour old": () => makeProof({ iat: IAT - 3600 }),
  "an hour ahead": () => makeProof({ iat: IAT + 3600 }),
  "not valid before next hour": () => makeProof({ nbf: IAT + 3600 }),
  "expired": () => makeProof({ exp: IAT - 11 }),
  "without ath": () => makeProof({ ath: undefined }),
  "for another token": async () => makeProof({ ath: await sha256Base64Url("another") }),
};

for (const [name, make] of Object.entries(REFUSED)) {
  Deno.test(`verifyDpopProof() refuses a proof ${name}`, async () => {
    const proof = await make();
    await assert.rejects(
      () => verify(proof),
      (error) => error instanceof OAuthError && error.code === "invalid_dpop_proof",
    );
  });
}

Deno.test("a proof names its key by the RFC 7638 thumbprint, with or without the cache", async () => {
  const keys = new DpopKeyCache();
  const expectation = { method: "POST", url: URL, now: NOW };
  for (let use = 0; use < 2; use++) {
    const verified = await verifyDpopProof(await makeProof(), expectation, keys);
    assert.equal(verified.thumbprint, KEYS.ec.thumbprint);
  }
});

Deno.test("a proof's claim lasts as long as the proof could be accepted, and no jti shows in it", async () => {
  const { replayClaim } = await verify(await makeProof({ iat: IAT + 30, jti: "secret-jti" }));
  assert.equal(replayClaim.operation.expiresAt, NOW + 90_000 + 1);
  assert.ok(!replayClaim.operation.at.toString().includes("secret-jti"));
});
