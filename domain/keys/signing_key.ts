/** The gateway's own signing keys and their life by the clock. */
import type { SignatureAlgorithm } from "../client/client.ts";
import type { EpochMillis } from "../time.ts";

/** Algorithms with which the gateway signs. */
export type OwnAlgorithm = Exclude<SignatureAlgorithm, "Ed25519">;

/** The algorithm of our key for an algorithm: keys of Ed25519 go by its older name. */
export function keyAlgorithmOf(algorithm: SignatureAlgorithm): OwnAlgorithm {
  return algorithm === "Ed25519" ? "EdDSA" : algorithm;
}

/**
 * A key pair. Announced in the JWKS from `createdAt`, signing from `signsFrom` (so that every
 * verifier's cache has it by then) until the next key of its algorithm signs, then published until
 * `goneAt`.
 */
export interface SigningKey {
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly algorithm: OwnAlgorithm;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** Secret; stored sealed. */
  readonly privateJwk: Readonly<Record<string, unknown>>;
  readonly createdAt: EpochMillis;
  readonly signsFrom: EpochMillis;
  /** When its successor begins to sign; undefined for the newest key. */
  readonly retiresAt?: EpochMillis;
  /** When it leaves the JWKS; undefined for the newest key. */
  readonly goneAt?: EpochMillis;
}

/** Where a key is in its life. */
export type SigningKeyState = "announced" | "signing" | "retired" | "gone";

/** The state of a key at a time. */
export function signingKeyState(key: SigningKey, now: EpochMillis): SigningKeyState {
  if (key.goneAt !== undefined && now >= key.goneAt) return "gone";
  if (key.retiresAt !== undefined && now >= key.retiresAt) return "retired";
  return now >= key.signsFrom ? "signing" : "announced";
}

/** The port to the stored keys. */
export interface SigningKeyRepository {
  /** All keys that are not gone at `now`, oldest first. */
  list(now: EpochMillis): Promise<readonly SigningKey[]>;
  /**
   * Adds the successor of `predecessorKid` (undefined: the first key of its algorithm) and gives the
   * predecessor its `retiresAt` and `goneAt`, all or nothing. Answers false, and changes nothing, when
   * another instance was first: there are never two successors of one key.
   */
  add(
    key: SigningKey,
    predecessor?: {
      readonly kid: string;
      readonly retiresAt: EpochMillis;
      readonly goneAt: EpochMillis;
    },
  ): Promise<boolean>;
  /** Makes all keys of an algorithm but one gone at `now`, whatever their state. */
  withdrawOthers(algorithm: OwnAlgorithm, kid: string, now: EpochMillis): Promise<void>;
  /** Deletes the keys that are gone at `now`, private parts and all. */
  purge(now: EpochMillis): Promise<void>;
}
