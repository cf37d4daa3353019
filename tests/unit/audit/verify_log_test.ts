import assert from "node:assert/strict";
import { chainEntries, type StoredLogEntry } from "../../../domain/audit/log_chain.ts";
import type { LogRecord } from "../../../domain/audit/log_record.ts";
import { readStatement, signStatement } from "../../../domain/audit/log_statement.ts";
import type { LogFault, LogTrust } from "../../../domain/audit/log_verdict.ts";
import { verifyLog } from "../../../domain/audit/verify_log.ts";
import { makeLogKey, makeRecords, makeStoredEntry } from "../../support/memory_log.ts";

type EntryRecord = Extract<LogRecord, { record: "entry" }>;

const KEY = await makeLogKey();
const FOREIGN_KEY = await makeLogKey();
/** Nine entries with heads at 3, 6 and 9, and two entries that are not sealed yet. */
const RECORDS = await makeRecords(KEY, { sealed: 9, portion: 3, unsealed: 2 });

const faultOf = async (records: readonly LogRecord[], trust?: LogTrust) =>
  (await verifyLog(records, trust)).fault;

const isAt = (position: number) => (record: LogRecord) =>
  record.record === "entry" && record.seal?.position === position;

function entryAt(position: number): EntryRecord {
  const found = RECORDS.find(isAt(position));
  assert.ok(found?.record === "entry");
  return found;
}

function headAt(index: number): Extract<LogRecord, { record: "head" }> {
  const head = RECORDS.filter(({ record }) => record === "head")[index];
  assert.ok(head?.record === "head");
  return head;
}

/** The records with that of a position replaced. */
function replace(position: number, ...others: readonly LogRecord[]): LogRecord[] {
  return RECORDS.flatMap((record) => isAt(position)(record) ? others : [record]);
}

const without = (...unwanted: readonly LogRecord[]) =>
  RECORDS.filter((record) => !unwanted.includes(record));

function end(sealed: number, unsealed: number): LogRecord {
  return { record: "end", sealed, unsealed };
}

Deno.test("a log that nobody touched is sound; what is not sealed yet is told", async () => {
  const verdict = await verifyLog(RECORDS, { kid: KEY.kid });
  const { fault, begins, after, last, sealed, unsealed, kid, head } = verdict;
  assert.deepEqual(
    { fault, begins, after, last, sealed, unsealed, kid, head: head?.position },
    {
      fault: undefined,
      begins: "whole",
      after: 0,
      last: 9,
      sealed: 9,
      unsealed: 2,
      kid: KEY.kid,
      head: 9,
    },
  );
});

Deno.test("a log in which nothing is sealed yet is sound, and says so", async () => {
  const records = await makeRecords(KEY, { sealed: 0, portion: 3, unsealed: 2 });
  const { fault, last, unsealed, head } = await verifyLog(records);
  assert.deepEqual([fault, last, unsealed, head], [undefined, 0, 2, undefined]);
});

const EDITS: Readonly<Record<keyof StoredLogEntry, Partial<StoredLogEntry>>> = {
  sequence: { sequence: 77 },
  id: { id: "other" },
  at: { at: 1 },
  actor: { actor: "operator:taro" },
  event: { event: "screen.pin" },
  result: { result: "mismatch" },
  clientId: { clientId: null },
  interactionId: { interactionId: "" },
  incidentId: { incidentId: "" },
  accountReference: { accountReference: "another" },
  sealedDetails: { sealedDetails: "sealed-6" },
};

for (const [column, edit] of Object.entries(EDITS)) {
  Deno.test(`an edit of ${column} is found at its entry`, async () => {
    const { entry, seal } = entryAt(5);
    const edited: StoredLogEntry = { ...entry, ...edit };
    const fault = await faultOf(replace(5, { record: "entry", entry: edited, seal }));
    assert.deepEqual(fault, { kind: "edited", position: 5, entryId: edited.id });
  });
}

for (const part of ["entryHash", "chainHash"] as const) {
  Deno.test(`an edit of the ${part} is found at its entry`, async () => {
    const { entry, seal } = entryAt(5);
    assert.ok(seal);
    const other = await makeRecords(KEY, { sealed: 1, portion: 1 });
    assert.ok(other[0]?.record === "entry" && other[0].seal);
    const edited = { ...seal, [part]: other[0].seal[part] };
    const fault = await faultOf(replace(5, { record: "entry", entry, seal: edited }));
    assert.deepEqual([fault?.kind === "edited" || fault?.kind === "unlinked", fault?.position], [
      true,
      5,
    ]);
  });
}

