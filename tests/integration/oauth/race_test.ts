import assert from "node:assert/strict";
import { makeTestKey } from "../../support/protocol_client.ts";
import { startProtocol } from "../../support/protocol_server.ts";

const PARALLEL = 50;

async function countStatuses(requests: readonly Promise<Response>[]) {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(requests)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

Deno.test("of 50 parallel redemptions of one code one succeeds, and the grant ends", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code, grant } = await server.consent(await app.pushed(server));
  const requests = Array.from({ length: PARALLEL }, () => app.redeem(server, code));
  assert.deepEqual(await countStatuses(requests), { 200: 1, 400: PARALLEL - 1 });
  assert.equal((await server.stores.grants.find(grant.id))?.endReason, "code_reuse");
});

Deno.test("of 50 parallel uses of one assertion one succeeds", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const assertion = await app.assertion();
  const requests = Array.from({ length: PARALLEL }, () => app.push(server, { assertion }));
  assert.deepEqual(await countStatuses(requests), { 201: 1, 401: PARALLEL - 1 });
});

Deno.test("of 50 parallel uses of one proof one succeeds, at PAR and at userinfo", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const dpop = await app.proof("/par");
  const pushes = Array.from({ length: PARALLEL }, () => app.push(server, { dpop }));
  assert.deepEqual(await countStatuses(pushes), { 201: 1, 400: PARALLEL - 1 });
  const { tokens } = await app.link(server);
  const once = { claims: { jti: "once" } };
  const reads = Array.from(
    { length: PARALLEL },
    () => app.readUserinfo(server, tokens.access_token, once),
  );
  assert.deepEqual(await countStatuses(reads), { 200: 1, 401: PARALLEL - 1 });
});

Deno.test("proofs of two keys with one jti do not get in each other's way", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  for (const key of [app.dpopKey, await makeTestKey()]) {
    const dpop = await app.proof("/par", { jti: "same" }, {}, key);
    assert.equal((await app.push(server, { dpop })).status, 201);
  }
});

Deno.test("assertions of two clients with one jti do not get in each other's way", async () => {
  await using server = await startProtocol();
  for (const id of ["app-1", "app-2"]) {
    const app = await server.register(id);
    const assertion = await app.assertion({ jti: "same" });
    assert.equal((await app.push(server, { assertion })).status, 201);
  }
});
