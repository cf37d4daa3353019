import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { EPHEMERAL_SCHEMA } from "../../adapters/libsql/ephemeral_schema.ts";
import { createLibsqlEphemeralStore } from "../../adapters/libsql/ephemeral_store.ts";
import { migrate } from "../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../adapters/libsql/open_database.ts";
import { createRedisEphemeralStore } from "../../adapters/redis/ephemeral_store.ts";
import { operationsOf, randomRuns } from "../support/random_runs.ts";
import { startRedis } from "../support/redis.ts";
import { makeTempDir } from "../support/temp_dir.ts";

const runs = fc.array(randomRuns(5), { minLength: 1, maxLength: 20 });

Deno.test("libSQL and Redis answer the same to whatever runs, in whatever order and at whatever times", async () => {
  await using directory = await makeTempDir();
  await using server = await startRedis();
  const url = `file:${join(directory.path, "e.db")}`;
  const database = await openDatabase(url, undefined, "NORMAL");
  await migrate(database, EPHEMERAL_SCHEMA);
  const [libsql, redis] = [
    createLibsqlEphemeralStore(database),
    createRedisEphemeralStore(server),
  ];
  let round = 0;
  await fc.assert(fc.asyncProperty(runs, async (runs) => {
    // Each round has keys of its own.
    round += 1;
    for (const run of runs) {
      const [{ now, attempt }, own] = [run, operationsOf(run, round)];
      const context = { now, attempt };
      const answers = [await libsql.run(context, own), await redis.run(context, own)];
      assert.deepEqual(answers[0], answers[1]);
    }
  }));
  await libsql.close();
});
