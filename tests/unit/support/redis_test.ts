import assert from "node:assert/strict";
import { Redis } from "@upstash/redis";
import { startRedis, type TestRedis } from "../../support/redis.ts";

function connect(server: TestRedis): Redis {
  return new Redis({
    url: server.url,
    token: server.token,
    retry: { retries: 0 },
    enableAutoPipelining: false,
    automaticDeserialization: false,
  });
}

Deno.test("the bridge stores and reads text, integers and nothing like Redis", async () => {
  await using server = await startRedis();
  const redis = connect(server);
  assert.equal(await redis.set("口座", "普通 1100026"), "OK");
  assert.equal(await redis.get("口座"), "普通 1100026");
  assert.equal(await redis.get("absent"), null);
  assert.equal(await redis.incrby("count", 3), 3);
  assert.equal(await redis.set("口座", "other", { nx: true }), null);
  await redis.hset("hash", { a: "1", b: "2" });
  assert.deepEqual(await redis.hgetall("hash"), ["a", "1", "b", "2"]);
});

Deno.test("the bridge refuses a wrong token and a malformed command", async () => {
  await using server = await startRedis();
  const stranger = new Redis({ url: server.url, token: "wrong", retry: { retries: 0 } });
  await assert.rejects(stranger.get("a"), /WRONGPASS/);
  await assert.rejects(connect(server).eval("return redis.call('NOPE')", [], []), /nknown/);
  const response = await fetch(server.url, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}` },
    body: "{}",
  });
  assert.equal(response.status, 400);
  assert.match(await response.text(), /failed to parse/);
});

Deno.test("a pipeline is one round trip and reports each command's own outcome", async () => {
  await using server = await startRedis();
  const redis = connect(server);
  const pipeline = redis.pipeline().set("a", "1").hget("a", "field").get("a");
  const outcomes = await pipeline.exec({ keepErrors: true });
  assert.equal(server.requestCount(), 1);
  assert.equal(outcomes[0].result, "OK");
  assert.match(String(outcomes[1].error), /WRONGTYPE/);
  assert.equal(outcomes[2].result, "1");
});

Deno.test("multi runs its commands as one transaction", async () => {
  await using server = await startRedis();
  const redis = connect(server);
  const outcomes = await redis.multi().set("a", "1").incr("a").get("a").exec();
  assert.deepEqual(outcomes, ["OK", 2, "2"]);
});

Deno.test("EVAL, EVALSHA and a script's fall-back from EVALSHA to EVAL work", async () => {
  await using server = await startRedis();
  const redis = connect(server);
  const source = "return {redis.call('INCR', KEYS[1]), ARGV[1]}";
  const script = redis.createScript<[number, string]>(source);
  await assert.rejects(redis.evalsha("0".repeat(40), ["n"], ["x"]), /NOSCRIPT/);
  assert.deepEqual(await script.exec(["n"], ["x"]), [1, "x"]);
  assert.deepEqual(await script.exec(["n"], ["y"]), [2, "y"]);
  assert.deepEqual(await redis.eval(source, ["n"], ["z"]), [3, "z"]);
});

Deno.test("a script with Upstash's own flag runs by text and by digest", async () => {
  await using server = await startRedis();
  const redis = connect(server);
  const script = redis.createScript<string>("#!lua flags=allow-key-locking\nreturn ARGV[1]");
  assert.equal(await script.exec([], ["first"]), "first");
  assert.equal(await script.exec([], ["again"]), "again");
});

Deno.test("a lost answer leaves the command carried out and the client without one", async () => {
  await using server = await startRedis();
  const redis = connect(server);
  server.loseAnswers(1);
  await assert.rejects(redis.incr("n"));
  assert.equal(await redis.get("n"), "1");
});

Deno.test("commands fail while the server is killed and work after its restart", async () => {
  await using server = await startRedis();
  const redis = connect(server);
  await redis.set("a", "1");
  await server.kill();
  await assert.rejects(redis.get("a"));
  await server.restart();
  assert.equal(await redis.get("a"), null);
});

Deno.test("a paused server answers after it resumed", async () => {
  await using server = await startRedis();
  const redis = connect(server);
  server.pause();
  const pending = redis.set("a", "1");
  server.resume();
  assert.equal(await pending, "OK");
});
