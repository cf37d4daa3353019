/** Which public keys may verify which algorithm (FAPI 2.0 5.4.1; RFC 7518, 6). */
import type { SignatureAlgorithm } from "../client/client.ts";
import { RSA_MAX_BITS, RSA_MIN_BITS } from "../limits.ts";

/** Members of private and symmetric keys (RFC 7518, 6.2.2, 6.3.2, 6.4.1). */
const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** 65537: smaller ones weaken a key, and a huge one makes the verifier work for a stranger. */
const USUAL_EXPONENT = "AQAB";

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
      return jwk["kty"] === "EC" && jwk["crv"] === "P-256";
    case "EdDSA":
    case "Ed25519":
      return jwk["kty"] === "OKP" && jwk["crv"] === "Ed25519";
    case "PS256":
      return jwk["kty"] === "RSA" && jwk["e"] === USUAL_EXPONENT && isModulusPermitted(jwk["n"]);
  }
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
