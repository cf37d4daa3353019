import assert from "node:assert/strict";
import {
  isAuthenticCallEvent,
  parseCallEvent,
  signCallEvent,
} from "../../../domain/caller_id/call_event.ts";

const SECRET = "telephony-secret-of-a-test-0123456789";
const NOW = 1_800_000_000_000;
const BODY = '{"eventId":"e1"}';

async function signed(timestamp: string) {
  return { timestamp, body: BODY, signature: await signCallEvent(SECRET, timestamp, BODY) };
}

Deno.test("signCallEvent() makes the documented signature", async () => {
  // printf '1800000000.{"eventId":"e1"}' | openssl dgst -sha256 -hmac SECRET
  assert.equal(
    await signCallEvent(SECRET, "1800000000", BODY),
    "v1=2d2cfa5ba9e4ba5ebf6b32690c60e422bd093841d3024cd41bb494d6e0a4306f",
  );
});

const TIMES: readonly [number, boolean][] = [[-301, false], [-300, true], [0, true], [300, true], [
  301,
  false,
]];
for (const [offset, isTaken] of TIMES) {
  Deno.test(`isAuthenticCallEvent() ${isTaken ? "takes" : "refuses"} an event ${offset} s from now`, async () => {
    const received = await signed(String(1_800_000_000 + offset));
    assert.equal(await isAuthenticCallEvent(SECRET, received, NOW), isTaken);
  });
}

const FORGERIES: readonly [string, Partial<Awaited<ReturnType<typeof signed>>>][] = [
  ["another body", { body: '{"eventId":"e2"}' }],
  ["another time stamp", { timestamp: "1800000001" }],
  ["a time stamp that is no number", { timestamp: "soon" }],
  ["an empty signature", { signature: "" }],
  ["a short signature", { signature: "v1=00" }],
  ["another version", { signature: `v2=${"0".repeat(64)}` }],
  ["a wrong signature", { signature: `v1=${"0".repeat(64)}` }],
];
for (const [what, change] of FORGERIES) {
  Deno.test(`isAuthenticCallEvent() refuses ${what}`, async () => {
    const received = { ...await signed("1800000000"), ...change };
    assert.equal(await isAuthenticCallEvent(SECRET, received, NOW), false);
  });
}

Deno.test("isAuthenticCallEvent() refuses a signature by another secret", async () => {
  const received = await signed("1800000000");
  assert.equal(await isAuthenticCallEvent("x".repeat(40), received, NOW), false);
});

const EVENT = {
  eventId: "e1",
  occurredAt: "2026-11-04T10:00:00+09:00",
  callerNumber: "+819000003333",
  destinationNumber: "+81120000111",
};

Deno.test("parseCallEvent() reads an event, and a withheld caller as null", () => {
  const occurredAt = Temporal.Instant.from(EVENT.occurredAt).epochMilliseconds;
  assert.deepEqual(parseCallEvent(JSON.stringify({ ...EVENT, more: 1 })), { ...EVENT, occurredAt });
  const withheld = parseCallEvent(JSON.stringify({ ...EVENT, callerNumber: null }));
  assert.equal(withheld?.callerNumber, null);
  const left = parseCallEvent(JSON.stringify({ ...EVENT, callerNumber: undefined }));
  assert.equal(left?.callerNumber, null);
});

const MALFORMED: readonly unknown[] = [
  null,
  1,
  "text",
  [],
  { ...EVENT, eventId: 1 },
  { ...EVENT, eventId: "" },
  { ...EVENT, eventId: "a b" },
  { ...EVENT, eventId: "a".repeat(129) },
  { ...EVENT, occurredAt: "yesterday" },
  { ...EVENT, occurredAt: 1 },
  { ...EVENT, callerNumber: 1 },
  { ...EVENT, callerNumber: "1".repeat(41) },
  { ...EVENT, destinationNumber: undefined },
  { ...EVENT, destinationNumber: "1".repeat(41) },
];
for (const event of MALFORMED) {
  Deno.test(`parseCallEvent() refuses ${JSON.stringify(event)}`, () => {
    assert.equal(parseCallEvent(JSON.stringify(event)), undefined);
  });
}

Deno.test("parseCallEvent() refuses what is no JSON", () => {
  assert.equal(parseCallEvent("{"), undefined);
});
