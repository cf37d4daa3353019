/**
 * Answers of the stores' servers lost at random: a command that is sent again, by the client library
 * or by whoever was told that the store is unavailable, has the effect and the answer of one.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { EPHEMERAL_SCHEMA } from "../../adapters/libsql/ephemeral_schema.ts";
import { createLibsqlEphemeralStore } from "../../adapters/libsql/ephemeral_store.ts";
import { migrate } from "../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../adapters/libsql/open_database.ts";
import { createRedisEphemeralStore } from "../../adapters/redis/ephemeral_store.ts";
import { UnavailableError } from "../../domain/errors.ts";
import type { AttemptId } from "../../domain/ids.ts";
import type {
  EphemeralStore,
  Operation,
  OperationResult,
  RunContext,
} from "../../domain/store/ephemeral_store.ts";
import { startHrana } from "../support/hrana_bridge.ts";
import { operationsOf, randomRuns } from "../support/random_runs.ts";
import { startRedis } from "../support/redis.ts";
import { makeTempDir } from "../support/temp_dir.ts";
import { Wire } from "../support/wire.ts";

const PARAMETERS = { seed: 20261127, numRuns: 8, endOnFailure: true };
const NOW = Date.parse("2026-04-15T10:00:00+09:00");

/** Whether the answer to a request is lost, request by request; from then on none is. */
const losses = fc.array(fc.nat(2).map((number) => number === 0), { maxLength: 4 });

interface Stores extends AsyncDisposable {
  readonly wire: Wire;
  /** Behind the wire. */
  readonly lossy: EphemeralStore;
  /** The same, in a file, which loses nothing. */
  readonly twin: EphemeralStore;
}

async function openLibsql(url: string, token?: string): Promise<EphemeralStore> {
  const database = await openDatabase(url, token, "NORMAL");
  await migrate(database, EPHEMERAL_SCHEMA);
  return createLibsqlEphemeralStore(database);
}

async function open(kind: "Redis" | "libSQL over Hrana"): Promise<Stores> {
  const [folder, wire] = [await makeTempDir(), new Wire()];
  const server = kind === "Redis" ? await startRedis() : await startHrana();
  const { token } = server;
  const url = await wire.before(kind === "Redis" ? "redis" : "database", server.url);
  const lossy = kind === "Redis"
    ? createRedisEphemeralStore({ url, token })
    : await openLibsql(url, token);
  const twin = await openLibsql(`file:${join(folder.path, "twin.db")}`);
  return {
    wire,
    lossy,
    twin,
    async [Symbol.asyncDispose]() {
      await Promise.all([lossy.close(), twin.close()]);
      await wire[Symbol.asyncDispose]();
      await server.stop();
      await folder.remove();
    },
  };
}

/** Runs operations over the wire, again with the same attempt for as long as no answer comes. */
async function runLosing(
  { wire, lossy }: Stores,
  context: RunContext,
  operations: readonly Operation[],
  losses: readonly boolean[],
): Promise<readonly OperationResult[]> {
  let sent = 0;
  const onArrival = () => losses[sent++] ? "lost" as const : "answered" as const;
  return await wire.during({ onArrival }, async () => {
    for (;;) {
      try {
        return await lossy.run(context, operations);
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
      }
    }
  });
}

const countsOrQueues = ({ verb }: Operation) => ["hit", "refund", "append"].includes(verb);
const recognised = fc.record({ run: randomRuns(1), losses })
  .filter(({ run }) => !run.operations.some(countsOrQueues));
const hit = (at: string) => ({ verb: "hit", at, limit: 1000, expiresAt: NOW + 1000 }) as const;
/** More hits than refunds, which would otherwise find nothing to take back. */
const counting = fc.record({
  verb: fc.constantFrom("hit" as const, "hit" as const, "refund" as const),
  losses,
});

for (const kind of ["Redis", "libSQL over Hrana"] as const) {
  Deno.test(`${kind}: with answers lost at random each verb answers and leaves what one command would`, async () => {
    await using stores = await open(kind);
    let round = 0;
    const runs = fc.array(recognised, { minLength: 10, maxLength: 25, size: "max" });
    await fc.assert(
      fc.asyncProperty(runs, async (runs) => {
        round += 1;
        for (const { run, losses } of runs) {
          const { now, attempt } = run;
          const operations = operationsOf(run, round);
          const answers = await runLosing(stores, { now, attempt }, operations, losses);
          assert.deepEqual(answers, await stores.twin.run({ now, attempt }, operations));
        }
      }),
      PARAMETERS,
    );
  });

  Deno.test(`${kind}: with answers lost at random a refund takes back one hit, and a hit counts at least once`, async () => {
    await using stores = await open(kind);
    let round = 0;
    const steps = fc.array(counting, { minLength: 5, maxLength: 15, size: "max" });
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        round += 1;
        const at = { refunded: `refunded-${round}`, hit: `hit-${round}` };
        for (const [index, { verb, losses }] of steps.entries()) {
          const context = { now: NOW, attempt: `${index}` as AttemptId };
          const operation = verb === "hit" ? hit(at.refunded) : { verb, at: at.refunded };
          await runLosing(stores, context, [operation], verb === "hit" ? [] : losses);
          await stores.twin.run(context, [operation]);
          if (verb === "hit") await runLosing(stores, context, [hit(at.hit)], losses);
        }
        const count = async (store: EphemeralStore, at: string) =>
          (await store.run({ now: NOW, attempt: "last" as AttemptId }, [hit(at)]))[0].count ?? 0;
        const { lossy, twin } = stores;
        assert.equal(await count(lossy, at.refunded), await count(twin, at.refunded));
        const hits = steps.filter(({ verb }) => verb === "hit").length;
        assert.ok(await count(lossy, at.hit) > hits);
      }),
      PARAMETERS,
    );
  });

  Deno.test(`${kind}: with answers lost at random what was queued is in the queue, in its order`, async () => {
    await using stores = await open(kind);
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(losses, { minLength: 3, maxLength: 8 }), async (all) => {
        round += 1;
        const queue = `queue-${round}`;
        const ids = all.map((_, index) => `${index}`);
        for (const [index, losses] of all.entries()) {
          const append = { verb: "append", queue, id: `${index}`, value: `${index}` } as const;
          const context = { now: NOW, attempt: `${round}-${index}` as AttemptId };
          await runLosing(stores, context, [append], losses);
        }
        const queued = await stores.lossy.readQueue(queue, 1000);
        assert.deepEqual([...new Set(queued)], ids);
        await stores.lossy.removeFromQueue(queue, queued);
        assert.deepEqual(await stores.lossy.readQueue(queue, 1000), []);
      }),
      PARAMETERS,
    );
  });
}
