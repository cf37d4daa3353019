/** Telephony events that were made up, sent again, or come for somebody else. */
import assert from "node:assert/strict";
import { signCallEvent } from "../../domain/caller_id/call_event.ts";
import { LATE_CALL_SECONDS } from "../../domain/caller_id/expected_call.ts";
import type { Operation } from "../../domain/store/ephemeral_store.ts";
import { breakStore, forgetClaims } from "../support/broken_store.ts";
import {
  type Customer,
  ORIGIN,
  ScreenFixture,
  TELEPHONY_SECRET,
} from "../support/screen_fixture.ts";

const CALLER = "+819000003333";
const ONE_NUMBER = { settings: { destinationNumbers: ["0120000111"] } };

async function waiting(gateway: ScreenFixture): Promise<Customer> {
  const customer = await gateway.customer();
  await customer.goTo("call");
  return customer;
}

async function isLetOn(customer: Customer): Promise<boolean> {
  return (await customer.press("confirm-call")).screen === "SOA211";
}

Deno.test("an event without the provider's secret lets nobody on", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const call = { from: CALLER, to: customer.destination };
  const seconds = Math.floor(gateway.clock.now() / 1000);
  for (
    const forgery of [
      { secret: "a-guess-of-the-telephony-secret-0123456789" },
      { secret: "x" },
      { timestamp: seconds - 301 },
      { timestamp: seconds + 301 },
      { body: JSON.stringify({ eventId: "e", callerNumber: CALLER }) },
    ]
  ) {
    assert.equal((await gateway.call(call, forgery)).status, 401);
  }
  assert.equal(await isLetOn(customer), false);
  await gateway.call(call);
  assert.equal(await isLetOn(customer), true);
});

Deno.test("odd events, rightly signed or not, let nobody on and are no fault of ours", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const { destination: to } = customer;
  const at = "2026-11-04T10:00:00+09:00";
  const right = { eventId: "e", occurredAt: at, callerNumber: CALLER, destinationNumber: to };
  const bodies = [
    "",
    "null",
    "[]",
    "{",
    "[".repeat(4000),
    JSON.stringify({ ...right, eventId: "" }),
    JSON.stringify({ ...right, eventId: "e".repeat(129) }),
    JSON.stringify({ ...right, eventId: { e: 1 } }),
    JSON.stringify({ ...right, eventId: "e\n" }),
    JSON.stringify({ ...right, occurredAt: "yesterday" }),
    JSON.stringify({ ...right, occurredAt: Date.parse(at) }),
    JSON.stringify({ ...right, callerNumber: [CALLER] }),
    JSON.stringify({ ...right, destinationNumber: [to] }),
    JSON.stringify({ ...right, destinationNumber: "*" }).replace("eventId", "__proto__"),
    JSON.stringify([right]),
    "x".repeat(5000),
  ];
  for (const body of bodies) {
    const timestamp = String(Math.floor(gateway.clock.now() / 1000));
    const signature = await signCallEvent(TELEPHONY_SECRET, timestamp, body);
    const headers = { "Kakehashi-Timestamp": timestamp, "Kakehashi-Signature": signature };
    const url = `${ORIGIN}/telephony/events`;
    const answer = await gateway.fetch(new Request(url, { method: "POST", body, headers }));
    assert.equal(answer.status, 400, body.slice(0, 60));
    await answer.body?.cancel();
    for (const odd of ["", "1e9", "-1", `${timestamp}.0`, ` ${timestamp}`, "9".repeat(13)]) {
      const forged = { ...headers, "Kakehashi-Timestamp": odd };
      if (odd.trim() === timestamp || body.length > 4096) continue;
      const refused = await gateway.fetch(
        new Request(url, { method: "POST", body, headers: forged }),
      );
      assert.equal(refused.status, 401, odd);
      await refused.body?.cancel();
    }
  }
  assert.equal(await isLetOn(customer), false);
  await gateway.call({ from: CALLER, to });
  assert.equal(await isLetOn(customer), true);
});

