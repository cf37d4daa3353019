import assert from "node:assert/strict";
import { openDatabase } from "../../../adapters/libsql/open_database.ts";
import { openOperator, type OperatorFixture } from "../../support/operator.ts";
import { pruneLog, sealLog, tamper } from "../../support/sealing.ts";

const DAY = 86_400_000;

/** Three sealed entries, `e-1` to `e-3`, and one that is not, `late`. */
async function openSealed(): Promise<OperatorFixture> {
  const operator = await openOperator();
  await append(operator, "e-1", "e-2", "e-3");
  await sealLog(operator.stores, operator.clock.now());
  await append(operator, "late");
  return operator;
}

async function append({ stores, clock }: OperatorFixture, ...ids: readonly string[]) {
  await stores.operationLog.append(ids.map((id) => ({
    id,
    at: clock.now(),
    actor: "customer",
    event: "screen.customer",
    result: "ok",
    details: { enteredName: "ﾃﾞｰﾀ ﾊﾅｺ" },
  })));
}

/** Runs `log verify` with `--json`, whatever its exit code. */
async function verify(operator: OperatorFixture, ...words: readonly string[]) {
  const { code, output, faults } = await operator.run("log", "verify", ...words, "--json");
  assert.equal(faults, "");
  return { code, ...JSON.parse(output) };
}

async function exportTo(operator: OperatorFixture, path: string, ...words: readonly string[]) {
  const { code, output } = await operator.run("log", "export", ...words);
  assert.equal(code, 0);
  return operator.files[path] = output;
}

Deno.test("log export is verified offline, line by line or as one array, and tells nothing personal", async () => {
  await using operator = await openSealed();
  const lines = await exportTo(operator, "log.jsonl");
  await exportTo(operator, "log.json", "--json");
  assert.doesNotMatch(lines, /ﾃﾞｰﾀ|enteredName/);
  for (const [path, unsealed] of [["log.jsonl", 2], ["log.json", 3]] as const) {
    const { code, id, result, begins, first, last, ...rest } = await verify(operator, path);
    assert.deepEqual([code, id, result, begins], [0, "operation-log", "sound", "whole"]);
    assert.deepEqual([first, last, rest.unsealed], [1, 3, unsealed], "and each export's own entry");
    assert.equal(rest.kid, (await operator.stores.logKeys.read())?.kid);
  }
  const { output } = await operator.run("log", "verify", "log.jsonl");
  assert.match(output, /result: sound/);
});

