/**
 * The chain that seals the operation log: each entry is hashed as it is stored, with its details
 * still encrypted, and each hash goes into that of the next. So anyone can check the chain who has
 * the stored entries, without being able to read what is personal in them.
 */
import { sha256Base64Url } from "../ids.ts";
import type { EpochMillis } from "../time.ts";
import { canonicalJson } from "./canonical_json.ts";

/** A log entry as it is stored. */
export interface StoredLogEntry {
  readonly sequence: number;
  readonly id: string;
  readonly at: EpochMillis;
  readonly actor: string;
  readonly event: string;
  readonly result: string;
  readonly clientId: string | null;
  readonly interactionId: string | null;
  readonly incidentId: string | null;
  readonly accountReference: string | null;
  readonly sealedDetails: string;
}

/** The place of an entry in the chain; hashes are SHA-256 in base64url. */
export interface Seal {
  /** From 1, without gaps, in the order of sealing: that of time can go back. */
  readonly position: number;
  /** Of the entry alone. */
  readonly entryHash: string;
  /** Of the entry's hash, its position and the chain hash before it. */
  readonly chainHash: string;
}

/** A stored entry that is in the chain. */
export interface SealedLogEntry {
  readonly entry: StoredLogEntry;
  readonly seal: Seal;
}

/** How far a chain goes: the position of its last entry, and that entry's chain hash. */
export interface ChainPoint {
  readonly position: number;
  readonly hash: string;
}

/** Where a chain begins. */
export const CHAIN_START: ChainPoint = { position: 0, hash: "" };

/** The hash of an entry alone. */
export function hashEntry(entry: StoredLogEntry): Promise<string> {
  return sha256Base64Url(canonicalJson({ ...entry }));
}

/** The chain hash of the entry that follows a point. */
export function hashLink({ position, hash }: ChainPoint, entryHash: string): Promise<string> {
  return sha256Base64Url(
    canonicalJson({ position: position + 1, previous: hash, entry: entryHash }),
  );
}

/** Chains entries behind a point, in their order. */
export async function chainEntries(
  start: ChainPoint,
  entries: readonly StoredLogEntry[],
): Promise<readonly SealedLogEntry[]> {
  const hashed = await Promise.all(
    entries.map(async (entry) => ({ entry, entryHash: await hashEntry(entry) })),
  );
  const chained: SealedLogEntry[] = [];
  let point = start;
  for (const { entry, entryHash } of hashed) {
    const chainHash = await hashLink(point, entryHash);
    point = { position: point.position + 1, hash: chainHash };
    chained.push({ entry, seal: { position: point.position, entryHash, chainHash } });
  }
  return chained;
}
