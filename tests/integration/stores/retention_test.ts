/** Deleting what has been kept long enough: what goes, what stays, and that nobody is held up. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DATABASE_SCHEMA } from "../../../adapters/libsql/database_schema.ts";
import { migrate } from "../../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../../adapters/libsql/open_database.ts";
import { createOutdatedRecords } from "../../../adapters/libsql/outdated_records.ts";
import {
  numberAt,
  readOne,
  type SqlDatabase,
  type SqlStatement,
} from "../../../adapters/libsql/sql_database.ts";
import type { GrantId } from "../../../domain/ids.ts";
import { removeOutdated } from "../../../domain/retention/remove_outdated.ts";
import {
  makeConsent,
  makeEntry,
  NOW,
  testOnEachDatabase,
} from "../../contract/repository_fixture.ts";
import { openTestGateway } from "../../support/gateway.ts";
import { startHrana } from "../../support/hrana_bridge.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const DAY_MILLIS = 86_400_000;
const PERIODS = { grantDays: 365, noticeDays: 30, maintenanceDays: 30 };
const { signal: neverStopped } = new AbortController();
const clock = { now: () => NOW };
const daysAgo = (days: number) => NOW - days * DAY_MILLIS;

testOnEachDatabase(
  "grants, mails and closed windows go when their time is over, and nothing else does",
  async ({ stores, peer }) => {
    const add = async (id: string, expiresAt: number, endedAt?: number) => {
      await stores.grants.recordConsent(makeConsent(id, { expiresAt }));
      if (endedAt === undefined) return;
      await stores.grants.end(id as GrantId, "revoked_by_app", endedAt, makeEntry(`end-${id}`));
    };
    await add("active", NOW + 1);
    await add("expired-lately", daysAgo(364));
    await add("expired-long-ago", daysAgo(366));
    await add("ended-lately", daysAgo(366), daysAgo(364));
    await add("ended-long-ago", daysAgo(364), daysAgo(366));
    await stores.notices.markSent("active", daysAgo(31));
    await stores.notices.markSent("expired-lately", daysAgo(29));
    const window = (id: string, until: number) => ({ id, from: until - 1, until });
    await stores.maintenance.add(window("over-long-ago", daysAgo(31)));
    await stores.maintenance.add(window("over-lately", daysAgo(29)));
    const report = await removeOutdated(
      { outdated: peer.outdated, clock, pause: () => Promise.resolve() },
      PERIODS,
      neverStopped,
    );
    assert.deepEqual(report, { grants: 2, notices: 1, maintenanceWindows: 1 });
    const kept = (await stores.grants.search({ limit: 10 })).map(({ id }) => id).toSorted();
    assert.deepEqual(kept, ["active", "ended-lately", "expired-lately"]);
    assert.equal((await stores.notices.listUnsent(10)).length, 3);
    const windows = await stores.maintenance.upcoming(0);
    assert.deepEqual(windows.map(({ id }) => id), ["over-lately"]);
    assert.equal((await stores.operationLog.search({ limit: 10 })).length, 7);
  },
);

const FILL_GRANTS = `INSERT INTO consent_grant
  (id, client_id, interaction_id, sealed_account, account_reference, account_id, subject, scopes,
    terms_version, authenticated_at, granted_at, expires_at)
  WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :count)
  SELECT 'grant-' || n, 'app', 'interaction-' || n, '', '', '', '', '[]', '', 0, 0, n
  FROM number`;

/** Others write while a backlog goes: at each of their turns at most a slice more is gone. */
async function testBacklog(count: number, open: () => Promise<SqlDatabase>): Promise<void> {
  const [database, peer] = [await open(), await open()];
  try {
    await migrate(database, DATABASE_SCHEMA);
    await database.write([{ sql: FILL_GRANTS, args: { count } }]);
    let left = await countOutdated(peer);
    assert.equal(left, count);
    let turns = 0;
    const pause = async () => {
      turns += 1;
      await peer.write([insertWindow(turns)]);
      const now = await countOutdated(peer);
      assert.ok(left - now <= 200, `${left - now} at once`);
      left = now;
    };
    const outdated = createOutdatedRecords(database);
    const report = await removeOutdated({ outdated, clock, pause }, PERIODS, neverStopped);
    assert.deepEqual([report.grants, left], [count, 0]);
    assert.ok(turns >= count / 200, `${turns} turns of others`);
    const [windows] = await readOne(peer, { sql: "SELECT COUNT(*) FROM maintenance_window" });
    assert.deepEqual(windows, [turns]);
  } finally {
    database.close();
    peer.close();
  }
}

async function countOutdated(database: SqlDatabase): Promise<number> {
  const [row] = await readOne(database, { sql: "SELECT COUNT(*) FROM consent_grant" });
  assert.ok(row);
  return numberAt(row, 0);
}

function insertWindow(id: number): SqlStatement {
  const sql = "INSERT INTO maintenance_window (id, from_at, until_at) VALUES (:id, :at, :at)";
  return { sql, args: { id: `w${id}`, at: NOW } };
}

Deno.test("a backlog of 20,000 goes in slices, and others write in between (a file)", async () => {
  await using directory = await makeTempDir();
  const url = `file:${join(directory.path, "t.db")}`;
  await testBacklog(20_000, () => openDatabase(url, undefined, "NORMAL"));
});

Deno.test("a backlog goes in slices, and others write in between (Hrana)", async () => {
  await using server = await startHrana();
  await testBacklog(2_000, () => openDatabase(server.url, server.token, "NORMAL"));
});

Deno.test("a gateway that starts deletes what has been kept long enough", async () => {
  await using directory = await makeTempDir();
  const url = `file:${join(directory.path, "kakehashi.db")}`;
  const database = await openDatabase(url, undefined, "NORMAL");
  try {
    await migrate(database, DATABASE_SCHEMA);
    await database.write([{ sql: FILL_GRANTS, args: { count: 1 } }]);
    await using _test = await openTestGateway({ settings: { KAKEHASHI_DATABASE_URL: url } });
    while (await countOutdated(database) > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    database.close();
  }
});
