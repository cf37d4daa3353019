/** Checks the sealed operation log, without any store or secret. */
import {
  CHAIN_START,
  type ChainPoint,
  hashEntry,
  hashLink,
  type Seal,
  type SealedLogEntry,
  type StoredLogEntry,
} from "./log_chain.ts";
import type { LogRecord } from "./log_record.ts";
import { type LogStatement, readStatement, type StatementKind } from "./log_statement.ts";
import type { LogFault, LogFaultKind, LogTrust, LogVerdict } from "./log_verdict.ts";
import type { StoredStatement } from "./sealed_log.ts";

/** Checks records to the first fault. */
export async function verifyLog(
  records: AsyncIterable<LogRecord> | Iterable<LogRecord>,
  trust: LogTrust = {},
): Promise<LogVerdict> {
  const check = new LogCheck(trust);
  let fault = check.begin();
  for await (const record of fault === undefined ? records : []) {
    if (fault === undefined) {
      fault = await check.take(record);
      if (fault !== undefined && !MAY_BE_FURTHER_BACK.has(fault.kind)) break;
    } else if (isSealed(record) && await check.isNext(record.seal)) {
      fault = { kind: "reordered", position: check.next, entryId: record.entry.id };
      break;
    }
  }
  return check.conclude(fault);
}

/** Faults after which the right entry is looked for. */
const MAY_BE_FURTHER_BACK: ReadonlySet<LogFaultKind> = new Set(["missing", "unlinked"]);

class LogCheck {
  readonly #trust: LogTrust;
  /** Heads by the position that must have their hash: kept elsewhere, or met before their entry. */
  readonly #awaited = new Map<number, LogStatement[]>();
  #point: ChainPoint = CHAIN_START;
  #after = 0;
  #begins: LogVerdict["begins"] = "whole";
  #isFirst = true;
  #isEnded = false;
  #kid: string | undefined;
  #head: LogStatement | undefined;
  /** Up to here a signature covers the chain. */
  #covered = 0;
  #sealed = 0;
  #unsealed = 0;
  #compared = 0;

  constructor(trust: LogTrust) {
    this.#trust = trust;
    this.#kid = trust.kid;
  }

  /** Takes the heads that were kept elsewhere. */
  begin(): LogFault | undefined {
    for (const head of this.#trust.heads ?? []) {
      const fault = this.#checkKey(head);
      if (fault !== undefined) return fault;
      this.#await(head);
    }
    return undefined;
  }

