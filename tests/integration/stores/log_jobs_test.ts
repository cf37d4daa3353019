/** The running gateway seals its operation log and deletes what is too old. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { LogFields, StructuredLog } from "../../../adapters/log/structured_log.ts";
import type { Stores } from "../../../adapters/open_stores.ts";
import { openGateway } from "../../../composition/gateway.ts";
import { createLogSealer, pruneLog } from "../../../composition/log_jobs.ts";
import { loadConfig } from "../../../config.ts";
import { LOG_PORTION } from "../../../domain/audit/sealed_log.ts";
import { readStatement } from "../../../domain/audit/log_statement.ts";
import { makeEntry, openFile } from "../../contract/repository_fixture.ts";
import { ManualClock } from "../../support/clock.ts";
import { createTestKeyFactory } from "../../support/key_factory.ts";
import { sealLog, tamper, verifyStored } from "../../support/sealing.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

/** A log of the gateway in which one can wait for a line. */
function createAwaitedLog(event: string): { log: StructuredLog; line: Promise<LogFields> } {
  const { promise, resolve, reject } = Promise.withResolvers<LogFields>();
  const write: StructuredLog["write"] = (_severity, written, fields = {}) => {
    if (written === event) resolve(fields);
    if (written === "job.failed") reject(new Error(JSON.stringify(fields)));
  };
  return { log: { write }, line: promise };
}

Deno.test("a gateway seals new entries, and deletes them in the end; each head and checkpoint is a log line", async () => {
  await using directory = await makeTempDir();
  const config = loadConfig({
    KAKEHASHI_DATABASE_URL: `file:${join(directory.path, "kakehashi.db")}`,
    KAKEHASHI_LOG_RETENTION_DAYS: "365",
  });
  const clock = new ManualClock("2026-11-30T10:00:00+09:00");
  const start = (log: StructuredLog) =>
    openGateway(config, { clock, log, keyFactory: createTestKeyFactory() });

  const sealed = createAwaitedLog("log.sealed");
  const first = await start(sealed.log);
  await first.storage.stores.operationLog.append([makeEntry("a", { at: clock.now() })]);
  // The rounds that are in progress, and one that seals.
  for (let round = 0; round < 2; round += 1) await first.runJobs();
  const head = await sealed.line;
  await first.close();
  const statement = await readStatement("head", String(head["signed"]));
  assert.deepEqual([statement?.position, statement?.kid], [1, head["kid"]]);

  clock.advance(366 * 86_400_000);
  const refused = createAwaitedLog("log.not_pruned");
  const late = await start(refused.log);
  assert.equal((await refused.line)["position"], 1, "nothing bears out the time");
  await late.close();

  const pruned = createAwaitedLog("log.pruned");
  const third = await start(pruned.log);
  try {
    await third.storage.stores.operationLog.append([makeEntry("b", { at: clock.now() })]);
    // The rounds that are in progress, one that seals, one that deletes.
    for (let round = 0; round < 3; round += 1) await third.runJobs();
    const checkpoint = await pruned.line;
    assert.deepEqual([checkpoint["position"], checkpoint["entries"]], [1, 1]);
    const { fault, begins } = await verifyStored(third.storage.stores);
    assert.deepEqual([fault, begins], [undefined, "pruned"]);
  } finally {
    await third.close();
  }
});

Deno.test("deleting from the log ends between two portions when the gateway stops", async () => {
  await using database = await openFile();
  const { stores } = database;
  const clock = new ManualClock("2026-11-30T10:00:00+09:00");
  const at = clock.now() - 400 * 86_400_000;
  const ids = Array.from({ length: 2 * LOG_PORTION }, (_, index) => `e-${index}`);
  await stores.operationLog.append(ids.map((id) => makeEntry(id, { at })));
  await sealLog(stores, clock.now());
  const stopping = new AbortController();
  const counts: unknown[] = [];
  const log: StructuredLog = {
    write(_severity, _event, fields) {
      counts.push(fields?.["entries"]);
      stopping.abort();
    },
  };
  const surroundings = { stores, clock, log, retentionDays: 365 };
  await pruneLog(surroundings, stopping.signal);
  assert.deepEqual(counts, [LOG_PORTION]);
  await pruneLog(surroundings, stopping.signal);
  assert.deepEqual(counts, [LOG_PORTION]);
  await pruneLog(surroundings, new AbortController().signal);
  assert.deepEqual(counts, [LOG_PORTION, LOG_PORTION]);
});

