/** Sealing the operation log: in the background, by any instance, never in a request. */
import type { KeyFactory } from "../keys/key_factory.ts";
import type { Clock } from "../time.ts";
import { CHAIN_START, chainEntries, type ChainPoint } from "./log_chain.ts";
import { ensureLogKey, type LogKey, type LogKeyRepository } from "./log_key.ts";
import {
  type LogStatement,
  readStatement,
  signStatement,
  type StatementKind,
} from "./log_statement.ts";
import { LOG_PORTION, type SealedLog, type StoredStatement } from "./sealed_log.ts";

/** What sealing needs. */
export interface LogSealing {
  readonly log: SealedLog;
  readonly keys: LogKeyRepository;
  readonly factory: KeyFactory;
  readonly clock: Clock;
  /** Told of each head, for keeping it where nobody can change it. */
  readonly onHead: (head: LogStatement) => void;
  /** Told of a key that was made for the log, once in the life of a database. */
  readonly onKeyMade?: (key: LogKey) => void;
}

/**
 * Seals what is not sealed yet, in portions with a signed head each; answers how many entries. When
 * another instance is at it, it leaves the rest to that one. Whoever is killed in between has sealed
 * a portion or not. Throws an `Error`, and seals nothing, when the chain's end is not signed by us.
 */
export async function sealOperationLog(sealing: LogSealing): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await sealPortion(sealing);
    sealed += count;
    if (count < LOG_PORTION) return sealed;
  }
}

async function sealPortion(sealing: LogSealing): Promise<number> {
  const { log, keys, factory, clock } = sealing;
  const { head, checkpoint, entries } = await log.readUnsealed(LOG_PORTION);
  if (entries.length === 0) return 0;
  const now = clock.now();
  const key = await ensureLogKey(keys, factory, now, sealing.onKeyMade);
  const start = await readChainEnd({ head, checkpoint }, key.kid);
  const chained = await chainEntries(start, entries);
  const end = chained.at(-1)?.seal;
  if (end === undefined) return 0;
  const point = { position: end.position, hash: end.chainHash };
  const next = await signStatement(key, "head", point, now);
  const { position, signed } = next;
  if (!await log.seal(chained, { position, signed, predecessor: start.position })) return 0;
  sealing.onHead(next);
  return entries.length;
}

/** The point behind which the next entry is sealed. Throws an `Error` when it is not signed by us. */
export async function readOwnChainEnd(
  log: Pick<SealedLog, "readUnsealed">,
  keys: Pick<LogKeyRepository, "read">,
): Promise<ChainPoint> {
  const end = await log.readUnsealed(0);
  // Afterwards: another instance may be making the key and the first head.
  const key = await keys.read();
  return await readChainEnd(end, key?.kid);
}

/** Whether a chain that goes to `end` has gone through an earlier end. */
export async function isContinued(
  log: Pick<SealedLog, "readPage">,
  earlier: ChainPoint,
  end: ChainPoint,
): Promise<boolean> {
  if (end.position < earlier.position) return false;
  if (end.position === earlier.position) return end.hash === earlier.hash;
  const { sealed: [entry] } = await log.readPage(earlier.position - 1, 1);
  // Otherwise it was deleted by age, or there was none.
  return entry?.seal.position !== earlier.position || entry.seal.chainHash === earlier.hash;
}

/** The last head; undefined when there is none. Throws an `Error` when it is not signed by us. */
export async function readOwnHead(
  log: Pick<SealedLog, "readHead">,
  keys: Pick<LogKeyRepository, "read">,
): Promise<LogStatement | undefined> {
  const head = await log.readHead();
  if (head === undefined) return undefined;
  // Afterwards: another instance may be making the key and the first head.
  const key = await keys.read();
  return await readOwn("head", head, key?.kid);
}

/**
 * The point behind which the chain goes on. It is taken from the signature, not from what is stored
 * beside it: to sign behind an unsigned point would make a forger's chain ours.
 */
export async function readChainEnd(
  { head, checkpoint }: {
    readonly head: StoredStatement | undefined;
    readonly checkpoint: StoredStatement | undefined;
  },
  kid: string | undefined,
): Promise<ChainPoint> {
  if (head !== undefined) return await readOwn("head", head, kid);
  return await readCheckpoint(checkpoint, kid);
}

/** The point of a checkpoint; the chain's beginning when there is none. */
export async function readCheckpoint(
  checkpoint: StoredStatement | undefined,
  kid: string | undefined,
): Promise<ChainPoint> {
  return checkpoint === undefined ? CHAIN_START : await readOwn("checkpoint", checkpoint, kid);
}

async function readOwn(
  kind: StatementKind,
  { position, signed }: StoredStatement,
  kid: string | undefined,
): Promise<LogStatement> {
  const statement = await readStatement(kind, signed);
  if (statement !== undefined && statement.kid === kid && statement.position === position) {
    return statement;
  }
  throw new Error(`the ${kind} of the operation log at ${position} is not signed by its key`);
}
