/** The public keys of apps, registered or published, imported once for each version of them. */
import { importJWK } from "jose";
import { LruCache } from "../lru_cache.ts";
import { isKeyFor, isSameAlgorithm } from "../proof/public_key.ts";
import type { Client, PublicJwk, SignatureAlgorithm } from "./client.ts";
import type { PublishedKeys } from "./published_keys.ts";

/** Apps at work; each takes a few kilobytes. */
const CAPACITY = 1024;

/** Finds the keys with which a signature of an app may be verified. */
export class ClientKeys {
  readonly #published: PublishedKeys | undefined;
  readonly #imported = new LruCache<string, Map<string, Promise<CryptoKey>>>(CAPACITY);

  /** @param published the keys of apps with a `jwks_uri`; without it such apps have none */
  constructor(published?: PublishedKeys) {
    this.#published = published;
  }

  /** All keys of an app. With a `kid` that is not among them, published ones are looked up anew. */
  async list(client: Client, kid?: string): Promise<readonly PublicJwk[]> {
    return (await this.#versionOf(client, kid)).keys;
  }

  /**
   * The client's keys that fit the algorithm and, when a `kid` is stated, bear it. Usually one;
   * should a set have the same `kid` twice, kind and algorithm decide (FAPI 2.0 5.4.3), and what
   * then remains is to be tried in turn.
   */
  async find(
    client: Client,
    algorithm: SignatureAlgorithm,
    kid: string | undefined,
  ): Promise<readonly CryptoKey[]> {
    const { keys, name: version } = await this.#versionOf(client, kid);
    const imported = this.#importedOf(version);
    const fitting = keys.entries().filter(([, key]) => fits(key, algorithm, kid));
    return await Promise.all(fitting.map(([index, key]) => {
      const name = `${index}:${algorithm}`;
      const known = imported.get(name) ?? importKey(key, algorithm);
      imported.set(name, known);
      return known;
    }));
  }

  async #versionOf(client: Client, kid: string | undefined) {
    const name = `${client.id}:${client.version}`;
    if (client.jwksUri === undefined) return { keys: client.keys, name };
    const found = await this.#published?.find(client.jwksUri, kid);
    return { keys: found?.keys ?? [], name: `${name}:${found?.fetchedAt}` };
  }

  #importedOf(name: string): Map<string, Promise<CryptoKey>> {
    const imported = this.#imported.get(name) ?? new Map<string, Promise<CryptoKey>>();
    this.#imported.set(name, imported);
    return imported;
  }
}

function fits(key: PublicJwk, algorithm: SignatureAlgorithm, kid: string | undefined): boolean {
  if (kid !== undefined && key.kid !== kid) return false;
  if (key.use !== undefined && key.use !== "sig") return false;
  if (key.alg !== undefined && !isSameAlgorithm(key.alg, algorithm)) return false;
  return isKeyFor(key, algorithm);
}

async function importKey(key: PublicJwk, algorithm: SignatureAlgorithm): Promise<CryptoKey> {
  const imported = await importJWK({ ...key }, algorithm);
  if (imported instanceof Uint8Array) throw new Error("a registered key is symmetric");
  return imported;
}
