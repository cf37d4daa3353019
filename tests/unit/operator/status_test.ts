/** `status`: it tells of whatever there is to tell, also while a store is away. */
import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import { openOperator } from "../../support/operator.ts";
import { sealLog } from "../../support/sealing.ts";

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
