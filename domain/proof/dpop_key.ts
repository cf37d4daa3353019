/** The key inside a DPoP proof (RFC 9449, 4.2): imported once, found again by its members. */
import { calculateJwkThumbprint, importJWK } from "jose";
import type { SignatureAlgorithm } from "../client/client.ts";
import type { JsonObject } from "../crypto/signed_jwt.ts";
import { type KeyThumbprint, parseKeyThumbprint } from "../ids.ts";
import { LruCache } from "../lru_cache.ts";
import { hasSecretMembers, isKeyFor } from "./public_key.ts";

/** A public key that came with a proof. */
export interface DpopKey {
  readonly thumbprint: KeyThumbprint;
  readonly publicKey: CryptoKey;
}

/** Keys of apps that are at work; each takes about a kilobyte. */
const CAPACITY = 4096;

/** Imported DPoP keys. Apps use one key for many proofs, and importing costs as much as verifying. */
export class DpopKeyCache {
  readonly #keys = new LruCache<string, DpopKey>(CAPACITY);

  /**
   * Reads the key in the `jwk` header of a proof; undefined when it is not a public key for the
   * algorithm or has secret parts (RFC 9449, 4.3, check 7).
   */
  async load(jwk: JsonObject, algorithm: SignatureAlgorithm): Promise<DpopKey | undefined> {
    if (hasSecretMembers(jwk) || !isKeyFor(jwk, algorithm)) return undefined;
    const members = pickMembers(jwk);
    const name = JSON.stringify([algorithm, members]);
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = await importDpopKey(members, algorithm);
    if (key !== undefined) this.#keys.set(name, key);
    return key;
  }
}

/** Those that make the key (RFC 7638, 3.2); whatever else a stranger writes beside them is not kept. */
function pickMembers({ kty, crv, x, y, n, e }: JsonObject): JsonObject {
  switch (kty) {
    case "RSA":
      return { kty, n, e };
    case "EC":
      return { kty, crv, x, y };
    default:
      return { kty, crv, x };
  }
}

async function importDpopKey(
  jwk: JsonObject,
  algorithm: SignatureAlgorithm,
): Promise<DpopKey | undefined> {
  try {
    const publicKey = await importJWK({ ...jwk }, algorithm);
    if (publicKey instanceof Uint8Array) return undefined;
    const thumbprint = parseKeyThumbprint(await calculateJwkThumbprint({ ...jwk }));
    return thumbprint && { thumbprint, publicKey };
  } catch (error) {
    if (error instanceof DOMException && error.name === "DataError") return undefined;
    throw error;
  }
}
