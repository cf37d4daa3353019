/** The key that signs the heads of the operation log, and nothing else. */
import { calculateJwkThumbprint } from "jose";
import type { KeyFactory } from "../keys/key_factory.ts";
import type { EpochMillis } from "../time.ts";

/** An Ed25519 key pair. It is in no JWKS: a token signed with it would be nobody's. */
export interface LogKey {
  /** RFC 7638 thumbprint of the public key: who keeps it elsewhere can tell ours from a forger's. */
  readonly kid: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** Secret; stored sealed. */
  readonly privateJwk: Readonly<Record<string, unknown>>;
  readonly createdAt: EpochMillis;
}

/** The port to the stored key. */
export interface LogKeyRepository {
  /** The key; undefined when none was made yet. Throws an `Error` when it was not sealed by us. */
  read(): Promise<LogKey | undefined>;
  /** Stores a key unless there is one, and answers with the one that is there then. */
  add(key: LogKey): Promise<LogKey>;
}

/**
 * The key; made now if there is none. Of several instances that make one together, one counts.
 *
 * @param onMade told of a new key: later than at the first start there must not be any
 */
export async function ensureLogKey(
  repository: LogKeyRepository,
  factory: KeyFactory,
  now: EpochMillis,
  onMade: (key: LogKey) => void = () => {},
): Promise<LogKey> {
  const known = await repository.read();
  if (known !== undefined) return known;
  const { publicJwk, privateJwk } = await factory.generate("EdDSA");
  const kid = await calculateJwkThumbprint(publicJwk);
  const key = await repository.add({ kid, publicJwk, privateJwk, createdAt: now });
  if (key.kid === kid) onMade(key);
  return key;
}
