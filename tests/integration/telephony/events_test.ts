import assert from "node:assert/strict";
import { signCallEvent } from "../../../domain/caller_id/call_event.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { createTelephonyRoutes } from "../../../routes/telephony/telephony_routes.ts";
import { ORIGIN, ScreenFixture } from "../../support/screen_fixture.ts";

const SECRET = "telephony-secret-of-a-test-0123456789";
const EVENT = {
  eventId: "e1",
  occurredAt: "2026-11-04T10:00:00+09:00",
  callerNumber: "+819000003333",
  destinationNumber: "0120000111",
};

async function send(
  gateway: ScreenFixture,
  body: string,
  broken?: Error,
): Promise<Response> {
  const timestamp = String(Math.floor(gateway.clock.now() / 1000));
  const { dependencies } = gateway;
  const routes = createTelephonyRoutes({
    ...dependencies,
    telephonySecret: SECRET,
    ...(broken && { store: { ...dependencies.store, run: () => Promise.reject(broken) } }),
  });
  return await routes.request(`${ORIGIN}/telephony/events`, {
    method: "POST",
    body,
    headers: {
      "Kakehashi-Timestamp": timestamp,
      "Kakehashi-Signature": await signCallEvent(SECRET, timestamp, body),
    },
  });
}

Deno.test("an event that nobody waits for is taken note of, without telling what came of it", async () => {
  await using gateway = await ScreenFixture.create();
  const response = await send(gateway, JSON.stringify(EVENT));
  assert.equal(response.status, 204);
  assert.equal(await response.text(), "");
  assert.deepEqual(await gateway.logged(), ["call:unexpected"]);
});

const FAULTS: readonly [string, string, Error | undefined, number][] = [
  ["an event that is none", "{}", undefined, 400],
  ["a body that is no JSON", "x", undefined, 400],
  ["a body too large", JSON.stringify({ ...EVENT, more: "x".repeat(5000) }), undefined, 400],
  ["a store out of reach", JSON.stringify(EVENT), new UnavailableError("store"), 503],
  ["a fault of ours", JSON.stringify(EVENT), new TypeError("bug"), 500],
];
for (const [what, body, broken, status] of FAULTS) {
  Deno.test(`${what} is answered with ${status} and no more than a word`, async () => {
    await using gateway = await ScreenFixture.create();
    const response = await send(gateway, body, broken);
    assert.equal(response.status, status);
    assert.equal(response.headers.get("retry-after"), status === 503 ? "5" : null);
    const answer = await response.text();
    assert.match(answer, /^\{"error":"[a-z]+"\}$/);
    assert.deepEqual(await gateway.logged(), []);
  });
}

Deno.test("an event without signature is refused, another method with 405", async () => {
  await using gateway = await ScreenFixture.create();
  const url = `${ORIGIN}/telephony/events`;
  const unsigned = await gateway.fetch(
    new Request(url, { method: "POST", body: JSON.stringify(EVENT) }),
  );
  assert.equal(unsigned.status, 401);
  const got = await gateway.fetch(new Request(url));
  assert.equal(got.status, 405);
  assert.equal(got.headers.get("allow"), "POST");
});