Deno.test("an event of an earlier call, sent again, lets nobody else on", async () => {
  const replay = async (gateway: ScreenFixture) => {
    const first = await waiting(gateway);
    const event = { from: CALLER, to: "0120000111", id: "event-1", at: gateway.clock.now() };
    await gateway.call(event);
    assert.equal(await isLetOn(first), true);
    gateway.clock.advance(9000);
    const second = await waiting(gateway);
    assert.equal((await gateway.call(event)).status, 204);
    return await isLetOn(second);
  };
  await using broken = await ScreenFixture.create({
    ...ONE_NUMBER,
    override: (deps) => ({
      ...deps,
      store: { ...deps.store, ...breakStore(deps.store, forgetClaims) },
    }),
  });
  assert.equal(await replay(broken), true);
  await using gateway = await ScreenFixture.create(ONE_NUMBER);
  assert.equal(await replay(gateway), false);
});

Deno.test("an event that was delayed does not use up the call that is yet to come", async () => {
  await using gateway = await ScreenFixture.create(ONE_NUMBER);
  const first = await waiting(gateway);
  const occurredAt = gateway.clock.now() + 60_000;
  gateway.clock.advance(150_000);
  assert.equal((await first.press("confirm-call")).screen, "SOA201");
  await first.press("next");
  await first.press("next");
  await first.press("confirm-phone");
  await gateway.call({ from: CALLER, to: "0120000111", at: occurredAt });
  assert.equal(await isLetOn(first), false, "the call was for the earlier screen");
  await gateway.call({ from: CALLER, to: "0120000111" });
  assert.equal(await isLetOn(first), true, "and this one is for the present");
  assert.ok((await gateway.logged()).includes("call:late"));
});

/** As if a number were free for the next as soon as its time is over. */
function freeAtOnce(operation: Operation): Operation {
  if (operation.verb !== "putIfAbsent" || !String(operation.at).startsWith("expect:")) {
    return operation;
  }
  return { ...operation, expiresAt: operation.expiresAt - LATE_CALL_SECONDS * 1000 };
}

Deno.test("a customer's call that comes too late lets on nobody who was after their number", async () => {
  const stealLateCall = async (gateway: ScreenFixture) => {
    const customer = await waiting(gateway);
    const thief = await gateway.customer();
    await thief.goTo("phone");
    gateway.clock.advance(121_000);
    await thief.press("confirm-phone");
    await gateway.call({ from: CALLER, to: customer.destination });
    if (thief.page.screen === "SOA209") await thief.press("confirm-call");
    return thief.page;
  };
  await using broken = await ScreenFixture.create({
    ...ONE_NUMBER,
    override: (deps) => ({
      ...deps,
      store: { ...deps.store, ...breakStore(deps.store, freeAtOnce) },
    }),
  });
  assert.equal((await stealLateCall(broken)).screen, "SOA211");
  await using gateway = await ScreenFixture.create(ONE_NUMBER);
  assert.deepEqual((await stealLateCall(gateway)).messages, ["busy"]);
  assert.ok((await gateway.logged()).includes("call:late"));
});

Deno.test("a number stays with its interaction for 30 s after its time, aborted or not", async () => {
  await using gateway = await ScreenFixture.create(ONE_NUMBER);
  const first = await waiting(gateway);
  gateway.clock.advance(120_000);
  await first.press("abort");
  gateway.clock.advance(29_999);
  assert.deepEqual((await waiting(gateway)).page.messages, ["busy"]);
  gateway.clock.advance(1);
  assert.equal((await waiting(gateway)).page.screen, "SOA209");
});

Deno.test("a call of another phone, to another number, or withheld, lets nobody on", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const { destination } = customer;
  const other = gateway.settings.destinationNumbers.find((number) => number !== destination) ?? "";
  for (const from of [null, "anonymous", "", "+819000003334", "+8190000033330", "3333", "+1"]) {
    await gateway.call({ from, to: destination });
  }
  await gateway.call({ from: CALLER, to: other });
  assert.equal(await isLetOn(customer), false);
});

Deno.test("of two who wait for one phone, the thief is not let on by the customer's call", async () => {
  await using gateway = await ScreenFixture.create();
  const thief = await waiting(gateway);
  const customer = await waiting(gateway);
  assert.notEqual(thief.destination, customer.destination);
  await gateway.call({ from: CALLER, to: customer.destination });
  assert.equal(await isLetOn(thief), false);
  assert.equal(await isLetOn(customer), true);
  // Nor by taking the customer's number as soon as it is free.
  await thief.press("abort");
  const again = await waiting(gateway);
  assert.equal(await isLetOn(again), false);
});
