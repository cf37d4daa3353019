/** Which public keys may verify which algorithm (FAPI 2.0 5.4.1; RFC 7518, 6). */
import type { SignatureAlgorithm } from "../client/client.ts";
import { RSA_MAX_BITS, RSA_MIN_BITS } from "../limits.ts";

/** Members of private and symmetric keys (RFC 7518, 6.2.2, 6.3.2, 6.4.1). */
const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** 65537: smaller ones weaken a key, and a huge one makes the verifier work for a stranger. */
const USUAL_EXPONENT = "AQAB";

/**
 * The encodings of the points of small order on Curve25519, without the sign bit: verifiers accept
 * signatures for them that nobody's key made (RFC 8032, 8.9; RFC 7748, 7).
 */
const SMALL_ORDER_POINTS: readonly string[] = [
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
];

/** Whether a JWK carries anything that is no public key's business. */
export function hasSecretMembers(jwk: Readonly<Record<string, unknown>>): boolean {
  return SECRET_MEMBERS.some((member) => Object.hasOwn(jwk, member));
}

/** Whether two names mean one algorithm: Ed25519 has two (RFC 8037, 3.1; RFC 9864, 2.2). */
export function isSameAlgorithm(one: string, other: string): boolean {
  const [first, second] = [one, other].map((name) => name === "Ed25519" ? "EdDSA" : name);
  return first === second;
}

/** Whether a JWK is of the kind, curve and size for an algorithm. */
export function isKeyFor(
  jwk: Readonly<Record<string, unknown>>,
  algorithm: SignatureAlgorithm,
): boolean {
  switch (algorithm) {
    case "ES256":
      return jwk["kty"] === "EC" && jwk["crv"] === "P-256" &&
        readPart(jwk["x"]) !== undefined && readPart(jwk["y"]) !== undefined;
    case "EdDSA":
    case "Ed25519":
      return jwk["kty"] === "OKP" && jwk["crv"] === "Ed25519" && isStrongPoint(jwk["x"]);
    case "PS256":
      return jwk["kty"] === "RSA" && jwk["e"] === USUAL_EXPONENT && isModulusPermitted(jwk["n"]);
  }
}

function isStrongPoint(encoded: unknown): boolean {
  const point = readPart(encoded);
  if (point === undefined) return false;
  const hex = point.with(31, (point[31] ?? 0) & 0x7f).toHex();
  return !SMALL_ORDER_POINTS.includes(hex);
}

/** A part of a key on a curve of 256 bits: 32 bytes in the one way to write them (RFC 7518, 6.2.1.2). */
function readPart(encoded: unknown): Uint8Array | undefined {
  if (typeof encoded !== "string" || !/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(encoded)) {
    return undefined;
  }
  return Uint8Array.fromBase64(encoded, { alphabet: "base64url" });
}

function isModulusPermitted(modulus: unknown): boolean {
  if (typeof modulus !== "string") return false;
  const bits = modulusBits(modulus);
  return bits >= RSA_MIN_BITS && bits <= RSA_MAX_BITS;
}

/** The length of a base64url number in bits, leading zeros not counted; 0 when it is malformed. */
function modulusBits(encoded: string): number {
  if (!/^[A-Za-z0-9_-]{1,2048}$/.test(encoded) || encoded.length % 4 === 1) return 0;
  const hex = Uint8Array.fromBase64(encoded, { alphabet: "base64url" }).toHex();
  return hex === "" ? 0 : BigInt(`0x${hex}`).toString(2).length;
}