const TAMPERED: Readonly<Record<string, readonly [readonly LogRecord[], LogFault]>> = {
  "a deletion in the middle": [replace(5), { kind: "missing", position: 5 }],
  "a deletion of several": [
    without(entryAt(4), entryAt(5), entryAt(6)),
    { kind: "missing", position: 4, until: 6 },
  ],
  "a deletion at the beginning": [replace(1), { kind: "missing", position: 1 }],
  "a deletion at the end, behind a signed head": [
    without(entryAt(8), entryAt(9)),
    { kind: "truncated", position: 8, until: 9 },
  ],
  "a deletion of the last head": [
    without(headAt(2)),
    { kind: "unsigned", position: 7, until: 9 },
  ],
  "a deletion of what is not sealed": [
    RECORDS.filter((record) => record.record !== "entry" || record.seal !== undefined),
    { kind: "missing", position: 10 },
  ],
  "another order": [
    replace(4, entryAt(5), entryAt(4)).toSpliced(6, 1),
    { kind: "reordered", position: 4, entryId: "entry-4" },
  ],
  "two entries with each other's position": [
    RECORDS.with(RECORDS.indexOf(entryAt(4)), moveTo(4, entryAt(7)))
      .with(RECORDS.indexOf(entryAt(7)), moveTo(7, entryAt(4))),
    { kind: "reordered", position: 4, entryId: "entry-4" },
  ],
  "an entry that comes twice": [
    replace(5, entryAt(5), entryAt(5)),
    { kind: "repeated", position: 5, entryId: "entry-5" },
  ],
  "an entry in the place of another": [
    replace(5, { ...entryAt(6), seal: entryAt(5).seal }),
    { kind: "edited", position: 5, entryId: "entry-6" },
  ],
  "a sealed entry among those that are not": [
    [...without(entryAt(9), headAt(2)).slice(0, -1), entryAt(9), headAt(2), end(9, 2)],
    { kind: "misplaced", position: 9, entryId: "entry-9" },
  ],
  "a head with the signature of another": [
    RECORDS.map((record) =>
      record === headAt(1) ? { ...record, signed: swapSignature(headAt(1), headAt(2)) } : record
    ),
    { kind: "badSignature", position: 6 },
  ],
  "a head that comes too late": [
    [...without(headAt(0), RECORDS.at(-1) ?? headAt(0)), headAt(0), end(9, 2)],
    { kind: "misplaced", position: 3 },
  ],
  "records behind the end": [[...RECORDS, entryAt(9)], { kind: "misplaced", position: 9 }],
  "no end": [RECORDS.slice(0, -1), { kind: "cutOff", position: 9 }],
  "a line that is no record": [
    replace(5, { record: "unreadable", line: 6 }),
    { kind: "unreadable", line: 6, position: 5 },
  ],
  "a beginning in the middle": [
    replace(5, { record: "start", position: 5, hash: entryAt(5).seal?.chainHash ?? "" }),
    { kind: "misplaced", position: 5 },
  ],
};

function moveTo(position: number, { entry, seal }: EntryRecord): LogRecord {
  assert.ok(seal);
  return { record: "entry", entry, seal: { ...seal, position } };
}

function swapSignature(one: { signed: string }, other: { signed: string }): string {
  const [header, payload] = one.signed.split(".");
  return [header, payload, other.signed.split(".")[2]].join(".");
}

for (const [what, [records, fault]] of Object.entries(TAMPERED)) {
  Deno.test(`found: ${what}`, async () => {
    assert.deepEqual(await faultOf(records), fault);
  });
}

/** What a forger can do who knows how the chain is made, but has no key. */
async function forge(
  entries: readonly StoredLogEntry[],
  heads: readonly LogRecord[],
): Promise<LogRecord[]> {
  const chained = await chainEntries({ position: 0, hash: "" }, entries);
  const records = chained.map((sealed): LogRecord => ({ record: "entry", ...sealed }));
  return [...records, ...heads, end(entries.length, 0)];
}

const ENTRIES = Array.from({ length: 9 }, (_, index) => makeStoredEntry(index + 1));

Deno.test("an edit with all hashes made anew is found by the first head behind it", async () => {
  const entries = ENTRIES.map((entry) => entry.sequence === 5 ? { ...entry, result: "x" } : entry);
  const records = await forge(entries, []);
  const interleaved = [3, 6, 9].reduce<LogRecord[]>(
    (all, position, index) => all.toSpliced(all.findIndex(isAt(position)) + 1, 0, headAt(index)),
    records,
  );
  assert.deepEqual(await faultOf(interleaved), { kind: "rewritten", position: 4, until: 6 });
});

Deno.test("an entry that was put in, rightly linked, is found by the one behind it", async () => {
  const inserted = { ...makeStoredEntry(99), result: "forged" };
  const before = { position: 4, hash: entryAt(4).seal?.chainHash ?? "" };
  const [linked] = await chainEntries(before, [inserted]);
  assert.ok(linked);
  const later = [5, 6, 7, 8, 9].map((position) => moveTo(position + 1, entryAt(position)));
  const records = [...RECORDS.slice(0, 5), { record: "entry" as const, ...linked }, ...later];
  assert.deepEqual(await faultOf(records), { kind: "unlinked", position: 6, entryId: "entry-5" });
});

