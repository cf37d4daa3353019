/** `status`: it tells of whatever there is to tell, also while a store is away. */
import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import { loadConfig } from "../../../config.ts";
import { createTextFiles } from "../../../tools/operator/files.ts";
import { openGateway } from "../../../tools/operator/open_gateway.ts";
import { runCommandLine } from "../../../tools/operator/run_command.ts";
import { openOperator } from "../../support/operator.ts";
import { sealLog } from "../../support/sealing.ts";

/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:1";

Deno.test("status tells of stores, gateway, queues and the next closed window", async () => {
  await using operator = await openOperator();
  await operator.addGrant("g1", "app-1", "1100026");
  const find = (entries: Record<string, unknown>[], id: string) =>
    entries.find((entry) => entry["id"] === id) ?? {};
  const alone = await operator.json("status");
  assert.equal(find(alone, "gateway")["status"], "unreachable");
  assert.equal(find(alone, "database")["status"], "ok");
  assert.equal(find(alone, "ephemeral")["status"], "ok");
  assert.equal(find(alone, "notice-queue")["length"], 1);
  const seal = find(alone, "operation-log-seal");
  assert.deepEqual([seal["position"], seal["unsealed"]], [undefined, 1]);
  assert.equal(find(alone, "service-hours")["closesAt"], "2026-12-01T00:00:00+09:00");
  assert.equal(find(alone, "operation-log-queue")["length"], 0);
  assert.equal(find(alone, "adapters")["mail"], "mail.example");
  operator.gateway = () =>
    Promise.resolve(Response.json({ status: "ready", breakers: { "core banking": "open" } }));
  await sealLog(operator.stores, operator.clock.now());
  await operator.json("maintenance", "add", "2026-11-30T12:00:30", "2026-11-30T13:00");
  const running = await operator.json("status");
  const sealed = find(running, "operation-log-seal");
  assert.deepEqual([sealed["position"], sealed["signedAt"]], [2, "2026-11-30T10:00:00+09:00"]);
  assert.equal(find(running, "gateway")["status"], "ready");
  assert.equal(find(running, "breaker: core banking")["status"], "open");
  assert.equal(find(running, "service-hours")["closesAt"], "2026-11-30T12:00:30+09:00");
  operator.clock.set("2026-11-30T12:30:00+09:00");
  const closed = find(await operator.json("status"), "service-hours");
  assert.deepEqual([closed["open"], closed["reopensAt"]], [false, "2026-11-30T13:00:00+09:00"]);
});

Deno.test("status tells that the store of what expires is away, and how all else is", async () => {
  await using operator = await openOperator();
  const fail = () => Promise.reject(new UnavailableError("redis"));
  Object.assign(operator.stores.ephemeral, { ping: fail, readQueue: fail });
  const entries = await operator.json("status");
  const statuses = new Map(entries.map(({ id, status }) => [id, status]));
  assert.equal(statuses.get("ephemeral"), "unreachable");
  assert.equal(statuses.get("operation-log-queue"), "unreachable");
  assert.equal(statuses.get("database"), "ok");
  assert.ok(statuses.has("service-hours"));
});

Deno.test("status tells that stores are away, and how all else is, from the first connection on", async () => {
  const written: string[] = [];
  const config = loadConfig({
    KAKEHASHI_DATABASE_URL: NOWHERE,
    KAKEHASHI_DATABASE_TOKEN: "token",
    KAKEHASHI_REDIS_URL: NOWHERE,
    KAKEHASHI_REDIS_TOKEN: "token",
  });
  const run = (command: string) =>
    runCommandLine([...command.split(" "), "--json"], {
      files: createTextFiles(() => Promise.reject(new Error("no files"))),
      login: "hanako",
      open: (toleratesAbsence) => openGateway(config, toleratesAbsence),
      restorer: () => assert.fail("nothing is restored"),
      write: (text) => void written.push(text),
      writeFault: (text) => void written.push(text),
    });
  assert.equal(await run("status"), 0);
  const entries: Record<string, unknown>[] = JSON.parse(written.splice(0).join(""));
  const away = entries.filter(({ status }) => status === "unreachable").map(({ id }) => id);
  assert.deepEqual(away, [
    "gateway",
    "database",
    "ephemeral",
    "operation-log-queue",
    "operation-log-seal",
    "notice-queue",
    "service-hours",
  ]);
  assert.ok(entries.some(({ id, core }) => id === "adapters" && core !== ""));
  assert.equal(await run("client list"), 1, "nothing is shown that cannot be logged");
  assert.equal(written.join(""), "接続できません: database\n");
});
