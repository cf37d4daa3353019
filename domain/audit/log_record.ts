/** The operation log as a sequence of records: what is exported, and what is checked. */
import type { ChainPoint, Seal, StoredLogEntry } from "./log_chain.ts";
import {
  LOG_PORTION,
  type LogPage,
  type LogRange,
  type SealedLog,
  type StoredStatement,
} from "./sealed_log.ts";

/** One record. */
export type LogRecord =
  /** First of all, when only a part is exported: the entry before it. */
  | { readonly record: "start" } & ChainPoint
  /** All up to it was deleted by age. */
  | { readonly record: "checkpoint" } & StoredStatement
  | { readonly record: "entry"; readonly entry: StoredLogEntry; readonly seal: Seal | undefined }
  | { readonly record: "head" } & StoredStatement
  /** Last of all, so that a file that was cut off is seen to be. */
  | { readonly record: "end"; readonly sealed: number; readonly unsealed: number }
  /** A line of a file that is none of these, counted from 1. */
  | { readonly record: "unreadable"; readonly line: number };

const EVERYTHING: LogRange = { start: undefined, until: undefined };

/**
 * Reads the log in portions: entries in the order of the chain, each head behind its entry, and at
 * last what is not sealed yet. What is sealed or deleted by age in the meantime does no harm.
 */
export async function* readLogRecords(
  log: SealedLog,
  range: LogRange = EVERYTHING,
): AsyncGenerator<LogRecord> {
  const counted = { sealed: 0, unsealed: 0 };
  if (range.start !== undefined) yield { record: "start", ...range.start };
  for await (const record of readEntries(log, range)) {
    if (record.record === "entry") counted[record.seal === undefined ? "unsealed" : "sealed"] += 1;
    yield record;
  }
  yield { record: "end", ...counted };
}

async function* readEntries(log: SealedLog, range: LogRange): AsyncGenerator<LogRecord> {
  const until = range.until ?? Infinity;
  let position = range.start?.position ?? 0;
  for (;;) {
    const page = await log.readPage(position, LOG_PORTION);
    yield* toRecords(page, position, until);
    position = page.sealed.at(-1)?.seal.position ?? position;
    if (position >= until) return;
    if (page.sealed.length === LOG_PORTION) continue;
    if (range.until === undefined) yield* readUnsealed(log, page.unsealed, position);
    return;
  }
}

/** The records of a page up to a position, without those that are not sealed. */
export function* toRecords(
  page: LogPage,
  after: number,
  until: number,
): Generator<LogRecord, void, undefined> {
  const { checkpoint } = page;
  if (checkpoint !== undefined && checkpoint.position > after) {
    yield { record: "checkpoint", ...checkpoint };
  }
  const heads = page.heads.filter(({ position }) => position <= until);
  for (const { entry, seal } of page.sealed) {
    if (seal.position > until) break;
    yield* takeHeads(heads, seal.position - 1);
    yield { record: "entry", entry, seal };
    yield* takeHeads(heads, seal.position);
  }
  // Those beyond a full page belong to the next one, with their entries.
  const last = page.sealed.at(-1)?.seal.position ?? after;
  yield* takeHeads(heads, page.sealed.length === LOG_PORTION ? last : until);
}

function* takeHeads(
  heads: StoredStatement[],
  until: number,
): Generator<LogRecord, void, undefined> {
  for (let [head] = heads; head !== undefined && head.position <= until; [head] = heads) {
    heads.shift();
    yield { record: "head", ...head };
  }
}

async function* readUnsealed(
  log: SealedLog,
  first: readonly StoredLogEntry[],
  position: number,
): AsyncGenerator<LogRecord> {
  let entries = first;
  for (;;) {
    for (const entry of entries) yield { record: "entry", entry, seal: undefined };
    const sequence = entries.at(-1)?.sequence;
    if (sequence === undefined || entries.length < LOG_PORTION) return;
    entries = await log.readWritten({ sequence, position }, LOG_PORTION);
  }
}
