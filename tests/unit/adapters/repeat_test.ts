import assert from "node:assert/strict";
import { repeat } from "../../../adapters/schedule/repeat.ts";

/** A round must not fail in these tests. */
function neverFails(fault: unknown): never {
  throw fault;
}

Deno.test("repeat() goes on after a failed round and tells of the fault", async () => {
  const faults: unknown[] = [];
  const third = Promise.withResolvers<void>();
  let rounds = 0;
  const job = repeat(() => {
    rounds++;
    if (rounds === 2) return Promise.reject(new Error("second round"));
    if (rounds === 3) third.resolve();
    return Promise.resolve();
  }, { pauseMillis: 0, onFault: (fault) => faults.push(fault) });
  await third.promise;
  await job.stop();
  assert.deepEqual(faults.map(String), ["Error: second round"]);
});

Deno.test("stop() waits for the round in progress and begins no further one", async () => {
  const entered = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let finished = 0;
  const job = repeat(async () => {
    entered.resolve();
    await released.promise;
    finished++;
  }, { pauseMillis: 0, onFault: neverFails });
  await entered.promise;
  const stopped = job.stop();
  released.resolve();
  await stopped;
  assert.equal(finished, 1);
});

Deno.test("stop() does not wait out the pause", async () => {
  const first = Promise.withResolvers<void>();
  const job = repeat(() => {
    first.resolve();
    return Promise.resolve();
  }, { pauseMillis: 3_600_000, onFault: neverFails });
  await first.promise;
  await job.stop();
});

Deno.test("runNow() joins a round in progress, begins one within the pause, and none after stop()", async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let rounds = 0;
  const job = repeat(async () => await gates[rounds++]?.promise, {
    pauseMillis: 3_600_000,
    onFault: neverFails,
  });
  const joined = job.runNow();
  assert.equal(rounds, 1);
  gates[0]?.resolve();
  await joined;
  const begun = [job.runNow(), job.runNow()];
  assert.equal(rounds, 2);
  gates[1]?.resolve();
  await Promise.all(begun);
  await job.stop();
  await job.runNow();
  assert.equal(rounds, 2);
});

Deno.test("a round by runNow() that fails is told of and rejects nothing", async () => {
  const faults: unknown[] = [];
  const job = repeat(() => Promise.reject(new Error("a round")), {
    pauseMillis: 3_600_000,
    onFault: (fault) => faults.push(fault),
  });
  await job.runNow();
  await job.runNow();
  assert.equal(faults.length, 2);
  await job.stop();
});