  async take(record: LogRecord): Promise<LogFault | undefined> {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (this.#isEnded) return { kind: "misplaced", position: this.#point.position };
    switch (record.record) {
      case "start":
        return isFirst ? this.#startAt(record, "exported") : this.#misplaced(record);
      case "checkpoint":
        return await this.#takeCheckpoint(record);
      case "head":
        return await this.#takeHead(record);
      case "entry":
        return record.seal === undefined
          ? await this.#takeUnsealed(record.entry)
          : await this.#takeSealed(record.entry, record.seal);
      case "end":
        return this.#end(record);
      case "unreadable":
        return { kind: "unreadable", line: record.line, position: this.next };
    }
  }

  /** The position that comes next. */
  get next(): number {
    return this.#point.position + 1;
  }

  /** Whether a seal is the one that comes next, whatever position it has. */
  async isNext({ entryHash, chainHash }: Seal): Promise<boolean> {
    return await hashLink(this.#point, entryHash) === chainHash;
  }

  conclude(fault: LogFault | undefined): LogVerdict {
    const cutOff = fault === undefined && !this.#isEnded;
    return {
      fault: cutOff ? { kind: "cutOff", position: this.#point.position } : fault,
      after: this.#after,
      begins: this.#begins,
      last: this.#point.position,
      sealed: this.#sealed,
      unsealed: this.#unsealed,
      head: this.#head,
      kid: this.#kid,
      compared: this.#compared,
    };
  }

  async #takeSealed(entry: StoredLogEntry, seal: Seal): Promise<LogFault | undefined> {
    const position = this.next;
    const found = { position: seal.position, entryId: entry.id };
    if (seal.position !== position && await this.isNext(seal)) return { kind: "edited", ...found };
    if (seal.position > position) {
      return { kind: "missing", ...range(position, seal.position - 1) };
    }
    if (seal.position < position) return { kind: "repeated", ...found };
    if (this.#unsealed > 0) return { kind: "misplaced", ...found };
    if (await hashEntry(entry) !== seal.entryHash) return { kind: "edited", ...found };
    if (await hashLink(this.#point, seal.entryHash) !== seal.chainHash) {
      return { kind: "unlinked", ...found };
    }
    this.#point = { position, hash: seal.chainHash };
    this.#sealed += 1;
    return await this.#checkOrigin(entry, position) ?? this.#compareHeads();
  }

  async #takeUnsealed(entry: StoredLogEntry): Promise<LogFault | undefined> {
    this.#unsealed += 1;
    return await this.#checkOrigin(entry);
  }

  async #checkOrigin(entry: StoredLogEntry, position?: number): Promise<LogFault | undefined> {
    const isOurs = await this.#trust.isOurs?.(entry) ?? true;
    if (isOurs) return undefined;
    return { kind: "forged", entryId: entry.id, ...(position !== undefined && { position }) };
  }

  async #takeHead(stored: StoredStatement): Promise<LogFault | undefined> {
    const head = await this.#read("head", stored);
    if ("fault" in head) return head.fault;
    if (head.position < this.#point.position) return this.#misplaced(head);
    this.#await(head);
    return this.#compareHeads();
  }

  async #takeCheckpoint(stored: StoredStatement): Promise<LogFault | undefined> {
    const checkpoint = await this.#read("checkpoint", stored);
    if ("fault" in checkpoint) return checkpoint.fault;
    if (checkpoint.position < this.#point.position) return this.#misplaced(checkpoint);
    if (this.#sealed === 0) return this.#startAt(checkpoint, "pruned");
    // A checkpoint has all before it deleted, not only what lies behind entries that are there.
    if (!this.#trust.isLive && this.next <= checkpoint.position) {
      return { kind: "missing", ...range(this.next, checkpoint.position) };
    }
    this.#point = checkpoint;
    this.#covered = checkpoint.position;
    return this.#compareHeads();
  }

  #startAt(point: ChainPoint, begins: "exported" | "pruned"): LogFault | undefined {
    this.#point = point;
    this.#after = point.position;
    this.#begins = begins;
    this.#covered = point.position;
    return this.#compareHeads();
  }

  async #read(
    kind: StatementKind,
    { position, signed }: StoredStatement,
  ): Promise<LogStatement | { readonly fault: LogFault }> {
    const statement = await readStatement(kind, signed);
    if (statement?.position !== position) return { fault: { kind: "badSignature", position } };
    const fault = this.#checkKey(statement);
    return fault === undefined ? statement : { fault };
  }

  #checkKey({ kid, position }: LogStatement): LogFault | undefined {
    this.#kid ??= kid;
    return this.#kid === kid ? undefined : { kind: "foreignKey", position };
  }

  #await(head: LogStatement): void {
    this.#awaited.set(head.position, [...this.#awaited.get(head.position) ?? [], head]);
  }

  /** Compares the heads of the present position with the chain. */
  #compareHeads(): LogFault | undefined {
    const { position, hash } = this.#point;
    const heads = this.#awaited.get(position) ?? [];
    this.#awaited.delete(position);
    for (const head of heads) {
      if (head.hash !== hash) {
        return { kind: "rewritten", ...range(Math.min(this.#covered + 1, position), position) };
      }
      if (this.#trust.heads?.includes(head)) this.#compared += 1;
      else this.#head = head;
    }
    if (heads.length > 0) this.#covered = position;
    return undefined;
  }

  #end(counts: { readonly sealed: number; readonly unsealed: number }): LogFault | undefined {
    this.#isEnded = true;
    const { position } = this.#point;
    const beyond = Math.max(...this.#awaited.keys());
    if (beyond > position) return { kind: "truncated", ...range(position + 1, beyond) };
    if (this.#covered < position) {
      return { kind: "unsigned", ...range(this.#covered + 1, position) };
    }
    const isComplete = counts.sealed === this.#sealed && counts.unsealed === this.#unsealed;
    return isComplete ? undefined : { kind: "missing", position: position + 1 };
  }

  #misplaced({ position }: ChainPoint): LogFault {
    return { kind: "misplaced", position };
  }
}

function isSealed(record: LogRecord): record is SealedLogEntry & { readonly record: "entry" } {
  return record.record === "entry" && record.seal !== undefined;
}

function range(position: number, until: number): { position: number; until?: number } {
  return position === until ? { position } : { position, until };
}
