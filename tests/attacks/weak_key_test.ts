/**
 * Keys for which anybody can sign: the points of small order on Ed25519's curve. An app that bound
 * its tokens to one, by mistake or on purpose, would have bearer tokens; one that registered one
 * could be impersonated by everybody.
 */
import assert from "node:assert/strict";
import { importJWK, type JWK } from "jose";
import { checkClientKeys } from "../../domain/client/check_client_keys.ts";
import { encodeBase64Url } from "../../domain/ids.ts";
import { isKeyFor } from "../../domain/proof/public_key.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { ISSUER, startProtocol } from "../support/protocol_server.ts";

/** y = 1, the neutral element: for it any S and R = S·B fit, zero and the neutral element to begin with. */
const NEUTRAL = Uint8Array.from({ length: 32 }, (_, index) => index === 0 ? 1 : 0);
const WEAK_KEY: JWK = { kty: "OKP", crv: "Ed25519", x: encodeBase64Url(NEUTRAL) };
/** R is the neutral element, S is zero. */
const UNIVERSAL_SIGNATURE = Uint8Array.from({ length: 64 }, (_, index) => index === 0 ? 1 : 0);

/** A proof that nobody's private key has signed. */
function forgeProof(jwk: unknown, path: string, now: number, alg = "EdDSA"): string {
  const header = { alg, typ: "dpop+jwt", jwk };
  const iat = Math.floor(now / 1000);
  const claims = { jti: "forged", htm: "POST", htu: ISSUER + path, iat };
  const [encodedHeader, encodedClaims] = [header, claims].map((part) =>
    encodeBase64Url(new TextEncoder().encode(JSON.stringify(part)))
  );
  return `${encodedHeader}.${encodedClaims}.${encodeBase64Url(UNIVERSAL_SIGNATURE)}`;
}

Deno.test("a proof with a key of small order, which nobody signed, is refused", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const dpop = forgeProof(WEAK_KEY, "/par", server.clock.now());
  const [header = "", claims = "", signature = ""] = dpop.split(".");
  const naive = await crypto.subtle.verify(
    "Ed25519",
    await importKey(WEAK_KEY),
    Uint8Array.fromBase64(signature, { alphabet: "base64url" }),
    new TextEncoder().encode(`${header}.${claims}`),
  );
  assert.equal(naive, true, "whoever only verifies the signature is deceived");
  await assertOAuthError(await client.push(server, { dpop }), 400, "invalid_dpop_proof");
});

Deno.test("keys of small order are neither registered nor used", async () => {
  const points = [
    "00".repeat(32),
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    `ec${"ff".repeat(31)}`,
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
  ];
  for (const point of [encodeBase64Url(NEUTRAL), ...points.map(toBase64Url)]) {
    const { faults } = await checkClientKeys({ keys: [{ ...WEAK_KEY, x: point }] });
    assert.equal(faults.length, 1, point);
  }
});

Deno.test("one key has one thumbprint: padded or loosely encoded it is no key", () => {
  const x = `${"B".repeat(42)}A`;
  assert.equal(isKeyFor({ ...WEAK_KEY, x }, "EdDSA"), true);
  for (const other of [`${x}=`, `${"B".repeat(42)}B`, ` ${x}`]) {
    assert.equal(isKeyFor({ ...WEAK_KEY, x: other }, "EdDSA"), false, other);
  }
});

for (
  const [name, jwk] of Object.entries({
    "a list for a coordinate": { ...WEAK_KEY, x: ["A".repeat(43)] },
    "an object for a coordinate": { ...WEAK_KEY, x: {} },
    "an empty coordinate": { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "" },
    "a truth for a coordinate": { kty: "EC", crv: "P-256", x: true, y: "A".repeat(43) },
    "a point off the curve": { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) },
    "a coordinate of kilobytes": {
      kty: "EC",
      crv: "P-256",
      x: "A".repeat(3000),
      y: "A".repeat(43),
    },
  })
) {
  Deno.test(`a key in a proof with ${name} is a refusal and no fault of ours`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    for (const alg of ["EdDSA", "ES256"]) {
      const dpop = forgeProof(jwk, "/par", server.clock.now(), alg);
      await assertOAuthError(await client.push(server, { dpop }), 400, "invalid_dpop_proof");
    }
    assert.equal(server.logLines.filter((line) => line.includes("request.failed")).length, 0);
  });
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk }, "EdDSA");
  assert.ok(key instanceof CryptoKey);
  return key;
}

function toBase64Url(hex: string): string {
  return encodeBase64Url(Uint8Array.fromHex(hex));
}
