/** Acting on what another instance still remembers: ended links, revoked tokens, disabled apps. */
import assert from "node:assert/strict";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { disableClient } from "../../domain/client/manage_clients.ts";
import { endGrant } from "../../domain/grant/end_grant.ts";
import { newAttemptId, parseClientId } from "../../domain/ids.ts";
import { ManualClock } from "../support/clock.ts";
import { consent, openTestGateway, type TestGateway } from "../support/gateway.ts";
import { makeTempDir } from "../support/temp_dir.ts";

/** Two instances on the same stores, and an app that was linked and served by the first. */
async function openTwo() {
  const folder = await makeTempDir();
  const clock = new ManualClock("2026-11-04T10:00:00+09:00");
  const settings = { KAKEHASHI_DATABASE_URL: `file:${folder.path}/shared.db` };
  const one = await openTestGateway({ settings, clock });
  const other = await openTestGateway({ settings, clock });
  let at: TestGateway = one;
  const app = await one.addApp({ fetcher: (request) => at.gateway.fetch(request) });
  const pending = await app.push();
  const tokens = await app.finish(pending, await consent(one.openBrowser(), pending));
  const read = async (gateway: TestGateway) => {
    at = gateway;
    const answer = await app.call(tokens.accessToken, "/accounts").catch((refusal) =>
      refusal.response
    );
    await answer.body?.cancel();
    return answer.status;
  };
  assert.deepEqual([await read(one), await read(other)], [200, 200]);
  return {
    one,
    other,
    app,
    tokens,
    clock,
    read,
    useOther: () => at = other,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
      await folder.remove();
    },
  };
}

Deno.test("a link that is ended at one instance is over at all others at once", async () => {
  await using world = await openTwo();
  const { one, other, clock, read } = world;
  const { stores, vault } = other.gateway.storage;
  const [grant] = await stores.grants.search({ limit: 1 });
  assert.ok(grant);
  const context = { now: clock.now(), attempt: newAttemptId(systemRandom) };
  await endGrant(
    { store: stores.ephemeral, grants: stores.grants, vault },
    context,
    grant.id,
    "revoked_by_operator",
    {
      id: "end",
      at: clock.now(),
      actor: "operator:desk",
      event: "grant.end",
      result: "ok",
      details: {},
    },
  );
  assert.deepEqual([await read(one), await read(other)], [401, 401]);
  await assert.rejects(world.app.refresh(world.tokens.refreshToken));
});

Deno.test("a token that is revoked at one instance is refused by all others at once", async () => {
  await using world = await openTwo();
  world.useOther();
  await world.app.revoke(world.tokens.accessToken);
  assert.deepEqual([await world.read(world.one), await world.read(world.other)], [401, 401]);
});

Deno.test("an app that is disabled gets nothing from any instance five seconds later", async () => {
  await using world = await openTwo();
  const { one, other, app, clock, read } = world;
  const id = parseClientId("test-app");
  assert.ok(id);
  await disableClient(other.gateway.storage.stores.clients, id, clock.now());
  clock.advance(5000);
  assert.deepEqual([await read(one), await read(other)], [401, 401]);
  await assert.rejects(app.push());
  await assert.rejects(app.refresh(world.tokens.refreshToken));
});