Deno.test("a chain with an entry put in and all hashes made anew is found by the next head", async () => {
  const inserted = { ...makeStoredEntry(99), result: "forged" };
  const forged = await forge(ENTRIES.toSpliced(4, 0, inserted), []);
  const records = forged.toSpliced(9, 0, headAt(2));
  assert.deepEqual(await faultOf(records), { kind: "rewritten", position: 1, until: 9 });
});

Deno.test("a chain made anew with another key is found by whoever knows ours", async () => {
  const forged = await makeRecords(FOREIGN_KEY, { sealed: 9, portion: 3 });
  assert.equal(await faultOf(forged), undefined, "by itself it looks sound");
  assert.deepEqual(await faultOf(forged, { kid: KEY.kid }), { kind: "foreignKey", position: 3 });
  const mixed = RECORDS.map((record) => record === headAt(2) ? forged[11] ?? record : record);
  assert.deepEqual(await faultOf(mixed), { kind: "foreignKey", position: 9 });
});

Deno.test("a head is no checkpoint: nobody can have the beginning pass for deleted", async () => {
  const records: LogRecord[] = [{ ...headAt(0), record: "checkpoint" }, ...RECORDS.slice(4)];
  assert.equal((await faultOf(records))?.kind, "badSignature");
});

Deno.test("behind a checkpoint the rest is sound, and what else is missing is found", async () => {
  const point = { position: 3, hash: entryAt(3).seal?.chainHash ?? "" };
  const { signed } = await signStatement(KEY, "checkpoint", point, 1);
  const rest = without(entryAt(1), entryAt(2), entryAt(3), headAt(0)).slice(0, -1);
  const records: LogRecord[] = [{ record: "checkpoint", position: 3, signed }, ...rest, end(6, 2)];
  const { fault, begins, after } = await verifyLog(records);
  assert.deepEqual([fault, begins, after], [undefined, "pruned", 3]);
  const lacking = records.filter((record) => record !== entryAt(4));
  assert.deepEqual(await faultOf(lacking), { kind: "missing", position: 4 });
});

Deno.test("a part of the log is sound by itself, and says that it is a part", async () => {
  const start = { record: "start", position: 3, hash: entryAt(3).seal?.chainHash ?? "" } as const;
  const rest = without(entryAt(1), entryAt(2), entryAt(3), headAt(0)).slice(0, -1);
  const { fault, begins, after } = await verifyLog([start, ...rest, end(6, 2)]);
  assert.deepEqual([fault, begins, after], [undefined, "exported", 3]);
  const wrong = { ...start, hash: entryAt(2).seal?.chainHash ?? "" };
  assert.equal((await faultOf([wrong, ...rest, end(6, 2)]))?.kind, "unlinked");
});

Deno.test("a tail that was removed with its heads is found by a head that was kept elsewhere", async () => {
  const kept = await readStatement("head", headAt(2).signed);
  assert.ok(kept);
  const shorter = [...RECORDS.slice(0, 8), end(6, 0)];
  assert.equal(await faultOf(shorter), undefined, "by itself it looks sound");
  assert.deepEqual(await faultOf(shorter, { heads: [kept] }), {
    kind: "truncated",
    position: 7,
    until: 9,
  });
  assert.equal((await verifyLog(RECORDS, { heads: [kept] })).compared, 1);
});

Deno.test("a history written anew by who has the key is found by a head that was kept elsewhere", async () => {
  const kept = await readStatement("head", headAt(1).signed);
  assert.ok(kept);
  const entries = ENTRIES.map((entry) => entry.sequence === 5 ? { ...entry, result: "x" } : entry);
  const chained = await chainEntries({ position: 0, hash: "" }, entries);
  const point = { position: 9, hash: chained.at(-1)?.seal.chainHash ?? "" };
  const { signed } = await signStatement(KEY, "head", point, 1);
  const records = await forge(entries, [{ record: "head", position: 9, signed }]);
  assert.equal(await faultOf(records, { kid: KEY.kid }), undefined);
  assert.deepEqual(await faultOf(records, { heads: [kept] }), {
    kind: "rewritten",
    position: 1,
    until: 6,
  });
});

Deno.test("an entry whose details the gateway has not encrypted is found, sealed or not", async () => {
  const isOurs = (foreign: string) => ({ id }: StoredLogEntry) => Promise.resolve(id !== foreign);
  assert.deepEqual(await faultOf(RECORDS, { isOurs: isOurs("entry-5") }), {
    kind: "forged",
    position: 5,
    entryId: "entry-5",
  });
  assert.deepEqual(await faultOf(RECORDS, { isOurs: isOurs("entry-11") }), {
    kind: "forged",
    entryId: "entry-11",
  });
});
