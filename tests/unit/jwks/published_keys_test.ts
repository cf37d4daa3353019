import assert from "node:assert/strict";
import { PublishedKeys } from "../../../domain/client/published_keys.ts";
import { ManualClock } from "../../support/clock.ts";
import { makeTestKey } from "../../support/protocol_client.ts";

const URI = "https://keys.app.example/jwks";
const { publicJwk } = await makeTestKey("ES256");

function setOf(...kids: readonly string[]): unknown {
  return { keys: kids.map((kid) => ({ ...publicJwk, kid })) };
}

/** Keys whose publication a test changes, and how often they were asked for. */
class Publication {
  published: unknown = setOf("a");
  fetches = 0;
  readonly faults: unknown[] = [];
  readonly clock = new ManualClock();
  readonly keys = new PublishedKeys(this, this.clock, (_, fault) => this.faults.push(fault));

  fetch(): Promise<unknown> {
    this.fetches += 1;
    return this.published instanceof Error
      ? Promise.reject(this.published)
      : Promise.resolve(this.published);
  }

  async kids(kid?: string): Promise<unknown> {
    return (await this.keys.find(URI, kid))?.keys.map((key) => key.kid);
  }
}

Deno.test("keys are fetched once and used for five minutes", async () => {
  const app = new Publication();
  assert.deepEqual(await app.kids("a"), ["a"]);
  app.published = setOf("b");
  app.clock.advance(299_999);
  assert.deepEqual(await app.kids("a"), ["a"]);
  assert.equal(app.fetches, 1);
  app.clock.advance(1);
  assert.deepEqual(await app.kids("a"), ["b"]);
  assert.equal(app.fetches, 2);
});

Deno.test("an unknown kid has them fetched anew, at most once a minute", async () => {
  const app = new Publication();
  await app.kids("a");
  app.published = setOf("a", "b");
  assert.deepEqual(await app.kids("b"), ["a"], "not within the first minute");
  app.clock.advance(60_000);
  assert.deepEqual(await app.kids("b"), ["a", "b"]);
  for (let count = 0; count < 100; count++) await app.kids(`made-up-${count}`);
  assert.equal(app.fetches, 2);
  app.clock.advance(60_000);
  await app.kids("made-up");
  assert.equal(app.fetches, 3);
});

Deno.test("who asks at the same time waits for the same answer", async () => {
  const app = new Publication();
  const answers = await Promise.all(Array.from({ length: 50 }, () => app.kids("a")));
  assert.deepEqual(new Set(answers.map(String)), new Set(["a"]));
  assert.equal(app.fetches, 1);
});

Deno.test("a failure does not poison what is known: the old keys stay usable for six hours", async () => {
  const app = new Publication();
  await app.kids("a");
  app.published = new Error("away");
  app.clock.advance(6 * 3_600_000 - 1);
  assert.deepEqual(await app.kids("a"), ["a"]);
  assert.equal(app.faults.length, 1);
  app.clock.advance(1);
  assert.equal(await app.kids("a"), undefined);
  app.published = setOf("b");
  app.clock.advance(60_000);
  assert.deepEqual(await app.kids("b"), ["b"]);
});

Deno.test("an address that does not answer is asked once a minute, not with each request", async () => {
  const app = new Publication();
  app.published = new Error("away");
  for (let count = 0; count < 100; count++) assert.equal(await app.kids("a"), undefined);
  assert.equal(app.fetches, 1);
  app.clock.advance(60_000);
  app.published = setOf("a");
  assert.deepEqual(await app.kids("a"), ["a"]);
});

Deno.test("keys that could not be registered are not used, and do not displace good ones", async () => {
  const app = new Publication();
  const weak = { ...publicJwk, kid: "weak", crv: "P-192" };
  app.published = { keys: [{ ...publicJwk, kid: "a" }, weak, { kty: "oct", k: "AAAA", kid: "s" }] };
  assert.deepEqual(await app.kids("a"), ["a"]);
  for (const published of [{ keys: [weak] }, { keys: [] }, {}, [], null, "keys"]) {
    app.published = published;
    app.clock.advance(300_000);
    assert.deepEqual(await app.kids("a"), ["a"], JSON.stringify(published));
  }
});

Deno.test("a clock that is put back does not keep keys alive", async () => {
  const app = new Publication();
  await app.kids("a");
  app.published = setOf("b");
  app.clock.advance(-3_600_000);
  assert.deepEqual(await app.kids("a"), ["b"]);
});
