/**
 * What a request may cost the shared stores. Round trips are what takes time at the edge, so they
 * are counted here and cannot grow unnoticed.
 */
import assert from "node:assert/strict";
import type { App } from "../support/app.ts";
import { ManualClock } from "../support/clock.ts";
import type { TestGatewayOptions } from "../support/gateway.ts";
import { MeteredGateway } from "../support/metered_gateway.ts";
import { startRedis } from "../support/redis.ts";

/** Round trips to the store of what expires, and to the database, with warm caches. */
const BUDGETS: Readonly<Record<string, readonly [ephemeral: number, database: number]>> = {
  "push a request": [1, 0],
  "open the interaction": [1, 0],
  "draw account": [1, 0],
  "submit account": [2, 0],
  "draw customer": [1, 0],
  "submit customer": [2, 0],
  "draw phone": [1, 0],
  "submit phone": [2, 0],
  "draw call": [1, 0],
  // What was expected is read before it is used up, as the event may be of an earlier call.
  "report a call": [2, 0],
  "submit call": [2, 0],
  "draw pin": [1, 0],
  "submit pin": [2, 0],
  "draw consent": [1, 0],
  "submit consent": [2, 1],
  "exchange a code": [1, 1],
  "refresh": [1, 1],
  "read the accounts": [1, 0],
  "read balance": [1, 0],
  "read transactions": [1, 0],
  "read the consent": [1, 0],
  "read userinfo": [1, 0],
  "revoke an access token": [1, 0],
  // Replay claims; the mark that stops resource calls; the grant of the token, and its end.
  "revoke a refresh token": [2, 2],
};

/** Uses everything once, from the link in the app to the end of the grant. */
async function useEverything(gateway: MeteredGateway, app: App): Promise<void> {
  const pending = await app.push();
  const { refreshToken } = await app.finish(pending, await gateway.consent(pending));
  const { accessToken } = await app.refresh(refreshToken);
  const { accounts: [{ accountId }] } = await (await app.call(accessToken, "/accounts")).json();
  for (const path of ["balance", "transactions"]) {
    await (await app.call(accessToken, `/accounts/${accountId}/${path}`)).body?.cancel();
  }
  for (const path of ["/consent", "/userinfo"]) {
    await (await app.call(accessToken, path)).body?.cancel();
  }
  await app.revoke(accessToken);
  await app.revoke(refreshToken);
}

async function checkBudgets(options: TestGatewayOptions): Promise<void> {
  // A clock that stands still keeps the caches warm.
  await using gateway = await MeteredGateway.open({ clock: new ManualClock(), ...options });
  const app = await gateway.addApp({ scope: "openid accounts transactions" });
  await useEverything(gateway, app);
  gateway.requests.length = 0;
  await useEverything(gateway, app);
  for (const { name, status, cost } of gateway.requests) {
    assert.ok(status < 400, `${name} was answered with ${status}`);
    assert.deepEqual([cost.ephemeral, cost.database], BUDGETS[name], name);
  }
  const names = new Set(gateway.requests.map(({ name }) => name));
  assert.deepEqual(names, new Set(Object.keys(BUDGETS)));
}

Deno.test("each request keeps within its budget of round trips, with stores in files", async () => {
  await checkBudgets({});
});

Deno.test("each request keeps within its budget with Redis, where a round trip is one request", async () => {
  await using redis = await startRedis();
  let roundTrips = 0;
  await checkBudgets({
    settings: { KAKEHASHI_REDIS_URL: redis.url, KAKEHASHI_REDIS_TOKEN: redis.token },
    onRoundTrip: (store) => roundTrips += store === "ephemeral" ? 1 : 0,
  });
  assert.equal(redis.requestCount(), roundTrips);
});
