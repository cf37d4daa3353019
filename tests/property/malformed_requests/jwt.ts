/** JWTs whose header, claims and signature are whatever a test wants them to be. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A pair of Ed25519 keys. Those of node:crypto sign at once, without another thread. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicJwk: { readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string };
}

/** Makes a pair. */
export function makeKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  return { privateKey, publicJwk: { kty: "OKP", crv: "Ed25519", x } };
}

/** A JWT in its three parts, decoded but for the signature. */
export interface JwtParts {
  readonly header: string;
  readonly claims: string;
  readonly signature: string;
}

/** Takes a compact JWT apart; undefined when it is none any more. */
export function takeApart(compact: string): JwtParts | undefined {
  const [header, claims, signature, ...more] = compact.split(".");
  if (header === undefined || claims === undefined || signature === undefined) return undefined;
  const [headerText, claimsText] = [decode(header), decode(claims)];
  if (more.length > 0 || headerText === undefined || claimsText === undefined) return undefined;
  return { header: headerText, claims: claimsText, signature };
}

/** Puts the parts together without a new signature. */
export function putTogether({ header, claims, signature }: JwtParts): string {
  return `${encode(header)}.${encode(claims)}.${signature}`;
}

/** Puts the parts together with a new signature, whatever the header says of it. */
export function signParts({ header, claims }: JwtParts, key: KeyObject): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${toBase64Url(sign(null, new TextEncoder().encode(input), key))}`;
}

/** Signs a right JWT. */
export function signJwt(header: object, claims: object, key: KeyObject): string {
  const parts = { header: JSON.stringify({ alg: "EdDSA", ...header }), signature: "" };
  return signParts({ ...parts, claims: JSON.stringify(claims) }, key);
}

/** SHA-256 in base64url. */
export function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function encode(text: string): string {
  return toBase64Url(new TextEncoder().encode(text));
}

function toBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function decode(part: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(part, { alphabet: "base64url" }));
  } catch {
    return undefined;
  }
}
