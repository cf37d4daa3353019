import assert from "node:assert/strict";
import { createRedisEphemeralStore } from "../../../adapters/redis/ephemeral_store.ts";
import { shareStoreTime } from "../../../adapters/store_time.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { attempt, LATER, run } from "../../contract/store_fixture.ts";
import { serveBridge } from "../../support/bridge_server.ts";
import { startRecordingProxy } from "../../support/recording_proxy.ts";
import { startRedis } from "../../support/redis.ts";

const claim = { verb: "claimOnce", at: "k", expiresAt: LATER } as const;
const redeem = { verb: "redeem", at: "code" } as const;
const reserve = {
  verb: "reserve",
  at: "s",
  capacity: 1,
  leaseUntil: LATER,
  expiresAt: LATER,
} as const;

Deno.test("a resent command does not look like a replay: one lost answer goes unnoticed", async () => {
  await using server = await startRedis();
  const store = createRedisEphemeralStore(server);
  await run(store, [{ verb: "put", at: "code", value: "grant", expiresAt: LATER }]);
  server.loseAnswers(1);
  const results = await run(store, [claim, redeem, reserve]);
  assert.deepEqual(results.map(({ status }) => status), ["done", "done", "done"]);
  const others = await Promise.all([claim, redeem, reserve].map((one) => run(store, [one])));
  assert.deepEqual(others.map(([result]) => result?.status), ["refused", "refused", "refused"]);
});

Deno.test("when every answer is lost the store is unavailable; a repetition recognises its effect", async () => {
  await using server = await startRedis();
  const store = createRedisEphemeralStore(server);
  const by = attempt();
  await store.ping();
  server.loseAnswers(10);
  await assert.rejects(run(store, [claim], { by }), UnavailableError);
  server.loseAnswers(0);
  assert.deepEqual(await run(store, [claim], { by }), [{ status: "done" }]);
});

Deno.test("a command is sent at most three times: one repetition is fetch's own", async () => {
  await using server = await startRedis();
  const store = createRedisEphemeralStore(server);
  await run(store, [claim]);
  const before = server.requestCount();
  server.loseAnswers(10);
  await assert.rejects(run(store, [claim]), UnavailableError);
  assert.equal(server.requestCount() - before, 3);
});

Deno.test("a run is one round trip once the server knows the script", async () => {
  await using server = await startRedis();
  let counted = 0;
  const store = createRedisEphemeralStore({ ...server, onRoundTrip: () => counted += 1 });
  await run(store, [claim]);
  const before = [server.requestCount(), counted];
  await run(store, [claim, redeem, reserve]);
  assert.deepEqual([server.requestCount(), counted], before.map((count) => count + 1));
});

Deno.test("a server that hangs is unavailable within 2 seconds and works again by itself", async () => {
  await using server = await startRedis();
  const store = createRedisEphemeralStore(server);
  await run(store, [claim]);
  server.pause();
  const start = performance.now();
  await assert.rejects(run(store, [reserve]), UnavailableError);
  assert.ok(performance.now() - start < 2000);
  server.resume();
  assert.equal((await run(store, [claim]))[0].status, "refused");
});

Deno.test("a server that is down is unavailable and, started again without the script, works", async () => {
  await using server = await startRedis();
  const store = createRedisEphemeralStore(server);
  await run(store, [claim]);
  await server.kill();
  await assert.rejects(run(store, [claim]), UnavailableError);
  await assert.rejects(store.ping(), UnavailableError);
  await server.restart();
  assert.equal((await run(store, [claim]))[0].status, "done");
});

Deno.test("a failure tells nothing of what was to be stored", async () => {
  await using server = await startRedis();
  const store = createRedisEphemeralStore({ url: server.url, token: "wrong" });
  const put = { verb: "put", at: "k", value: "marker-value", expiresAt: LATER } as const;
  const error = await run(store, [put]).then(() => undefined, (error) => error);
  assert.ok(error instanceof UnavailableError);
  assert.ok(error.cause instanceof Error);
  assert.match(error.cause.message, /WRONGPASS/);
  assert.ok(!Deno.inspect(error, { depth: 9 }).includes("marker-value"));
});

Deno.test("of the context nothing but time and attempt is sent, whatever the caller's object holds", async () => {
  await using server = await startRedis();
  await using proxy = await startRecordingProxy(server.url);
  const store = createRedisEphemeralStore({ url: proxy.url, token: server.token });
  const request = { now: LATER, attempt: attempt(), account: "115-1100026" };
  await store.run(request, [{ verb: "get", at: "k" }]);
  assert.ok(proxy.bodies.some((body) => body.includes(request.attempt)));
  assert.ok(!proxy.bodies.some((body) => body.includes(request.account)));
});

Deno.test("what expired leaves the server by itself", async () => {
  await using server = await startRedis();
  const store = createRedisEphemeralStore(server);
  // Expired for longer than the margin: gone at once, as seen by a clock that stands still.
  const expiresAt = LATER - 120_000;
  await run(store, [{ verb: "put", at: "k", value: "v", expiresAt }], { now: LATER });
  const [gone] = await run(store, [{ verb: "get", at: "k" }], { now: expiresAt - 1 });
  assert.equal(gone.status, "absent");
});

Deno.test("all calls of a request together are given up within 2 seconds", async () => {
  await using server = await startRedis();
  const store = createRedisEphemeralStore(server);
  await run(store, [claim]);
  server.pause();
  const start = performance.now();
  await shareStoreTime(async () => {
    for (let calls = 0; calls < 3; calls++) await assert.rejects(store.ping(), UnavailableError);
  });
  assert.ok(performance.now() - start < 2000);
  server.resume();
});

const GARBAGE: Readonly<Record<string, () => Response>> = {
  "a page of a proxy": () => new Response("<html>marker</html>", { status: 502 }),
  "a page of a proxy with status 200": () => new Response("<html>marker</html>"),
  "no result": () => Response.json({}),
  "a number": () => Response.json({ result: 7 }),
  "a result that is no JSON": () => Response.json({ result: "marker" }),
  "one result too many": () => Response.json({ result: '[{"status":"done"},{"status":"done"}]' }),
  "an unknown status": () => Response.json({ result: '[{"status":"marker"}]' }),
  "null": () => Response.json({ result: "[null]" }),
};

for (const [name, answer] of Object.entries(GARBAGE)) {
  Deno.test(`a server that answers with ${name} is unavailable, and is not quoted`, async () => {
    await using server = await serveBridge(() => Promise.resolve(answer()));
    const store = createRedisEphemeralStore({ url: server.url, token: "token" });
    const calls = [() => run(store, [claim]), () => store.ping(), () => store.readQueue("q", 1)];
    for (const call of calls) {
      const error: unknown = await call().then(() => undefined, (error) => error);
      assert.ok(error instanceof UnavailableError, String(error));
      assert.doesNotMatch(String(error.cause), /marker/);
    }
  });
}
