import assert from "node:assert/strict";
import { CircuitBreaker } from "../../../adapters/core_banking/circuit_breaker.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { ManualClock } from "../../support/clock.ts";

const SETTINGS = { failuresToOpen: 3, openSeconds: 10 };

function createBreaker() {
  const clock = new ManualClock();
  return { clock, breaker: new CircuitBreaker("core banking", clock, SETTINGS) };
}

const succeed = () => Promise.resolve("answer");
const fail = () => Promise.reject(new UnavailableError("core banking"));

async function failTimes(breaker: CircuitBreaker, times: number): Promise<void> {
  for (let count = 0; count < times; count++) await assert.rejects(breaker.run(fail));
}

/** Whether the breaker let a call through. */
async function isAsked(breaker: CircuitBreaker): Promise<boolean> {
  let asked = false;
  await breaker.run(() => {
    asked = true;
    return fail();
  }).catch(() => {});
  return asked;
}

Deno.test("a breaker opens after a row of failures and then refuses at once", async () => {
  const { breaker, clock } = createBreaker();
  await failTimes(breaker, 2);
  assert.equal(breaker.status().state, "closed");
  await failTimes(breaker, 1);
  assert.deepEqual(breaker.status(), {
    state: "open",
    consecutiveFailures: 3,
    retryAt: clock.now() + 10_000,
  });
  assert.equal(await isAsked(breaker), false);
  clock.advance(9_999);
  assert.equal(await isAsked(breaker), false);
});

Deno.test("a success between failures keeps the breaker closed", async () => {
  const { breaker } = createBreaker();
  await failTimes(breaker, 2);
  await breaker.run(succeed);
  await failTimes(breaker, 2);
  assert.equal(breaker.status().state, "closed");
});

Deno.test("a fault of our own does not open the breaker", async () => {
  const { breaker } = createBreaker();
  for (let count = 0; count < 5; count++) {
    await assert.rejects(breaker.run(() => Promise.reject(new TypeError("bug"))), TypeError);
  }
  assert.equal(breaker.status().state, "closed");
});

Deno.test("when the time is over one call tries; its failure opens the breaker anew", async () => {
  const { breaker, clock } = createBreaker();
  await failTimes(breaker, 3);
  clock.advance(10_000);
  assert.equal(breaker.status().state, "half-open");
  assert.equal(await isAsked(breaker), true);
  assert.equal(breaker.status().state, "open");
  assert.equal(await isAsked(breaker), false);
});

Deno.test("the trying call's success closes the breaker", async () => {
  const { breaker, clock } = createBreaker();
  await failTimes(breaker, 3);
  clock.advance(10_000);
  assert.equal(await breaker.run(succeed), "answer");
  assert.deepEqual(breaker.status(), { state: "closed", consecutiveFailures: 0 });
});

Deno.test("half open, only one call tries at a time", async () => {
  const { breaker, clock } = createBreaker();
  await failTimes(breaker, 3);
  clock.advance(10_000);
  const trying = Promise.withResolvers<string>();
  const first = breaker.run(() => trying.promise);
  assert.equal(await isAsked(breaker), false);
  trying.reject(new TypeError("bug"));
  await assert.rejects(first, TypeError);
  assert.equal(await isAsked(breaker), true, "a fault of ours lets the next call try");
});
