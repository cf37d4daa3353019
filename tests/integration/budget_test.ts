/**
 * What a request may cost the shared stores. Round trips are what takes time at the edge, so they
 * are counted here, also at the wire, and cannot grow unnoticed.
 */
import assert from "node:assert/strict";
import type { App } from "../support/app.ts";
import { ManualClock } from "../support/clock.ts";
import { startHrana } from "../support/hrana_bridge.ts";
import { MeteredGateway, type MeteredRequest } from "../support/metered_gateway.ts";
import { startRedis } from "../support/redis.ts";
import { Wire } from "../support/wire.ts";

/** Round trips to the store of what expires, and to the database. */
type RoundTrips = readonly [ephemeral: number, database: number];

/** With warm caches. */
const BUDGETS: Readonly<Record<string, RoundTrips>> = {
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
  "introspect an access token": [1, 0],
  "introspect a refresh token": [1, 1],
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
  for (const token of [accessToken, refreshToken]) {
    assert.equal((await app.introspect(token)).active, true);
  }
  await app.revoke(accessToken);
  await app.revoke(refreshToken);
}

/** Uses everything with warm caches; answers with what each request took. */
async function measure(options: Parameters<typeof MeteredGateway.open>[0]) {
  // A clock that stands still keeps the caches warm.
  await using gateway = await MeteredGateway.open({ clock: new ManualClock(), ...options });
  const app = await gateway.addApp({ scope: "openid accounts transactions" });
  await useEverything(gateway, app);
  gateway.requests.length = 0;
  await useEverything(gateway, app);
  const { requests } = gateway;
  for (const { name, status } of requests) {
    assert.ok(status < 400, `${name} was answered with ${status}`);
  }
  assert.deepEqual(new Set(requests.map(({ name }) => name)), new Set(Object.keys(BUDGETS)));
  return requests;
}

/** Each request must have taken what the budget says, no more and, as it is a document, no less. */
function checkBudgets(
  requests: readonly MeteredRequest[],
  count: (request: MeteredRequest) => readonly number[],
  budget: (trips: RoundTrips) => readonly number[] = (trips) => trips,
): void {
  const rows = requests.map((request) => {
    const [counted, allowed] = [count(request), budget(BUDGETS[request.name] ?? [0, 0])];
    return { name: request.name, counted: counted.join(" + "), allowed: allowed.join(" + ") };
  });
  const table = rows.map(({ name, counted, allowed }) =>
    `${counted === allowed ? " " : "!"} ${name.padEnd(30)} ${counted}, budget ${allowed}`
  );
  assert.ok(rows.every(({ counted, allowed }) => counted === allowed), `\n${table.join("\n")}`);
}

const countedInside = ({ cost }: MeteredRequest) => [cost.ephemeral, cost.database];
const countedAtTheWire = ({ sent }: MeteredRequest) => [sent.redis, sent.database];

Deno.test("each request keeps within its budget of round trips, with stores in files", async () => {
  checkBudgets(await measure({}), countedInside);
});

Deno.test("each request keeps within its budget with Redis and a remote database: a round trip is one HTTP request at the wire", async () => {
  await using redis = await startRedis();
  await using database = await startHrana();
  await using wire = new Wire();
  const requests = await measure({
    wire,
    settings: {
      KAKEHASHI_REDIS_URL: await wire.before("redis", redis.url),
      KAKEHASHI_REDIS_TOKEN: redis.token,
      KAKEHASHI_DATABASE_URL: await wire.before("database", database.url),
      KAKEHASHI_DATABASE_TOKEN: database.token,
    },
  });
  checkBudgets(requests, countedAtTheWire);
  checkBudgets(requests, countedInside);
});

Deno.test("each request keeps within the sum of its budgets at the wire with one remote database for everything", async () => {
  await using database = await startHrana();
  await using wire = new Wire();
  const requests = await measure({
    wire,
    settings: {
      KAKEHASHI_DATABASE_URL: await wire.before("database", database.url),
      KAKEHASHI_DATABASE_TOKEN: database.token,
    },
  });
  checkBudgets(
    requests,
    countedAtTheWire,
    ([ephemeral, database]) => [0, ephemeral + database],
  );
});
