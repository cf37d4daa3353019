import assert from "node:assert/strict";
import { CircuitBreaker } from "../../adapters/core_banking/circuit_breaker.ts";
import { startMeasurement } from "../../composition/measurement.ts";
import { loadConfig } from "../../config.ts";
import { UnavailableError } from "../../domain/errors.ts";
import { ensureSigningKeys } from "../../domain/keys/rotate_signing_key.ts";
import { newAttemptId } from "../../domain/ids.ts";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { makeConsent, makeEntry, NOW } from "../contract/repository_fixture.ts";
import { createTestKeyFactory } from "../support/key_factory.ts";
import { openOperator } from "../support/operator.ts";
import { RecordingMeter } from "../support/recording_meter.ts";

const DAY_MILLIS = 86_400_000;
const meter = new RecordingMeter();
meter.install();

/** Stores in files with measurements around them. */
async function openMeasured() {
  const operator = await openOperator();
  const { clock, vault } = operator;
  const measurement = startMeasurement(loadConfig({ OTEL_DENO_METRICS: "true" }));
  const lines: string[] = [];
  const log = measurement.ofLog({ write: (_, event) => void lines.push(event) });
  const { stores } = measurement.ofStorage({ stores: operator.stores, vault });
  const breaker = new CircuitBreaker("core banking", clock, { failuresToOpen: 1, openSeconds: 10 });
  const watched = { stores, breakers: { "core banking": breaker }, clock, log };
  measurement.watch(watched);
  meter.recorded.length = 0;
  const dispose = () => operator[Symbol.asyncDispose]();
  return { ...watched, measurement, operator, breaker, lines, [Symbol.asyncDispose]: dispose };
}

/** What the last gauge of a name says; those of earlier tests have lost their stores. */
async function readLast(name: string) {
  const { value, labels } = (await meter.read(name)).at(-1) ?? {};
  return { value, labels };
}

Deno.test("a breaker's state is 0 closed, 2 open, 1 half-open", async () => {
  await using measured = await openMeasured();
  const { breaker, clock } = measured;
  const read = async () => (await readLast("kakehashi.breaker.state")).value;
  assert.equal(await read(), 0);
  const failing = breaker.run("1", () => Promise.reject(new UnavailableError("core banking")));
  await assert.rejects(failing, UnavailableError);
  assert.equal(await read(), 2);
  clock.advance(10_000);
  assert.equal(await read(), 1);
});

Deno.test("ages are those of the oldest mail and of the keys that sign", async () => {
  await using measured = await openMeasured();
  const { clock, stores, operator } = measured;
  assert.equal((await readLast("kakehashi.mail.queue.age")).value, 0);
  const keyMaking = { repository: stores.signingKeys, factory: createTestKeyFactory() };
  await ensureSigningKeys(keyMaking, clock.now());
  await operator.addGrant("g1", "app-1", "1100026");
  clock.advance(DAY_MILLIS);
  await operator.addGrant("g2", "app-2", "1100026");
  assert.equal((await readLast("kakehashi.mail.queue.age")).value, DAY_MILLIS / 1000);
  assert.equal((await readLast("kakehashi.signing_key.age")).value, DAY_MILLIS / 1000);
});

Deno.test("a consent that is recorded anew, after its process died, is counted once", async () => {
  await using measured = await openMeasured();
  const { grants } = measured.stores;
  const { interactionId } = makeConsent("g1").grant;
  for (const id of ["g1", "g2"]) await grants.recordConsent(makeConsent(id, { interactionId }));
  const steps = meter.recorded.filter(({ name }) => name === "kakehashi.steps");
  assert.equal(steps.length, 1);
});

Deno.test("a grant that its customer takes back with a refusal is counted once among the steps", async () => {
  await using measured = await openMeasured();
  const { grants } = measured.stores;
  const { interactionId } = makeConsent("g1").grant;
  await grants.recordConsent(makeConsent("g1", { interactionId }));
  meter.recorded.length = 0;
  const entry = makeEntry("withdrawn", { event: "grant.end", result: "revoked_by_customer" });
  for (const at of [NOW, NOW + 1]) await grants.withdraw(interactionId, at, entry);
  const steps = meter.recorded.filter(({ name }) => name === "kakehashi.steps");
  const labels = { event: "grant.end", result: "revoked_by_customer" };
  assert.deepEqual(steps, [{ name: "kakehashi.steps", value: 1, labels }]);
});

Deno.test("fetches of an app's keys are timed", async () => {
  const measurement = startMeasurement(loadConfig({ OTEL_DENO_METRICS: "true" }));
  const source = measurement.ofKeySets({ fetch: () => Promise.reject(new Error("away")) });
  meter.recorded.length = 0;
  await assert.rejects(() => source.fetch("https://app.example/jwks"));
  const labels = { dependency: "client keys", operation: "clientKeys.fetch", result: "fault" };
  assert.deepEqual(meter.recorded.map(({ name, labels }) => [name, labels]), [
    ["kakehashi.dependency.duration", labels],
  ]);
});

Deno.test("the length of the log queue is that of what waits in the store", async () => {
  await using measured = await openMeasured();
  const { clock, stores } = measured;
  const append = { verb: "append", queue: "operation-log", value: "sealed" } as const;
  await stores.ephemeral.run(
    { now: clock.now(), attempt: newAttemptId(systemRandom) },
    [{ ...append, id: "1" }, { ...append, id: "2" }],
  );
  assert.equal((await readLast("kakehashi.log.queue.length")).value, 2);
});

Deno.test("a call that fails is timed by how it failed", async () => {
  const { observer: timer } = startMeasurement(loadConfig({ OTEL_DENO_METRICS: "true" }));
  assert.ok(timer);
  const faults: Readonly<Record<string, Error>> = {
    unavailable: new UnavailableError("mail"),
    fault: new RangeError("a bug"),
  };
  for (const [result, fault] of Object.entries(faults)) {
    meter.recorded.length = 0;
    await assert.rejects(timer.time("mail", "mailer.send", () => Promise.reject(fault)), fault);
    const [call] = meter.recorded;
    assert.deepEqual(call?.labels, { dependency: "mail", operation: "mailer.send", result });
  }
});

Deno.test("a value that cannot be read is left out, and is in the log unless a store is away", async () => {
  await using measured = await openMeasured();
  const { measurement, stores, clock, log, lines } = measured;
  for (const fault of [new UnavailableError("database"), new RangeError("a bug")]) {
    const listUnsent = () => Promise.reject(fault);
    const broken = { ...stores, notices: { ...stores.notices, listUnsent } };
    measurement.watch({ stores: broken, breakers: {}, clock, log });
  }
  lines.length = 0;
  const before = (await meter.read("kakehashi.mail.queue.age")).length;
  assert.ok(before >= 1);
  assert.deepEqual(lines.filter((event) => event === "telemetry.failed"), ["telemetry.failed"]);
});

Deno.test("switched off, nothing is put around anything", async () => {
  await using operator = await openOperator();
  const measurement = startMeasurement(loadConfig({}));
  const storage = { stores: operator.stores, vault: operator.vault };
  const log = { write: () => {} };
  assert.equal(measurement.observer, undefined);
  assert.equal(measurement.ofStorage(storage), storage);
  assert.equal(measurement.ofLog(log), log);
});
