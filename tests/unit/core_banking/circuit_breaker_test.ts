import assert from "node:assert/strict";
import { CircuitBreaker } from "../../../adapters/core_banking/circuit_breaker.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { ManualClock } from "../../support/clock.ts";

const SETTINGS = { failuresToOpen: 3, openSeconds: 10 };

function createBreaker() {
  const clock = new ManualClock();
  return { clock, breaker: new CircuitBreaker("core banking", clock, SETTINGS) };
}

/** Each of them about another account. */
let failures = 0;

const succeed = () => Promise.resolve("answer");
const fail = () => Promise.reject(new UnavailableError("core banking"));

async function failTimes(breaker: CircuitBreaker, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    await assert.rejects(breaker.run(`account ${failures++}`, fail));
  }
}

/** Whether the breaker let a call through. */
async function isAsked(breaker: CircuitBreaker): Promise<boolean> {
  let asked = false;
  await breaker.run("1", () => {
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

Deno.test("calls about one account alone never open a breaker: the others are not shut out", async () => {
  const { breaker } = createBreaker();
  for (let count = 0; count < 20; count++) await assert.rejects(breaker.run("1", fail));
  await assert.rejects(breaker.run("2", fail));
  assert.deepEqual(breaker.status(), { state: "closed", consecutiveFailures: 2 });
  await assert.rejects(breaker.run("3", fail));
  assert.equal(breaker.status().state, "open");
});

Deno.test("a success between failures keeps the breaker closed", async () => {
  const { breaker } = createBreaker();
  await failTimes(breaker, 2);
  await breaker.run("1", succeed);
  await failTimes(breaker, 2);
  assert.equal(breaker.status().state, "closed");
});

Deno.test("a fault of our own does not open the breaker", async () => {
  const { breaker } = createBreaker();
  for (let count = 0; count < 5; count++) {
    await assert.rejects(breaker.run("1", () => Promise.reject(new TypeError("bug"))), TypeError);
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
  assert.equal(await breaker.run("1", succeed), "answer");
  assert.deepEqual(breaker.status(), { state: "closed", consecutiveFailures: 0 });
});

Deno.test("half open, only one call tries at a time", async () => {
  const { breaker, clock } = createBreaker();
  await failTimes(breaker, 3);
  clock.advance(10_000);
  const trying = Promise.withResolvers<string>();
  const first = breaker.run("1", () => trying.promise);
  assert.equal(await isAsked(breaker), false);
  trying.reject(new TypeError("bug"));
  await assert.rejects(first, TypeError);
  assert.equal(await isAsked(breaker), true, "a fault of ours lets the next call try");
});

Deno.test("calls that were under way when the breaker opened neither prolong its time nor close it", async () => {
  const { breaker, clock } = createBreaker();
  const [late, good] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const [lateCall, goodCall] = [
    breaker.run("1", () => late.promise),
    breaker.run("1", () => good.promise),
  ];
  await failTimes(breaker, 3);
  const opened = breaker.status();
  clock.advance(5_000);
  late.reject(new UnavailableError("core banking"));
  await assert.rejects(lateCall, UnavailableError);
  good.resolve("answer");
  assert.equal(await goodCall, "answer");
  assert.deepEqual(breaker.status(), opened);
});

Deno.test("half open, the failure of a call from before does not stand for the one that tries", async () => {
  const { breaker, clock } = createBreaker();
  const late = Promise.withResolvers<string>();
  const lateCall = breaker.run("1", () => late.promise);
  await failTimes(breaker, 3);
  clock.advance(10_000);
  const trying = Promise.withResolvers<string>();
  const tryingCall = breaker.run("1", () => trying.promise);
  late.reject(new UnavailableError("core banking"));
  await assert.rejects(lateCall, UnavailableError);
  assert.equal(breaker.status().state, "half-open");
  assert.equal(await isAsked(breaker), false, "one call tries at a time");
  trying.resolve("answer");
  assert.equal(await tryingCall, "answer");
  assert.equal(breaker.status().state, "closed");
});

Deno.test("half open, of fifty calls at once exactly one is made, and all go on after its success", async () => {
  const { breaker, clock } = createBreaker();
  await failTimes(breaker, 3);
  clock.advance(10_000);
  let made = 0;
  const answer = Promise.withResolvers<string>();
  const calls = Array.from({ length: 50 }, () =>
    breaker.run("1", () => {
      made += 1;
      return answer.promise;
    }));
  answer.resolve("answer");
  const outcomes = await Promise.allSettled(calls);
  assert.equal(made, 1);
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await breaker.run("1", succeed), "answer");
});

Deno.test("a clock that is put back by an hour does not keep the breaker open for it", async () => {
  const { breaker, clock } = createBreaker();
  await failTimes(breaker, 3);
  clock.advance(-3_600_000);
  assert.equal(breaker.status().state, "half-open");
  assert.equal(await breaker.run("1", succeed), "answer");
});
