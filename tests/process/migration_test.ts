/** A newer release's migration under an instance that serves: nobody notices, and nothing is lost. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DATABASE_SCHEMA } from "../../adapters/libsql/database_schema.ts";
import { EPHEMERAL_SCHEMA } from "../../adapters/libsql/ephemeral_schema.ts";
import { migrate, type Schema } from "../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../adapters/libsql/open_database.ts";
import { readOne, type SqlDatabase } from "../../adapters/libsql/sql_database.ts";
import { openStores } from "../../adapters/open_stores.ts";
import { vault } from "../contract/repository_fixture.ts";
import type { App } from "../support/app.ts";
import { link, registerApp } from "../support/black_box.ts";
import { type Customer, HANAKO, TSUKIKO } from "../support/gateway.ts";
import { type GatewayPlace, openGatewayPlace } from "../support/gateway_process.ts";
import { startHrana } from "../support/hrana_bridge.ts";

/** What the next release might add: a table with its index, and a column to each table in use. */
function nextRelease({ name, migrations }: Schema, ...tables: readonly string[]): Schema {
  return {
    name,
    migrations: [...migrations, [
      `CREATE TABLE next_${name} (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT`,
      `CREATE INDEX next_${name}_by_time ON next_${name} (at)`,
      ...tables.map((table) => `ALTER TABLE ${table} ADD COLUMN added TEXT NOT NULL DEFAULT ''`),
    ]],
  };
}

const NEXT_DATABASE = nextRelease(
  DATABASE_SCHEMA,
  ...["client", "consent_grant", "operation_log", "notice", "signing_key", "maintenance_window"],
);
const NEXT_EPHEMERAL = nextRelease(EPHEMERAL_SCHEMA, "record", "counter", "slot", "queue");

const COUNT_STORED = `SELECT
  (SELECT COUNT(*) FROM consent_grant WHERE ended_at IS NULL AND added = ''),
  (SELECT COUNT(*) FROM notice WHERE added = ''),
  (SELECT COUNT(*) FROM operation_log WHERE event = 'screen.consent' AND added = '')`;

/**
 * Customers link their accounts and their apps read; meanwhile, the migrations. Any request that
 * fails fails the test.
 */
async function migrateUnderLoad(
  place: GatewayPlace,
  openBoth: () => Promise<readonly [database: SqlDatabase, ephemeral: SqlDatabase]>,
): Promise<void> {
  await using gateway = await place.start();
  const app = await registerApp(place);
  let isMigrated = false;
  let links = 0;
  const first = Promise.withResolvers<void>();
  const goOn = async (who: Customer) => {
    for (let after = 0; after < 1; after += isMigrated ? 1 : 0) {
      await useLink(place, app, who);
      links += 1;
      first.resolve();
    }
  };
  const customers = Promise.all([HANAKO, TSUKIKO].map(goOn));
  await Promise.race([first.promise, customers]);
  const [database, ephemeral] = await openBoth();
  try {
    await Promise.all([migrate(database, NEXT_DATABASE), migrate(database, NEXT_DATABASE)]);
    await migrate(ephemeral, NEXT_EPHEMERAL);
    isMigrated = true;
    await customers;
    const [stored] = await readOne(database, { sql: COUNT_STORED });
    assert.deepEqual(stored, [links, links, links]);
  } finally {
    database.close();
    ephemeral.close();
  }
  assert.deepEqual(gateway.lines.filter((line) => /"severity":"error"/.test(line)), []);
  const older = openStores({
    databaseUrl: place.settings["KAKEHASHI_DATABASE_URL"] ?? `file:${filesOf(place).database}`,
    databaseToken: place.settings["KAKEHASHI_DATABASE_TOKEN"] ?? "",
  }, vault);
  await assert.rejects(older, /run a newer release/);
}

function filesOf({ folder }: GatewayPlace) {
  const inData = (name: string) => join(folder, "data", name);
  return { database: inData("kakehashi.db"), ephemeral: inData("kakehashi-ephemeral.db") };
}

async function useLink(place: GatewayPlace, app: App, who: Customer): Promise<void> {
  const tokens = await link(place, app, who);
  const response = await app.call(tokens.accessToken, "/accounts");
  await response.body?.cancel();
  assert.equal(response.status, 200);
  await app.refresh(tokens.refreshToken);
}

Deno.test("an instance serves on while a newer one migrates its files; an older one is not started on them", async () => {
  await using place = await openGatewayPlace();
  const { database, ephemeral } = filesOf(place);
  await migrateUnderLoad(place, () =>
    Promise.all([
      openDatabase(`file:${database}`, undefined, "FULL"),
      openDatabase(`file:${ephemeral}`, undefined, "NORMAL"),
    ]));
});

Deno.test("an instance serves on while a newer one migrates its server", async () => {
  await using server = await startHrana();
  await using place = await openGatewayPlace({
    KAKEHASHI_DATABASE_URL: server.url,
    KAKEHASHI_DATABASE_TOKEN: server.token,
  });
  const open = () => openDatabase(server.url, server.token, "FULL");
  await migrateUnderLoad(place, () => Promise.all([open(), open()]));
});
