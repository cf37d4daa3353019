/** Backups and what comes back of them, from and to each kind of database. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../../adapters/libsql/open_database.ts";
import { encodeBase64Url } from "../../../domain/ids.ts";
import { makeConsent } from "../../contract/repository_fixture.ts";
import { IDS, openBackupFixture, TABLES } from "../../support/backup_places.ts";

for (const from of ["file", "server"] as const) {
  for (const to of ["file", "server"] as const) {
    Deno.test(`what lasts comes back whole: backed up from a ${from}, restored to a ${to}`, async () => {
      await using fixture = await openBackupFixture();
      const { source, backup } = await fixture.openBackedUp(IDS, from);
      assert.equal(((await Deno.stat(backup)).mode ?? 0) & 0o777, 0o600);
      const target = await fixture.open(to);
      const { code, faults, answer } = await target.run(
        ["restore", backup, "--ended-grants", "none"],
      );
      assert.deepEqual([code, faults], [0, ""]);
      assert.deepEqual([answer.endedGrants, answer.activeGrants], [0, 3]);
      const [before, after] = [await source.readTables(), await target.readTables()];
      const log = TABLES.indexOf("operation_log");
      // The end of the backup is in the source alone, the restoring in the target alone.
      assert.deepEqual(after[log]?.slice(0, -1), before[log]?.slice(0, -1));
      assert.equal(after[log]?.length, 5);
      const others = (tables: readonly string[][]) => tables.filter((_, index) => index !== log);
      assert.deepEqual(others(after), others(before));
      const entries = await target.withStorage(({ stores }) =>
        stores.operationLog.search({ limit: 9 })
      );
      assert.deepEqual(entries.at(-1)?.event, "operator.restore");
      const verified = await target.run(["log", "verify"]);
      assert.deepEqual([verified.code, verified.answer.result], [0, "sound"]);
      assert.equal(verified.answer.sealed, 3);
      assert.equal(
        (await Array.fromAsync(Deno.readDir(fixture.folder))).filter(({ name }) =>
          name.startsWith(".")
        ).length,
        0,
      );
    });
  }
}

Deno.test("without a list of what was ended since, restoring ends every grant, and says so in the log", async () => {
  await using fixture = await openBackupFixture();
  const { backup } = await fixture.openBackedUp(IDS);
  const target = await fixture.open("file");
  const { answer } = await target.run(["restore", backup]);
  assert.deepEqual([answer.endedGrants, answer.activeGrants], [3, 0]);
  assert.deepEqual(await target.activeGrants(), []);
  await target.withStorage(async ({ stores }) => {
    const entries = await stores.operationLog.search({ limit: 100 });
    const ends = entries.filter(({ event }) => event === "grant.end");
    assert.deepEqual(ends.map(({ details }) => details["grantId"]).toSorted(), IDS.toSorted());
    const marks = await stores.ephemeral.list("grant:", Date.now());
    assert.deepEqual(marks.map(({ value }) => value), ["ended", "ended", "ended"]);
  });
});

Deno.test("with a list, exactly those grants are ended; unknown ones are counted", async () => {
  await using fixture = await openBackupFixture();
  const { source, backup } = await fixture.openBackedUp(IDS);
  const target = await fixture.open("file");
  await source.run(["grant", "end", String(IDS[1])]);
  const log: readonly { readonly event?: string }[] = (await source.run(["log", "export"])).answer;
  const ends = log.filter(({ event }) => event === "grant.end").map((entry) =>
    JSON.stringify(entry)
  );
  assert.equal(ends.length, 1);
  const later = encodeBase64Url(new Uint8Array(32));
  const list = { "ended.txt": `${ends.join("\n")}\n${later}\n${IDS[1]}\n` };
  const words = ["restore", backup, "--ended-grants", "ended.txt"];
  for (const line of ['{"event":"grant.ended"}', '{"event":"screen.pin"}', "Started."]) {
    assert.equal((await target.run(words, { "ended.txt": line })).code, 2, line);
  }
  const { answer } = await target.run(words, list);
  assert.deepEqual([answer.endedGrants, answer.activeGrants, answer.unknownGrants], [1, 2, 1]);
  assert.deepEqual(await target.activeGrants(), [IDS[0], IDS[2]]);
});

Deno.test("a backup overwrites nothing, and leaves nothing behind when it fails", async () => {
  await using fixture = await openBackupFixture();
  const source = await fixture.open("file");
  await source.fill([]);
  const taken = join(fixture.folder, "taken");
  await Deno.writeTextFile(taken, "precious");
  const { code, faults } = await source.run(["backup", taken]);
  assert.equal(code, 1);
  assert.match(faults, /上書きはしません/);
  assert.equal(await Deno.readTextFile(taken), "precious");
  const names = (await Array.fromAsync(Deno.readDir(fixture.folder))).map(({ name }) => name);
  assert.deepEqual(names.toSorted(), ["place-1", "taken"]);
});

Deno.test("a backup is one moment: of grants that are recorded meanwhile each has its mail and its entry", async () => {
  for (const kind of ["file", "server"] as const) {
    await using fixture = await openBackupFixture();
    const source = await fixture.open(kind);
    await source.fill(IDS);
    const backup = join(fixture.folder, "backup.db");
    let isDone = false;
    let recorded = 0;
    const writing = source.withStorage(async ({ stores }) => {
      while (!isDone) {
        await stores.grants.recordConsent(makeConsent(`later-${recorded += 1}`));
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    });
    const { code } = await source.run(["backup", backup]);
    isDone = true;
    await writing;
    assert.equal(code, 0);
    assert.ok(recorded > 0);
    const copy = await openDatabase(`file:${backup}`, undefined, "NORMAL");
    const rows = await copy.read(["consent_grant", "notice"].map((table) => ({
      sql: `SELECT id FROM ${table} ORDER BY id`,
    })));
    assert.deepEqual(rows[0], rows[1]);
    const entries = await copy.read([{
      sql: "SELECT id FROM operation_log WHERE event = 'consent' ORDER BY id",
    }]);
    assert.deepEqual(entries[0], rows[0]);
    copy.close();
  }
});
