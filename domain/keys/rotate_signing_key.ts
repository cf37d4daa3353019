/** Making the gateway's signing keys: at start-up, by schedule and by the operator, never in a request. */
import { calculateJwkThumbprint } from "jose";
import { KEY_ANNOUNCEMENT_SECONDS, RETIRED_KEY_SECONDS } from "../limits.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import type { KeyFactory } from "./key_factory.ts";
import type { OwnAlgorithm, SigningKey, SigningKeyRepository } from "./signing_key.ts";

/** The algorithms of which there is always a key, in the order of preference. */
export const OWN_ALGORITHMS: readonly OwnAlgorithm[] = ["EdDSA", "ES256", "PS256"];

/** What making keys needs. */
export interface KeyMaking {
  readonly repository: SigningKeyRepository;
  readonly factory: KeyFactory;
}

/**
 * Makes the first key of each algorithm that has none; such a key signs at once, as nobody can have
 * cached a key set without it. Of several instances that start together one makes the key.
 */
export async function ensureSigningKeys(making: KeyMaking, now: EpochMillis): Promise<void> {
  const keys = await making.repository.list(now);
  for (const algorithm of OWN_ALGORITHMS) {
    if (keys.some((key) => key.algorithm === algorithm)) continue;
    await making.repository.add(await makeKey(making.factory, algorithm, now, now));
  }
}

/**
 * Announces a successor of the newest key of an algorithm; it begins to sign when every verifier's
 * cache has it, and the old one stays published until nothing that it signed is alive. Undefined
 * when someone else did so at the same time, or when a successor has been announced already.
 */
export async function rotateSigningKey(
  making: KeyMaking,
  algorithm: OwnAlgorithm,
  now: EpochMillis,
): Promise<SigningKey | undefined> {
  const keys = await making.repository.list(now);
  const newest = keys.findLast((key) => key.algorithm === algorithm);
  if (newest !== undefined && now < newest.signsFrom) return undefined;
  const signsFrom = newest ? addSeconds(now, KEY_ANNOUNCEMENT_SECONDS) : now;
  const successor = await makeKey(making.factory, algorithm, now, signsFrom);
  const predecessor = newest && {
    kid: newest.kid,
    retiresAt: signsFrom,
    goneAt: addSeconds(signsFrom, RETIRED_KEY_SECONDS),
  };
  return await making.repository.add(successor, predecessor) ? successor : undefined;
}

/**
 * For a key that somebody else may know: makes one that signs at once and withdraws all others of its
 * algorithm, so that nothing they signed is accepted any more, by us within seconds, by verifiers
 * when they look again. Undefined, and nothing is withdrawn, when someone else made a key at the
 * same time.
 */
export async function replaceSigningKeys(
  making: KeyMaking,
  algorithm: OwnAlgorithm,
  now: EpochMillis,
): Promise<SigningKey | undefined> {
  const keys = await making.repository.list(now);
  const newest = keys.findLast((key) => key.algorithm === algorithm);
  const successor = await makeKey(making.factory, algorithm, now, now);
  const predecessor = newest && { kid: newest.kid, retiresAt: now, goneAt: now };
  if (!await making.repository.add(successor, predecessor)) return undefined;
  await making.repository.withdrawOthers(algorithm, successor.kid, now);
  return successor;
}

/**
 * Announces successors of keys that have signed for long enough, and deletes what is gone. Every
 * instance does so again and again; of several that do so together one makes the successor.
 */
export async function maintainSigningKeys(
  making: KeyMaking,
  rotationDays: number,
  now: EpochMillis,
): Promise<void> {
  const keys = await making.repository.list(now);
  for (const algorithm of OWN_ALGORITHMS) {
    const newest = keys.findLast((key) => key.algorithm === algorithm);
    const isOld = newest !== undefined && now >= addDays(newest.signsFrom, rotationDays);
    if (isOld) await rotateSigningKey(making, algorithm, now);
  }
  await making.repository.purge(now);
}

function addDays(at: EpochMillis, days: number): EpochMillis {
  return addSeconds(at, days * 86_400);
}

async function makeKey(
  factory: KeyFactory,
  algorithm: OwnAlgorithm,
  createdAt: EpochMillis,
  signsFrom: EpochMillis,
): Promise<SigningKey> {
  const { publicJwk, privateJwk } = await factory.generate(algorithm);
  const kid = await calculateJwkThumbprint(publicJwk);
  return { kid, algorithm, publicJwk, privateJwk, createdAt, signsFrom };
}
