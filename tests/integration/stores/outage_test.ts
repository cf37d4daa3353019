/** While a store is away, whatever the reason, every route answers in time, and comes back by itself. */
import assert from "node:assert/strict";
import {
  type Need,
  type RouteVisit,
  TELEPHONY_SECRET,
  visitEveryRoute,
} from "../../support/every_route.ts";
import { layLine, type LineFault } from "../../support/faulty_line.ts";
import { openTestGateway, type TestGateway } from "../../support/gateway.ts";
import { startHrana } from "../../support/hrana_bridge.ts";
import { startRedis } from "../../support/redis.ts";

const ANSWER_MILLIS = 2000;
const RECOVERY_MILLIS = 5000;
/** So many requests wait at once. */
const AT_ONCE = 24;

/** A gateway on Redis and a database server, each of which can fail. */
async function openStage() {
  const stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis());
  const hrana = stack.use(await startHrana());
  const [redisLine, databaseLine] = [
    stack.use(await layLine(portOf(redis.url))),
    stack.use(await layLine(portOf(hrana.url))),
  ];
  const test = stack.use(
    await openTestGateway({
      settings: {
        KAKEHASHI_REDIS_URL: `http://127.0.0.1:${redisLine.port}`,
        KAKEHASHI_REDIS_TOKEN: redis.token,
        KAKEHASHI_DATABASE_URL: `http://127.0.0.1:${databaseLine.port}`,
        KAKEHASHI_DATABASE_TOKEN: hrana.token,
        KAKEHASHI_TELEPHONY_SECRET: TELEPHONY_SECRET,
        KAKEHASHI_STORE_TIME_MS: "1500",
      },
    }),
  );
  const dispose = () => stack.disposeAsync();
  return { redis, redisLine, databaseLine, test, [Symbol.asyncDispose]: dispose };
}

type Stage = Awaited<ReturnType<typeof openStage>>;

function portOf(url: string): number {
  return Number(new URL(url).port);
}

interface Outage {
  readonly of: "expiring" | "database";
  begin(stage: Stage): Promise<void> | void;
  end(stage: Stage): Promise<void> | void;
}

const bySignal = { of: "expiring" } as const;
const byLine = (of: Outage["of"], fault: LineFault): Outage => {
  const lineOf = (stage: Stage) => of === "expiring" ? stage.redisLine : stage.databaseLine;
  return {
    of,
    begin: (stage) => lineOf(stage).breakBy(fault),
    end: (stage) => lineOf(stage).breakBy("none"),
  };
};

const OUTAGES: Readonly<Record<string, Outage>> = {
  "Redis is killed": {
    ...bySignal,
    begin: ({ redis }) => redis.kill(),
    end: ({ redis }) => redis.restart(),
  },
  "Redis hangs": {
    ...bySignal,
    begin: ({ redis }) => redis.pause(),
    end: ({ redis }) => redis.resume(),
  },
  "something else answers for Redis": byLine("expiring", "garbage"),
  "the database is cut off": byLine("database", "cut"),
  "the database hangs": byLine("database", "silent"),
  "something else answers for the database": byLine("database", "garbage"),
  "answers of the database stop halfway": byLine("database", "halved"),
};

for (const [name, outage] of Object.entries(OUTAGES)) {
  Deno.test(`while ${name} every route answers within 2 s, and within 5 s after it works again`, async () => {
    await using stage = await openStage();
    const { test } = stage;
    const visits = await visitEveryRoute(test);
    await outage.begin(stage);
    try {
      for (let first = 0; first < visits.length; first += AT_ONCE) {
        const some = await prepare(visits.slice(first, first + AT_ONCE));
        await Promise.all(some.map((prepared) => checkDuring(test, prepared, outage.of)));
      }
    } finally {
      await outage.end(stage);
    }
    const end = performance.now();
    for (const visit of visits) await waitUntilBack(test, visit, end + RECOVERY_MILLIS);
    const app = await test.addApp({ clientId: "app-after-it" });
    assert.match((await app.push()).requestUri, /^urn:/);
  });
}

type Prepared = readonly [visit: RouteVisit, request: Request];

/** One by one, because all apps are one. */
async function prepare(visits: readonly RouteVisit[]): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = [];
  for (const visit of visits) prepared.push([visit, await visit.request()]);
  return prepared;
}

async function checkDuring(test: TestGateway, [visit, request]: Prepared, away: Outage["of"]) {
  const begun = performance.now();
  const response = await test.gateway.fetch(request);
  const body = await response.text();
  const millis = performance.now() - begun;
  const said = `${visit.route}: ${response.status} after ${Math.round(millis)} ms: ${body}`;
  assert.ok(millis < ANSWER_MILLIS, said);
  const { status } = response;
  if (mustFail(visit.needs, away)) assert.equal(status, 503, said);
  else if (mustWork(visit.needs, away)) assert.ok(status < 400, said);
  else assert.ok(status < 500 || status === 503, said);
  if (status === 503) checkRefusal(visit, response, body);
}

/** What needs the database may still be answered from what is remembered of it. */
function mustFail(needs: Need, away: Outage["of"]): boolean {
  return needs === "both" || (needs === "expiring" && away === "expiring");
}

function mustWork(needs: Need, away: Outage["of"]): boolean {
  return needs === "nothing" || (needs === "database" && away === "expiring");
}

function checkRefusal({ route, isPage }: RouteVisit, { headers }: Response, body: string): void {
  assert.match(headers.get("retry-after") ?? "", /^[1-9]\d*$/, route);
  if (isPage) {
    assert.match(body, /data-message="busy"/, route);
    return;
  }
  const { error, code, status }: Record<string, unknown> = JSON.parse(body);
  const said = typeof code === "string" ? code : error ?? status;
  assert.match(String(said), /^(temporarily_unavailable|unavailable|not ready)$/, route);
}

async function waitUntilBack(test: TestGateway, visit: RouteVisit, deadline: number) {
  for (;;) {
    const response = await test.gateway.fetch(await visit.request());
    await response.body?.cancel();
    if (response.status < 500) return;
    assert.ok(performance.now() < deadline, `${visit.route} still answers ${response.status}`);
  }
}
