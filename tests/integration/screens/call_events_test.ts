import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import { OpenStreams } from "../../../routes/http/open_streams.ts";
import { type Customer, failRuns, ORIGIN, ScreenFixture } from "../../support/screen_fixture.ts";

const CALLER = "+819000003333";
const WAITING = { status: "waiting", remainingSeconds: 120 };

async function waiting(gateway: ScreenFixture): Promise<Customer> {
  const customer = await gateway.customer();
  await customer.goTo("call");
  return customer;
}

function requestOf(customer: Customer, init: RequestInit = {}): Request {
  return new Request(`${ORIGIN}/interaction/${customer.id}/call-events`, init);
}

/** Reads a stream part by part, as it is sent. */
class Reader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(response: Response) {
    assert.equal(response.status, 200);
    assert.ok(response.body !== null);
    this.#reader = response.body.getReader();
  }

  /** The next part; undefined at the end. */
  async next(): Promise<string | undefined> {
    const { done, value } = await this.#reader.read();
    return done ? undefined : new TextDecoder().decode(value);
  }

  /** The data of the next event. */
  async event(): Promise<unknown> {
    const part = await this.next();
    const data = /^data: (.+)\n\n$/.exec(part ?? "")?.[1];
    assert.ok(data !== undefined, part);
    return JSON.parse(data);
  }

  leave(): Promise<void> {
    return this.#reader.cancel();
  }
}

/** Opens a stream and reads what comes at once. */
async function listen(customer: Customer): Promise<Reader> {
  const reader = new Reader(await customer.send(requestOf(customer)));
  assert.equal(await reader.next(), "retry: 2000\n\n");
  assert.deepEqual(await reader.event(), WAITING);
  return reader;
}

Deno.test("call-events is a stream that nobody stores, buffers or compresses", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const response = await customer.send(requestOf(customer));
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("cache-control"), "no-store, no-transform");
  assert.equal(response.headers.get("x-accel-buffering"), "no");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  await response.body?.cancel();
});

Deno.test("call-events tells each change once, as call-status does, and ends when the screen is another", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const stream = await listen(customer);
  await gateway.pauses.endNext();
  await gateway.pauses.begun();
  for (
    const [from, status] of [[null, "withheld"], ["+819000003334", "other_number"], [
      CALLER,
      "arrived",
    ]] as const
  ) {
    gateway.clock.advance(10_000);
    await gateway.call({ from, to: customer.destination });
    await gateway.pauses.endNext();
    const url = `${ORIGIN}/interaction/${customer.id}/call-status`;
    const expected = await (await customer.send(new Request(url))).json();
    assert.equal(expected.status, status);
    assert.deepEqual(await stream.event(), expected);
  }
  await customer.press("confirm-call");
  await gateway.pauses.endNext();
  assert.deepEqual(await stream.event(), { status: "moved" });
  assert.equal(await stream.next(), undefined);
  assert.equal(gateway.streams.count, 0);
});

Deno.test("call-events ends with the 120 s", async () => {
  await using gateway = await ScreenFixture.create();
  const stream = await listen(await waiting(gateway));
  gateway.clock.advance(120_000);
  await gateway.pauses.endNext();
  assert.partialDeepStrictEqual(await stream.event(), { status: "over", remainingSeconds: 0 });
  assert.equal(await stream.next(), undefined);
  assert.equal(gateway.streams.count, 0);
});

Deno.test("call-events ends by itself though nobody reads it", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const response = await customer.send(requestOf(customer));
  gateway.clock.advance(120_000);
  await gateway.pauses.endNext();
  const text = await response.text();
  assert.match(text, /"over"/);
  assert.equal(gateway.streams.count, 0);
});

Deno.test("call-events sends a comment every 15 looks without news, so that proxies keep it open", async () => {
  await using gateway = await ScreenFixture.create();
  const stream = await listen(await waiting(gateway));
  for (let beat = 0; beat < 2; beat += 1) {
    for (let look = 0; look < 15; look += 1) await gateway.pauses.endNext();
    assert.equal(await stream.next(), ":\n\n");
  }
  await stream.leave();
});

Deno.test("call-events tells a stranger nothing and takes GET only", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const other = await gateway.customer();
  for (const headers of [{}, { cookie: other.cookie }]) {
    const response = await gateway.fetch(requestOf(customer, { headers }));
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), { status: "unknown" });
  }
  assert.equal((await customer.send(requestOf(customer, { method: "POST" }))).status, 405);
  assert.equal(gateway.streams.count, 0);
});

Deno.test("call-events answers HEAD without opening a stream", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const response = await customer.send(requestOf(customer, { method: "HEAD" }));
  assert.deepEqual([response.status, response.body], [200, null]);
  assert.deepEqual([gateway.streams.count, gateway.pauses.count], [0, 0]);
});

Deno.test("call-events asks no more once the reader has left", async () => {
  await using gateway = await ScreenFixture.create();
  const stream = await listen(await waiting(gateway));
  await gateway.pauses.begun();
  const before = gateway.roundTrips.count;
  await stream.leave();
  assert.deepEqual([gateway.streams.count, gateway.pauses.count], [0, 0]);
  assert.equal(gateway.roundTrips.count, before);
});

Deno.test("the fifth stream of an interaction is refused for good by 204, until one ends", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const streams = [];
  for (let tab = 0; tab < 4; tab += 1) streams.push(await listen(customer));
  const refused = await customer.send(requestOf(customer));
  assert.deepEqual([refused.status, refused.body], [204, null]);
  const other = await waiting(gateway);
  streams.push(await listen(other));
  await streams.shift()?.leave();
  streams.push(await listen(customer));
  await Promise.all(streams.map((stream) => stream.leave()));
});

Deno.test("a process opens no more streams than its limit, and none once it ends", async () => {
  const streams = new OpenStreams({ inProcess: 2, perSubject: 4 });
  await using gateway = await ScreenFixture.create({
    override: (deps) => ({ ...deps, streams }),
  });
  const [one, two, three] = [
    await waiting(gateway),
    await waiting(gateway),
    await waiting(gateway),
  ];
  const open = [await listen(one), await listen(two)];
  assert.equal((await three.send(requestOf(three))).status, 204);
  streams.end();
  for (const stream of open) assert.equal(await stream.next(), undefined);
  assert.deepEqual([streams.count, gateway.pauses.count], [0, 0]);
  assert.equal((await three.send(requestOf(three))).status, 204);
});

for (
  const [what, fault, event] of [
    ["a store that is away", new UnavailableError("ephemeral store"), "call_events.unavailable"],
    ["a fault of ours", new Error("a bug"), "call_events.fault"],
  ] as const
) {
  Deno.test(`${what} ends call-events quietly and is logged`, async () => {
    let isBroken = false;
    await using gateway = await ScreenFixture.create(
      failRuns(() => isBroken ? fault : undefined),
    );
    const stream = await listen(await waiting(gateway));
    isBroken = true;
    await gateway.pauses.endNext();
    assert.equal(await stream.next(), undefined);
    assert.equal(gateway.streams.count, 0);
    assert.equal(gateway.logLines.filter((line) => line.includes(event)).length, 1);
  });
}