const EDITS: Readonly<Record<string, readonly [RegExp, string, Record<string, unknown>]>> = {
  "a text": [/"ok"/, '"no"', { fault: "edited", position: 1, entryId: "e-1" }],
  "a line that is gone": [/.*"e-2".*\n/, "", { fault: "missing", position: 2 }],
  "a word beside what is checked": [
    /"event"/,
    '"details":"I am not checked","event"',
    { fault: "unreadable", line: 1 },
  ],
  "a label of a head": [/"head-3"/, '"head-4"', { fault: "unreadable", line: 4 }],
  "a position": [/"position":2/, '"position":4', { fault: "edited", entryId: "e-2" }],
  "what is not JSON": [/\{/, "", { fault: "unreadable", line: 1 }],
  "the end": [/.*"end".*\n/, "", { fault: "cutOff" }],
};

Deno.test("log verify names the first fault of a file, with exit code 1", async () => {
  await using operator = await openSealed();
  const text = await exportTo(operator, "log.jsonl");
  for (const [what, [pattern, replacement, expected]] of Object.entries(EDITS)) {
    operator.files["edited"] = text.replace(pattern, replacement);
    const { code, result, explanation, ...rest } = await verify(operator, "edited");
    assert.deepEqual([code, result], [1, "faulty"], what);
    assert.match(explanation, /[ぁ-ん]/);
    for (const [name, value] of Object.entries(expected)) assert.equal(rest[name], value, what);
  }
  operator.files["cut"] = text.slice(0, -40);
  assert.equal((await verify(operator, "cut")).fault, "unreadable");
  operator.files["empty"] = "";
  assert.equal((await verify(operator, "empty")).fault, "cutOff");
});

Deno.test("log verify FILE needs no gateway, log verify looks into the database and is logged", async () => {
  await using operator = await openSealed();
  await exportTo(operator, "log.jsonl");
  const count = async () => (await operator.stores.operationLog.search({ limit: 99 })).length;
  const before = await count();
  assert.equal((await verify(operator, "log.jsonl")).code, 0);
  assert.equal(await count(), before);
  const { code, last, unsealed } = await verify(operator);
  assert.deepEqual([code, last, unsealed], [0, 3, 2]);
  assert.equal(await count(), before + 1);
});

Deno.test("log verify finds in the database what was changed, and what others have written", async () => {
  await using operator = await openSealed();
  const change = (sql: string) =>
    tamper(() => openDatabase(operator.databaseUrl, undefined, "NORMAL"), sql);
  await change(`INSERT INTO operation_log (id, at, actor, event, result, sealed_details)
    SELECT 'x', at, actor, event, result, sealed_details FROM operation_log WHERE id = 'e-1'`);
  const forged = await verify(operator);
  assert.deepEqual([forged.code, forged.fault, forged.entryId], [1, "forged", "x"]);
  await change("UPDATE operation_log SET actor = 'system' WHERE id = 'e-2'");
  const edited = await verify(operator);
  assert.deepEqual([edited.code, edited.fault, edited.position], [1, "edited", 2]);
  const entries = await operator.stores.operationLog.search({ afterSequence: 5, limit: 9 });
  assert.deepEqual(entries.map(({ event, result }) => [event, result]), [
    ["operator.log.verify", "failed"],
    ["operator.log.verify", "failed"],
  ]);
});

Deno.test("a head that was kept elsewhere finds a log that lost its end", async () => {
  await using operator = await openSealed();
  const kept = await operator.run("log", "head", "--json");
  const { id, position, kid } = JSON.parse(kept.output);
  assert.deepEqual([id, position], ["head-3", 3]);
  operator.files["head.json"] = kept.output;
  operator.files["gateway.log"] = [
    JSON.stringify({ event: "started" }),
    JSON.stringify({ event: "log.sealed", signed: JSON.parse(kept.output).signed }),
  ].join("\n");
  await exportTo(operator, "log.jsonl");
  for (const head of ["head.json", "gateway.log"]) {
    for (const file of [["log.jsonl"], []]) {
      const sound = await verify(operator, ...file, "--head", head);
      assert.deepEqual([sound.code, sound.kid], [0, kid]);
      assert.equal(sound.keptHeads, "1 of 1 compared");
    }
  }
  await tamper(
    () => openDatabase(operator.databaseUrl, undefined, "NORMAL"),
    "DELETE FROM operation_log WHERE position IS NOT NULL",
    "DELETE FROM log_head",
  );
  assert.equal((await verify(operator)).code, 0, "by itself the rest looks sound");
  const lost = await verify(operator, "--head", "head.json");
  assert.deepEqual([lost.code, lost.fault, lost.position, lost.until], [1, "truncated", 1, 3]);
});

Deno.test("log verify refuses a file without a sound head, and log head a log without one", async () => {
  await using operator = await openOperator();
  assert.equal((await operator.run("log", "head")).code, 1);
  await append(operator, "e-1");
  await sealLog(operator.stores, operator.clock.now());
  const { signed } = (await operator.json("log", "head"))[0] ?? {};
  operator.files["none"] = "nothing signed";
  operator.files["wrong"] = String(signed).replace(/.{6}$/, "AAAAAA");
  for (const path of ["none", "wrong"]) {
    assert.equal((await operator.run("log", "verify", "--head", path)).code, 2);
  }
  assert.equal((await operator.run("log", "verify", "missing.jsonl")).code, 1);
  await tamper(
    () => openDatabase(operator.databaseUrl, undefined, "NORMAL"),
    `UPDATE log_head SET signed = '${operator.files["wrong"]}'`,
  );
  assert.equal((await operator.run("log", "head")).code, 1);
});

Deno.test("log export --from and --to write a part that verifies by itself", async () => {
  await using operator = await openSealed();
  operator.clock.advance(DAY);
  await append(operator, "next-1", "next-2");
  await sealLog(operator.stores, operator.clock.now());
  operator.clock.advance(DAY);
  await append(operator, "last");
  await sealLog(operator.stores, operator.clock.now());
  const part = async (...words: readonly string[]) => {
    await exportTo(operator, "part", ...words);
    const { code, begins, first, last, unsealed } = await verify(operator, "part");
    return [code, begins, first, last, unsealed];
  };
  // 4 was `late`.
  assert.deepEqual(await part("--from", "2026-12-01"), [0, "exported", 5, 7, 1]);
  assert.deepEqual(await part("--to", "2026-12-01"), [0, "whole", 1, 6, 0]);
  assert.deepEqual(await part("--from", "2026-12-01", "--to", "2026-12-02"), [
    0,
    "exported",
    5,
    6,
    0,
  ]);
  assert.deepEqual(await part("--to", "2026-11-01"), [0, "whole", undefined, undefined, 0]);
  assert.deepEqual(await part("--from", "2027-01-01"), [0, "exported", undefined, undefined, 5]);
});

Deno.test("after retention the export begins with its checkpoint, and older heads cannot be compared", async () => {
  await using operator = await openSealed();
  operator.files["head.json"] = (await operator.run("log", "head", "--json")).output;
  operator.clock.advance(400 * DAY);
  await append(operator, "new");
  await sealLog(operator.stores, operator.clock.now());
  await pruneLog(operator.stores, operator.clock.now(), 390);
  operator.clock.advance(400 * DAY);
  await append(operator, "newer");
  await sealLog(operator.stores, operator.clock.now());
  await pruneLog(operator.stores, operator.clock.now(), 390);
  await exportTo(operator, "log.jsonl");
  const { code, begins, first, keptHeads } = await verify(
    operator,
    "log.jsonl",
    "--head",
    "head.json",
  );
  assert.deepEqual([code, begins, keptHeads], [0, "pruned", "0 of 1 compared"]);
  assert.equal(first, 7);
});
