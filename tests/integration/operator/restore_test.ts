/** What is not restored, and that nothing is there afterwards. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { restore } from "../../../adapters/libsql/backup.ts";
import { DATABASE_SCHEMA } from "../../../adapters/libsql/database_schema.ts";
import { migrate } from "../../../adapters/libsql/migrate.ts";
import { openDatabase, toPath } from "../../../adapters/libsql/open_database.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { IDS, openBackupFixture, Place } from "../../support/backup_places.ts";
import { startHrana } from "../../support/hrana_bridge.ts";

/** What is wrong → what makes it so, given a sound backup and an empty place; and the words for it. */
const REFUSALS: Readonly<
  Record<
    string,
    { readonly spoil: (backup: string, target: Place) => Promise<unknown>; readonly words: RegExp }
  >
> = {
  "no file at all": { spoil: (backup) => Deno.remove(backup), words: /壊れています/ },
  "a file that was cut off": {
    spoil: (backup) => Deno.truncate(backup, 40_000),
    words: /壊れています/,
  },
  "a file with a changed page": {
    spoil: async (backup) => {
      using file = await Deno.open(backup, { write: true });
      await file.seek(5 * 4096, Deno.SeekMode.Start);
      await file.write(new Uint8Array(4096).fill(7));
    },
    words: /壊れています/,
  },
  "a text": { spoil: (backup) => Deno.writeTextFile(backup, "no database"), words: /壊れています/ },
  "another program's database": {
    spoil: async (backup) => {
      await Deno.remove(backup);
      const other = await openDatabase(`file:${backup}`, undefined, "NORMAL");
      await other.write([{ sql: "PRAGMA journal_mode = DELETE" }]);
      await other.write([{ sql: "CREATE TABLE client (id TEXT)" }]);
      other.close();
    },
    words: /このプログラムのものでない/,
  },
  "a newer release's database": {
    spoil: async (backup) => {
      const newer = await openDatabase(`file:${backup}`, undefined, "NORMAL");
      await newer.write([{ sql: "PRAGMA journal_mode = DELETE" }]);
      const migrations = [...DATABASE_SCHEMA.migrations, ["CREATE TABLE newer (id TEXT)"]];
      await migrate(newer, { ...DATABASE_SCHEMA, migrations });
      newer.close();
    },
    words: /新しい版のもの/,
  },
  "a file in its place": {
    spoil: (_, target) => target.withStorage(() => Promise.resolve()),
    words: /上書きはしません/,
  },
  "the write-ahead log of a lost file in its place": {
    spoil: async (_, { config }) => {
      const path = toPath(config.stores.databaseUrl);
      await Deno.mkdir(join(path, ".."), { recursive: true });
      await Deno.writeTextFile(`${path}-wal`, "");
    },
    words: /上書きはしません/,
  },
};

Deno.test("restoring refuses what is no sound backup of its own, and a place that is taken", async () => {
  await using fixture = await openBackupFixture();
  const { backup: sound } = await fixture.openBackedUp([]);
  for (const [what, { spoil, words }] of Object.entries(REFUSALS)) {
    const backup = join(fixture.folder, `${what}.db`);
    await Deno.copyFile(sound, backup);
    const target = await fixture.open("file");
    await spoil(backup, target);
    const { code, faults } = await target.run(["restore", backup]);
    assert.equal(code, 1, what);
    assert.match(faults, words, what);
  }
});

Deno.test("restoring refuses other secrets than the backup's, and then there is nothing in its place", async () => {
  await using fixture = await openBackupFixture();
  const { backup } = await fixture.openBackedUp(IDS);
  const other = "another-secret-0123456789-abcdefghijklm";
  for (const name of ["KAKEHASHI_SECRET", "KAKEHASHI_IDENTIFIER_SECRET"]) {
    const target = await fixture.open("file", { [name]: other });
    const { code, faults } = await target.run(["restore", backup]);
    assert.equal(code, 1);
    assert.match(faults, /KAKEHASHI_SECRET .*違います/);
    await assert.rejects(Deno.stat(toPath(target.config.stores.databaseUrl)), Deno.errors.NotFound);
  }
});

Deno.test("restoring refuses while a gateway answers", async () => {
  await using fixture = await openBackupFixture();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json({ status: "alive" }),
  );
  const issuer = `http://127.0.0.1:${server.addr.port}`;
  const target = await fixture.open("file", { KAKEHASHI_ISSUER: issuer });
  const { code, faults } = await target.run(["restore", "backup.db"]);
  assert.equal(code, 1);
  assert.match(faults, /動いています/);
});

Deno.test("a server on which restoring was broken off is refused by gateways and by a second try", async () => {
  await using fixture = await openBackupFixture();
  const { backup } = await fixture.openBackedUp([]);
  await using server = await startHrana();
  const { url, token } = server;
  const breakOff = () => Promise.resolve(server.loseAnswers(1000));
  await assert.rejects(restore(backup, { url, token }, breakOff), UnavailableError);
  server.loseAnswers(0);
  const target = new Place({ KAKEHASHI_DATABASE_URL: url, KAKEHASHI_DATABASE_TOKEN: token });
  await assert.rejects(target.withStorage(() => Promise.resolve()), UnavailableError);
  const { code, faults } = await target.run(["restore", backup]);
  assert.equal(code, 1);
  assert.match(faults, /上書きはしません/);
});
