/** The gateway's signing keys as requests use them: imported, and read anew every few seconds. */
import { importJWK } from "jose";
import { KEY_CACHE_SECONDS } from "../limits.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import {
  type OwnAlgorithm,
  type SigningKey,
  type SigningKeyRepository,
  signingKeyState,
} from "./signing_key.ts";

/** A key that signs now. */
export interface Signer {
  readonly kid: string;
  readonly algorithm: OwnAlgorithm;
  readonly privateKey: CryptoKey;
}

/** A key with which something of ours is verified. */
export interface Verifier {
  readonly algorithm: OwnAlgorithm;
  readonly publicKey: CryptoKey;
}

/** The stored keys behind a cache that is at most {@link KEY_CACHE_SECONDS} old. */
export class SigningKeys {
  readonly #repository: Pick<SigningKeyRepository, "list">;
  readonly #imported = new Map<string, Promise<CryptoKey>>();
  #listed: Promise<readonly SigningKey[]> | undefined;
  #listedAt: EpochMillis = 0;

  constructor(repository: Pick<SigningKeyRepository, "list">) {
    this.#repository = repository;
  }

  /** The key that signs with an algorithm now; throws an `Error` when none was ever made. */
  async current(algorithm: OwnAlgorithm, now: EpochMillis): Promise<Signer> {
    const keys = (await this.#list(now)).filter((key) => key.algorithm === algorithm);
    const isSigning = (key: SigningKey) => signingKeyState(key, now) === "signing";
    // A clock that was put back has all keys announced: the first is known to verifiers as well.
    const key = keys.findLast(isSigning) ?? keys[0];
    if (key === undefined) throw new Error(`there is no signing key for ${algorithm}`);
    const privateKey = await this.#import("private", key);
    return { kid: key.kid, algorithm, privateKey };
  }

  /** The published key of that id; undefined when there is none. */
  async find(kid: string, now: EpochMillis): Promise<Verifier | undefined> {
    const key = (await this.#published(now)).find((key) => key.kid === kid);
    if (key === undefined) return undefined;
    return { algorithm: key.algorithm, publicKey: await this.#import("public", key) };
  }

  /** The JWK set that others verify with (RFC 7517, 5): announced, signing and retired keys. */
  async jwks(now: EpochMillis): Promise<{ readonly keys: readonly Record<string, unknown>[] }> {
    const keys = await this.#published(now);
    return {
      keys: keys.map(({ publicJwk, kid, algorithm }) => {
        return { ...publicJwk, kid, alg: algorithm, use: "sig" };
      }),
    };
  }

  async #published(now: EpochMillis): Promise<readonly SigningKey[]> {
    return (await this.#list(now)).filter((key) => signingKeyState(key, now) !== "gone");
  }

  async #list(now: EpochMillis): Promise<readonly SigningKey[]> {
    // Either way: a clock that was put back must not make the list last longer.
    const isFresh = Math.abs(now - this.#listedAt) < addSeconds(0, KEY_CACHE_SECONDS);
    if (this.#listed === undefined || !isFresh) {
      this.#listedAt = now;
      this.#listed = this.#repository.list(now);
    }
    try {
      return await this.#listed;
    } catch (error) {
      this.#listed = undefined;
      throw error;
    }
  }

  #import(part: "private" | "public", key: SigningKey): Promise<CryptoKey> {
    const name = `${part}:${key.kid}`;
    const known = this.#imported.get(name);
    if (known !== undefined) return known;
    const imported = importKey(
      part === "private" ? key.privateJwk : key.publicJwk,
      key.algorithm,
    );
    this.#imported.set(name, imported);
    return imported;
  }
}

async function importKey(jwk: SigningKey["publicJwk"], algorithm: OwnAlgorithm) {
  const key = await importJWK({ ...jwk }, algorithm);
  if (key instanceof Uint8Array) throw new Error("a signing key is symmetric");
  return key;
}
