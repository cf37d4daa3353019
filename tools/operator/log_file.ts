/** The operation log in a file: one record a line, or a JSON array of them. */
import { z } from "zod";
import type { LogRecord } from "../../domain/audit/log_record.ts";
import { type LogStatement, readStatement } from "../../domain/audit/log_statement.ts";
import { type GrantId, parseGrantId } from "../../domain/ids.ts";
import type { Entry } from "./command.ts";
import { UsageError } from "./faults.ts";

const COUNT = z.int().nonnegative();
const TEXT = z.string();

const ENTRY = {
  id: TEXT,
  record: z.literal("entry"),
  sequence: z.int(),
  at: z.int(),
  actor: TEXT,
  event: TEXT,
  result: TEXT,
  clientId: TEXT.nullable(),
  interactionId: TEXT.nullable(),
  incidentId: TEXT.nullable(),
  accountReference: TEXT.nullable(),
  sealedDetails: TEXT,
};
const SEAL = { position: z.int(), entryHash: TEXT, chainHash: TEXT };
const SIGNED = { id: TEXT, position: COUNT, signed: TEXT };

/** Nothing that is not checked may stand beside what is. */
const LINE = z.union([
  z.strictObject({ ...ENTRY, ...SEAL }),
  z.strictObject(ENTRY),
  z.strictObject({ ...SIGNED, record: z.literal("head") }),
  z.strictObject({ ...SIGNED, record: z.literal("checkpoint") }),
  z.strictObject({ id: TEXT, record: z.literal("start"), position: COUNT, hash: TEXT }),
  z.strictObject({ id: TEXT, record: z.literal("end"), sealed: COUNT, unsealed: COUNT }),
]);

/** How the end of a grant is told: by the gateway's own log, and by the operation log, in an entry's id. */
const GRANT_ENDED = z.union([
  z.object({ event: z.literal("grant.ended"), grantId: TEXT }).transform(({ grantId }) => grantId),
  z.object({ event: z.literal("grant.end"), id: TEXT }).transform(({ id }) => id.split(":")[1]),
]);

/** A compact JWS, wherever it stands in a text. */
const SIGNED_TEXT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** How a record is printed. */
export function describeRecord(record: LogRecord): Entry {
  const id = idOf(record);
  if (record.record !== "entry") return { id, ...record };
  const { seal, entry } = record;
  return { ...entry, ...seal, record: "entry" };
}

/** Reads the lines of a file. What is no record is given back as such. */
export async function* parseRecords(lines: AsyncIterable<string>): AsyncGenerator<LogRecord> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const text = line.trim().replace(/,$/, "");
    if (["", "[", "]"].includes(text)) continue;
    yield parseRecord(text) ?? { record: "unreadable", line: number };
  }
}

/**
 * The signed heads in a file: what `log head` printed, or lines of the gateway's own log. Throws
 * `UsageError` when there is none, or one whose signature is wrong.
 */
export async function parseHeads(lines: AsyncIterable<string>): Promise<readonly LogStatement[]> {
  const heads: LogStatement[] = [];
  for await (const line of lines) {
    for (const [signed] of line.matchAll(SIGNED_TEXT)) {
      const head = await readStatement("head", signed);
      if (head !== undefined) heads.push(head);
      else if (await readStatement("checkpoint", signed) === undefined) {
        throw new UsageError("--head のファイルに、署名の正しくないものがあります");
      }
    }
  }
  if (heads.length === 0) throw new UsageError("--head のファイルに、署名された先頭がありません");
  return heads;
}

/**
 * The grants that were ended, from lines of the gateway's own log, of an export, or with an id alone; a
 * consent that was taken back by the id of its interaction. Throws `UsageError` for any other line:
 * what is no list must not pass for an empty one.
 */
export async function parseEndedGrants(lines: AsyncIterable<string>): Promise<readonly GrantId[]> {
  const ids: GrantId[] = [];
  for await (const line of lines) {
    const text = line.trim();
    if (text === "") continue;
    const id = parseGrantId(GRANT_ENDED.safeParse(parseJson(text)).data ?? text);
    if (id === undefined) throw new UsageError(`連携のIDでも、終了の記録でもありません: ${text}`);
    ids.push(id);
  }
  return ids;
}

function parseRecord(text: string): LogRecord | undefined {
  const parsed = LINE.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const record = toRecord(parsed.data);
  return idOf(record) === parsed.data.id ? record : undefined;
}

function toRecord(line: z.infer<typeof LINE>): LogRecord {
  if (line.record !== "entry") {
    const { id: _id, ...record } = line;
    return record;
  }
  const { record: _, ...entry } = line;
  if (!("position" in entry)) return { record: "entry", entry, seal: undefined };
  const { position, entryHash, chainHash, ...stored } = entry;
  return { record: "entry", entry: stored, seal: { position, entryHash, chainHash } };
}

function idOf(record: LogRecord): string {
  if (record.record === "entry") return record.entry.id;
  if (record.record !== "head" && record.record !== "checkpoint") return record.record;
  return `${record.record}-${record.position}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
