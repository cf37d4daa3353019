import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogRecord } from "../../domain/audit/log_record.ts";
import { verifyLog } from "../../domain/audit/verify_log.ts";
import { describeRecord, parseRecords } from "../../tools/operator/log_file.ts";
import { makeLogKey, makeRecords } from "../support/memory_log.ts";

/** Twelve sealed entries with three heads, and the end. */
const RECORDS = await makeRecords(await makeLogKey(), { sealed: 12, portion: 4 });
const LINES = RECORDS.map((record) => JSON.stringify(describeRecord(record)));
const ENTRIES = LINES.filter((line) => line.includes('"record":"entry"'));

const place = fc.nat({ max: LINES.length - 1 });

async function* toLines(lines: readonly string[]): AsyncGenerator<string> {
  await Promise.resolve();
  yield* lines;
}

async function findFault(lines: readonly string[]): Promise<string | undefined> {
  return (await verifyLog(parseRecords(toLines(lines)))).fault?.kind;
}

const areSameEntries = (lines: readonly string[]) =>
  lines.filter((line) => line.includes('"record":"entry"')).join() === ENTRIES.join();

Deno.test("an export is read as what was written", async () => {
  const records: LogRecord[] = await Array.fromAsync(parseRecords(toLines(LINES)));
  assert.deepEqual(records, RECORDS);
  assert.equal(await findFault(LINES), undefined);
});

Deno.test("whichever lines are removed, repeated or moved: if they are entries, it is found", async () => {
  const change = fc.oneof(
    fc.record({ removed: place, count: fc.integer({ min: 1, max: 12 }) }).map((
      { removed, count },
    ) => LINES.toSpliced(removed, count)),
    fc.record({ from: place, to: place }).map(({ from, to }) =>
      LINES.toSpliced(to, 0, LINES[from] ?? "")
    ),
    fc.record({ from: place, to: place }).map(({ from, to }) =>
      LINES.toSpliced(from, 1).toSpliced(to, 0, LINES[from] ?? "")
    ),
    fc.record({ one: place, other: place }).map(({ one, other }) =>
      LINES.with(one, LINES[other] ?? "").with(other, LINES[one] ?? "")
    ),
  ).filter((lines) => !areSameEntries(lines));
  await fc.assert(
    fc.asyncProperty(change, async (lines) => {
      assert.notEqual(await findFault(lines), undefined);
    }),
    { numRuns: 200, seed: 16 },
  );
});

Deno.test("whichever character is changed is found", async () => {
  const printable = fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code));
  const change = fc.record({ line: place, at: fc.nat({ max: 700 }), character: printable });
  await fc.assert(
    fc.asyncProperty(change, async ({ line, at, character }) => {
      const text = LINES[line] ?? "";
      const changed = text.slice(0, at) + character + text.slice(at + 1);
      // The last character of a signature has bits that mean nothing (RFC 4648, 3.5).
      const isSpare = text.slice(at + 1) === '"}' && text.includes('"signed"');
      fc.pre(at < text.length && changed !== text && !isSpare);
      assert.notEqual(await findFault(LINES.with(line, changed)), undefined);
    }),
    { numRuns: 300, seed: 16 },
  );
});
