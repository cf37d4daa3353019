import assert from "node:assert/strict";
import { join } from "node:path";
import Native from "libsql";
import { openStores, type StoreName } from "../../../adapters/open_stores.ts";
import type { ClientId, GrantId } from "../../../domain/ids.ts";
import { makeConsent, makeEntry, NOW, vault } from "../../contract/repository_fixture.ts";
import { LATER, run } from "../../contract/store_fixture.ts";
import { startHrana } from "../../support/hrana_bridge.ts";
import { startRedis } from "../../support/redis.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const claim = { verb: "claimOnce", at: "k", expiresAt: LATER } as const;

async function listNames(path: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
  return entries.filter((name) => name.endsWith(".db")).toSorted();
}

Deno.test("on a file, what expires has a file of its own next to it, and both outlive a restart", async () => {
  await using directory = await makeTempDir();
  const settings = { databaseUrl: `file:${join(directory.path, "data", "kakehashi.db")}` };
  const first = await openStores(settings, vault);
  await run(first.ephemeral, [claim]);
  await first.grants.recordConsent(makeConsent("g1"));
  await first.close();
  const expected = ["kakehashi-ephemeral.db", "kakehashi.db"];
  assert.deepEqual(await listNames(join(directory.path, "data")), expected);
  const second = await openStores(settings, vault);
  assert.equal((await run(second.ephemeral, [claim]))[0].status, "refused");
  assert.equal((await second.grants.find("g1" as GrantId))?.id, "g1");
  await second.close();
});

Deno.test("both files of the stores are in WAL mode: who reads waits for nobody who writes", async () => {
  await using directory = await makeTempDir();
  const stores = await openStores({ databaseUrl: `file:${join(directory.path, "t.db")}` }, vault);
  for (const name of ["t.db", "t-ephemeral.db"]) {
    const other = new Native(join(directory.path, name));
    assert.deepEqual(other.prepare("PRAGMA journal_mode").raw().all(), [["wal"]]);
    other.close();
  }
  await stores.close();
});

Deno.test("with Redis, what expires goes there and no second file is made", async () => {
  await using directory = await makeTempDir();
  await using redis = await startRedis();
  const databaseUrl = `file:${join(directory.path, "kakehashi.db")}`;
  const stores = await openStores({ databaseUrl, redis }, vault);
  await run(stores.ephemeral, [claim]);
  assert.ok(redis.requestCount() > 0);
  assert.deepEqual(await listNames(directory.path), ["kakehashi.db"]);
  await stores.close();
});

Deno.test("both stores tell their clocks", async () => {
  await using server = await startHrana();
  const settings = { databaseUrl: server.url, databaseToken: server.token };
  const stores = await openStores(settings, vault);
  for (const time of [await stores.ephemeral.ping(), await stores.pingDatabase()]) {
    assert.ok(Math.abs(time - Date.now()) < 60_000);
  }
  await stores.close();
});

Deno.test("each method costs one round trip", async () => {
  await using directory = await makeTempDir();
  const trips: StoreName[] = [];
  const onRoundTrip = (store: StoreName) => trips.push(store);
  const databaseUrl = `file:${join(directory.path, "kakehashi.db")}`;
  const stores = await openStores({ databaseUrl, onRoundTrip }, vault);
  const { grants, notices, operationLog, clients, signingKeys, maintenance } = stores;
  const id = "g1" as GrantId;
  const calls: [StoreName, () => Promise<unknown>][] = [
    ["database", () => grants.recordConsent(makeConsent("g1"))],
    ["database", () => grants.attachRefreshToken(id, "hash")],
    ["database", () => grants.findByRefreshToken("hash")],
    ["database", () => grants.end(id, "revoked_by_app", NOW, makeEntry("end"))],
    ["database", () => notices.lease(NOW, NOW, 9)],
    ["database", () => operationLog.append([makeEntry("a"), makeEntry("b")])],
    ["database", () => clients.find("app" as ClientId)],
    ["database", () => signingKeys.list(NOW)],
    ["database", () => maintenance.upcoming(NOW)],
    ["ephemeral", () => run(stores.ephemeral, [claim, { verb: "get", at: "k" }])],
    ["ephemeral", () => stores.ephemeral.readQueue("log", 9)],
    ["ephemeral", () => stores.ephemeral.removeFromQueue("log", ["a", "b"])],
  ];
  for (const [store, call] of calls) {
    trips.length = 0;
    await call();
    assert.deepEqual(trips, [store]);
  }
  await stores.close();
});