Deno.test("an idle gateway tells that nothing is deleted from its log only when something is due", async () => {
  await using database = await openFile();
  const { stores } = database;
  const clock = new ManualClock("2026-11-30T10:00:00+09:00");
  await stores.operationLog.append([makeEntry("a", { at: clock.now() })]);
  await sealLog(stores, clock.now());
  const events: string[] = [];
  const log: StructuredLog = {
    write: (severity, event) => void events.push(`${severity} ${event}`),
  };
  const prune = () =>
    pruneLog({ stores, clock, log, retentionDays: 365 }, new AbortController().signal);
  for (const days of [1, 364]) {
    clock.advance(days * 86_400_000);
    await prune();
    assert.deepEqual(events, []);
  }
  clock.advance(1);
  await prune();
  assert.deepEqual(events, ["warning log.not_pruned"]);
  assert.equal((await stores.operationLog.search({ limit: 9 })).length, 1);
});

/** An instance that seals the log of a database, with what it tells. */
function startSealer(stores: Stores) {
  const events: string[] = [];
  const seal = createLogSealer({
    stores,
    clock: new ManualClock("2026-11-30T10:00:00+09:00"),
    log: { write: (severity, event) => void events.push(`${severity} ${event}`) },
    factory: createTestKeyFactory(),
  });
  /** A round, after an entry was written if one is named; answers with what it told. */
  return async (id?: string) => {
    if (id !== undefined) await stores.operationLog.append([makeEntry(id)]);
    await seal();
    return events.splice(0);
  };
}

const PUT_BACK = "error log.put_back";
const KEY_MADE = "warning log.key_made";
const SEALED = "info log.sealed";

Deno.test("an instance tells when the log goes on before a head that it has signed, and of each new key", async () => {
  await using database = await openFile();
  const { stores, open } = database;
  const round = startSealer(stores);
  assert.deepEqual(await round(), []);
  assert.deepEqual(await round("a"), [KEY_MADE, SEALED]);
  assert.deepEqual(await round("b"), [SEALED]);
  await tamper(
    open,
    "DELETE FROM operation_log WHERE position = 2",
    "DELETE FROM log_head WHERE position = 2",
  );
  assert.deepEqual(await round("c"), [PUT_BACK, SEALED]);
  assert.deepEqual(await round("d"), [SEALED], "once");
  await tamper(
    open,
    ...["operation_log", "log_head", "log_key"].map((table) => `DELETE FROM ${table}`),
  );
  assert.deepEqual(await round("e"), [PUT_BACK, KEY_MADE, SEALED]);
});

Deno.test("an instance tells when the log does not go on behind a head that another has signed", async () => {
  for (const later of [["c"], ["c", "d"]]) {
    await using database = await openFile();
    const { stores, peer, open } = database;
    const [witness, sealer] = [startSealer(stores), startSealer(peer)];
    for (const id of ["a", "b"]) {
      await sealer(id);
      assert.deepEqual(await witness(), []);
    }
    await tamper(
      open,
      "DELETE FROM operation_log WHERE position = 2",
      "DELETE FROM log_head WHERE position = 2",
    );
    const restarted = startSealer(peer);
    for (const id of later) assert.deepEqual(await restarted(id), [SEALED]);
    assert.deepEqual(await witness(), [PUT_BACK]);
    assert.deepEqual(await witness(), [], "once");
  }
});
