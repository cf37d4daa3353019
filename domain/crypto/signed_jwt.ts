/** Reading, checking and making JWTs in JWS compact form (RFC 7515, 7519; RFC 8725). */
import { CompactSign, compactVerify, errors } from "jose";
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from "../client/client.ts";
import { EXPIRY_SKEW_SECONDS, FUTURE_SKEW_SECONDS, JWT_MAX_LENGTH } from "../limits.ts";
import { addSeconds, type EpochMillis } from "../time.ts";

/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A JWT as received: well-formed, not verified. */
export interface DecodedJwt {
  readonly compact: string;
  readonly algorithm: SignatureAlgorithm;
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

/**
 * Header members that would change what a signature means or fetch keys from elsewhere; none of
 * them is ever honoured (RFC 8725, 3.10; FAPI 2.0 5.4.2).
 */
const REFUSED_HEADER_MEMBERS = ["crit", "b64", "jku", "x5u"];

const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Reads a JWT that is signed with an algorithm of FAPI 2.0; undefined for everything else, such as
 * `alg: none`, encrypted JWTs, several joined into one, and oversized ones.
 */
export function decodeJwt(text: string): DecodedJwt | undefined {
  if (text.length > JWT_MAX_LENGTH || !COMPACT_JWS.test(text)) return undefined;
  const [encodedHeader = "", encodedClaims = ""] = text.split(".");
  const header = decodeObject(encodedHeader);
  const claims = decodeObject(encodedClaims);
  if (header === undefined || claims === undefined) return undefined;
  if (REFUSED_HEADER_MEMBERS.some((member) => Object.hasOwn(header, member))) return undefined;
  const algorithm = SIGNATURE_ALGORITHMS.find((name) => name === header["alg"]);
  return algorithm && { compact: text, algorithm, header, claims };
}

function decodeObject(encoded: string): JsonObject | undefined {
  try {
    const bytes = Uint8Array.fromBase64(encoded, { alphabet: "base64url" });
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether a parsed JSON value is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the JWT was signed with the private part of `key`, which must fit the algorithm. */
export async function isSignedBy(jwt: DecodedJwt, key: CryptoKey): Promise<boolean> {
  try {
    await compactVerify(jwt.compact, key, { algorithms: [jwt.algorithm] });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}

/** Whether the JWT's `typ` is one of the given media types; names are compared without case. */
export function hasType(jwt: DecodedJwt, types: readonly string[]): boolean {
  const type = jwt.header["typ"];
  return typeof type === "string" && types.includes(type.toLowerCase());
}

/** A claim that is a string, or undefined. */
export function stringClaim(jwt: DecodedJwt, name: string): string | undefined {
  const value = jwt.claims[name];
  return typeof value === "string" ? value : undefined;
}

/**
 * Judges `iat`, `nbf` and `exp`, as far as they are there: numbers, not made in the future beyond
 * our skew, not past. Answers with what is wrong, in words for the developer (RFC 7519, 4.1.4 to 4.1.6).
 */
export function findTimeFault(jwt: DecodedJwt, now: EpochMillis): string | undefined {
  const { iat, nbf, exp } = jwt.claims;
  for (const [name, value] of [["iat", iat], ["nbf", nbf], ["exp", exp]] as const) {
    if (value !== undefined && !Number.isFinite(value)) return `${name} must be a number`;
  }
  const latest = addSeconds(now, FUTURE_SKEW_SECONDS) / 1000;
  if (typeof iat === "number" && iat > latest) return "iat must not be in the future";
  if (typeof nbf === "number" && nbf > latest) return "nbf must not be in the future";
  const earliest = addSeconds(now, -EXPIRY_SKEW_SECONDS) / 1000;
  if (typeof exp === "number" && exp <= earliest) return "exp must not be past";
  return undefined;
}

/** Signs claims; `key` must fit `header.alg`. */
export async function signJwt(
  header: { readonly alg: SignatureAlgorithm; readonly kid: string; readonly typ: string },
  claims: JsonObject,
  key: CryptoKey,
): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  return await new CompactSign(payload).setProtectedHeader(header).sign(key);
}
