import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { EPHEMERAL_SCHEMA } from "../../adapters/libsql/ephemeral_schema.ts";
import { createLibsqlEphemeralStore } from "../../adapters/libsql/ephemeral_store.ts";
import { migrate } from "../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../adapters/libsql/open_database.ts";
import { createRedisEphemeralStore } from "../../adapters/redis/ephemeral_store.ts";
import type { AttemptId } from "../../domain/ids.ts";
import type { Address, Operation } from "../../domain/store/ephemeral_store.ts";
import { startRedis } from "../support/redis.ts";
import { makeTempDir } from "../support/temp_dir.ts";

const START = Date.parse("2026-04-15T10:00:00+09:00");

/** Few keys, attempts and points in time, so that operations meet each other. */
const key = fc.constantFrom("a", "b", "c");
const time = fc.integer({ min: 0, max: 6 }).map((step) => START + step * 1000);
/** From now; nothing is written that has expired already. */
const lifetime = fc.integer({ min: 1, max: 5 }).map((steps) => steps * 1000);
const value = fc.constantFrom("", "x", "普通");
const version = fc.integer({ min: 1, max: 3 });
const refs = fc.constantFrom(undefined, {}, { to: "b" }, { to: "c", other: "a" });
const address: fc.Arbitrary<Address> = fc.oneof(
  { weight: 3, arbitrary: key },
  { weight: 1, arbitrary: key.map((of) => ({ of, ref: "to" })) },
);
const verb = <const Name extends string>(name: Name) => fc.constant(name);
const written = { value, refs, expiresAt: lifetime };

const operation = fc.oneof(
  fc.record({ verb: verb("get"), at: address }),
  fc.record({ verb: verb("require"), at: address }),
  fc.record({ verb: verb("put"), at: address, ...written }),
  fc.record({ verb: verb("putIfAbsent"), at: key, ...written, guard: fc.boolean() }),
  fc.record({ verb: verb("claimOnce"), at: key, expiresAt: lifetime }),
  fc.record({ verb: verb("redeem"), at: address }),
  fc.record({ verb: verb("beginStep"), at: key, version, leaseUntil: lifetime }),
  fc.record({ verb: verb("compareAndSet"), at: key, version, ...written }),
  fc.record({
    verb: verb("hit"),
    at: address,
    limit: fc.integer({ min: 1, max: 3 }),
    expiresAt: lifetime,
  }),
  fc.record({ verb: verb("refund"), at: address }),
  fc.record({
    verb: verb("reserve"),
    at: address,
    capacity: fc.integer({ min: 1, max: 3 }),
    leaseUntil: lifetime,
    expiresAt: lifetime,
  }),
  fc.record({
    verb: verb("settle"),
    at: address,
    outcome: fc.constantFrom("failed" as const, "released" as const),
  }),
  fc.record({ verb: verb("countFailures"), at: address }),
  fc.record({ verb: verb("delete"), at: address }),
).map(withoutUndefined);

/** Later runs may be earlier by their clocks. */
const runs = fc.array(
  fc.record({
    attempt: fc.constantFrom("one", "two", "three").map((name) => name as AttemptId),
    now: time,
    operations: fc.array(operation, { minLength: 1, maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 20 },
);

function withoutUndefined(operation: object): Operation {
  const entries = Object.entries(operation).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Operation;
}

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
    for (const { operations, ...context } of runs) {
      const own = operations.map((one) => inRound(from(one, context.now), round));
      const answers = [await libsql.run(context, own), await redis.run(context, own)];
      assert.deepEqual(answers[0], answers[1]);
    }
  }));
  await libsql.close();
});

/** The operation with its lifetimes counted from a time. */
function from(operation: Operation, now: number): Operation {
  return {
    ...operation,
    ...("expiresAt" in operation && { expiresAt: now + operation.expiresAt }),
    ...("leaseUntil" in operation && { leaseUntil: now + operation.leaseUntil }),
  };
}

/** The operation with all its keys, also those it refers to, moved to a round. */
function inRound(operation: Operation, round: number): Operation {
  const text = JSON.stringify(operation);
  return JSON.parse(
    text.replace(/"(at|of|to|other)":"([abc])"/g, `"$1":"round-${round}:$2"`),
  );
}
