/** The port to the making of key pairs. */
import type { OwnAlgorithm } from "./signing_key.ts";

/** A fresh key pair as JWKs (RFC 7517) without any other members than the key's own. */
export interface KeyPair {
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** Secret. */
  readonly privateJwk: Readonly<Record<string, unknown>>;
}

/** Makes key pairs; implementations must be cryptographically secure. */
export interface KeyFactory {
  /** A new key pair of at least the strength that FAPI 2.0 5.4.1 demands. */
  generate(algorithm: OwnAlgorithm): Promise<KeyPair>;
}
