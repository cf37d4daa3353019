/** What a collector is told by a gateway at work, and what it is never told. */
import assert from "node:assert/strict";
import { signCallEvent } from "../../domain/caller_id/call_event.ts";
import type { App, Tokens } from "../support/app.ts";
import { openBrowser, registerApp } from "../support/black_box.ts";
import { findUnknown, readQueries } from "../support/dashboard.ts";
import { HANAKO, TARO } from "../support/gateway.ts";
import { type GatewayPlace, openGatewayPlace } from "../support/gateway_process.ts";
import { startHrana } from "../support/hrana_bridge.ts";
import type { HtmlBrowser } from "../support/html_browser.ts";
import { type OtlpCollector, startCollector } from "../support/otlp_collector.ts";
import { startRedis } from "../support/redis.ts";
import { startSmtpServer } from "../support/smtp_server.ts";

const TELEPHONY_SECRET = "marker-telephony-secret-0123456789abcdef";
const CALLER = "+819000003333";
/** No other texts of a run are these digits alone. */
const WRONG_PIN = "8642";
/** A caller that wants to be traced, as the gateway must not let it decide. */
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const TRACED = {
  traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01`,
  baggage: "marker-baggage=1",
};

/** Sends a request as it is, with the fields of a caller that wants to be traced. */
function fetchTraced(request: Request): Promise<Response> {
  const headers = new Headers([...request.headers, ...Object.entries(TRACED)]);
  return fetch(new Request(request, { headers }));
}

/** All that must not leave, gathered along the way. */
class Secrets {
  readonly texts = new Set<string>();

  keep(...texts: readonly (string | undefined)[]): void {
    for (const text of texts) if (text !== undefined && text !== "") this.texts.add(text);
  }

  keepOf(browser: HtmlBrowser): void {
    this.keep(...browser.cookies.values());
    const field = browser.page.html.querySelector("input[name=csrf]");
    this.keep(field?.getAttribute("value"), /\/interaction\/([^/]+)/.exec(browser.page.url)?.[1]);
  }
}

async function report(place: GatewayPlace, call: { from: string | null; to: string; ago: number }) {
  const occurredAt = Temporal.Now.instant().subtract({ seconds: call.ago }).toString();
  const body = JSON.stringify({
    eventId: crypto.randomUUID(),
    occurredAt,
    callerNumber: call.from,
    destinationNumber: call.to,
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = await signCallEvent(TELEPHONY_SECRET, timestamp, body);
  const headers = { "Kakehashi-Timestamp": timestamp, "Kakehashi-Signature": signature };
  const url = `${place.issuer}/telephony/events`;
  assert.equal((await fetch(url, { method: "POST", body, headers })).status, 204);
}

/** The whole way of a customer, with a wrong PIN and calls that cannot count. */
async function walk(place: GatewayPlace, app: App, secrets: Secrets): Promise<Tokens> {
  const pending = await app.push();
  secrets.keep(pending.requestUri.split(":").at(-1), pending.state, pending.codeVerifier);
  const browser = openBrowser(place, fetchTraced);
  const press = async (button: string, values = {}) => {
    await browser.press(button, values);
    secrets.keepOf(browser);
  };
  await browser.open(pending.url.href);
  secrets.keepOf(browser);
  await press("next", HANAKO.account);
  await press("next", HANAKO.customer);
  await press("confirm-phone");
  const tel = browser.page.html.getElementById("call")?.getAttribute("href") ?? "";
  const to = tel.replace("tel:", "");
  await report(place, { from: null, to, ago: 0 });
  await report(place, { from: CALLER, to, ago: 60 });
  await report(place, { from: CALLER, to, ago: 0 });
  await press("confirm-call");
  await press("next", { pin: WRONG_PIN });
  await press("next", { pin: HANAKO.pin });
  await press("allow", { agree: true });
  assert.ok(browser.leftFor, browser.page.text);
  secrets.keep(browser.leftFor.searchParams.get("code") ?? undefined);
  return await app.finish(pending, browser.leftFor);
}

async function lockOut(place: GatewayPlace, app: App): Promise<void> {
  const browser = openBrowser(place, fetchTraced);
  await browser.open((await app.push()).url.href);
  await browser.press("next", TARO.account);
  for (let tries = 0; tries < 3; tries++) await browser.press("next", HANAKO.customer);
}

/** What an attacker and a clumsy app send. */
async function misbehave(place: GatewayPlace): Promise<void> {
  const url = (path: string) => new URL(path, place.issuer);
  const requests = [
    new Request(url("/marker-path?marker-query=1"), { headers: TRACED }),
    new Request(url("/authorize?client_id=marker-client&request_uri=marker-uri")),
    new Request(url("/token?code=marker-code"), { method: "MARKER-METHOD" }),
    new Request(url("/telephony/events"), { method: "POST", body: "marker-event" }),
    new Request(url("/accounts"), { headers: { Authorization: "DPoP marker-token" } }),
  ];
  for (const request of requests) await (await fetch(request)).body?.cancel();
}

async function useTokens(app: App, { accessToken, refreshToken }: Tokens, secrets: Secrets) {
  const { accounts: [{ accountId }] } = await (await app.call(accessToken, "/accounts")).json();
  await (await app.call(accessToken, `/accounts/${accountId}/balance`)).body?.cancel();
  const renewed = await app.refresh(refreshToken);
  secrets.keep(accessToken, refreshToken, renewed.accessToken, accountId);
}

/** The sum over the points of a metric that have these labels; 0 without any. */
function total(
  { metrics }: OtlpCollector,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const wanted = Object.entries(labels);
  const points = metrics.get(name)?.points ?? [];
  return points.filter(({ attributes }) =>
    wanted.every(([key, value]) => attributes[key] === value)
  )
    .reduce((sum, { asInt, asDouble, count }) => sum + (asInt ?? asDouble ?? count ?? 0), 0);
}

function assertMetrics(collector: OtlpCollector): void {
  const of = (name: string, labels = {}) => total(collector, `kakehashi.${name}`, labels);
  const count = (route: string, status: number) =>
    of("request.duration", { "http.route": route, "http.response.status_code": String(status) });
  assert.equal(count("/par", 201), 2);
  assert.equal(count("/token", 200), 2);
  assert.equal(count("/token", 405), 1);
  assert.equal(count("/accounts/:accountId/balance", 200), 1);
  assert.equal(count("none", 404), 1);
  assert.equal(of("request.duration", { "http.request.method": "_OTHER" }), 1);
  assert.equal(of("steps", { event: "screen.account", result: "entered" }), 2);
  assert.equal(of("steps", { event: "screen.pin", result: "failed" }), 1);
  assert.equal(of("steps", { event: "screen.consent", result: "granted" }), 1);
  for (const result of ["expected", "matched", "late", "withheld"]) {
    assert.equal(of("calls", { result }), 1, result);
  }
  assert.equal(of("call.event.delay"), 3);
  assert.equal(of("lockouts"), 1);
  assert.equal(of("log.lines", { event: "call.forged", severity: "warning" }), 1);
  const timed = (dependency: string, operation: string, result = "ok") =>
    of("dependency.duration", { dependency, operation, result });
  assert.ok(timed("redis", "ephemeral.run") > 20);
  assert.equal(timed("libsql", "grants.recordConsent"), 1);
  assert.equal(timed("core banking", "coreBanking.verifyPin"), 2);
  assert.ok(timed("mail", "mailer.send", "unavailable") >= 1);
  assert.equal(of("breaker.state", { dependency: "core banking" }), 0);
  const age = of("signing_key.age", { algorithm: "EdDSA" });
  assert.ok(age > 0 && age < 600, String(age));
}

function assertSpans({ spans }: OtlpCollector): void {
  const served = spans.filter(({ kind }) => kind === 2);
  assert.deepEqual(new Set(served.map(({ scope }) => scope)), new Set(["kakehashi"]));
  const authorize = served.find(({ name }) => name === "GET /authorize");
  assert.deepEqual(authorize?.attributes, {
    "http.request.method": "GET",
    "http.route": "/authorize",
    "http.response.status_code": "303",
  });
  const below = spans.filter(({ traceId }) => traceId === authorize?.traceId);
  assert.ok(below.some(({ name }) => name === "redis ephemeral.run"));
  assert.ok(served.some(({ name }) => name === "POST /interaction/:id/:screen"));
  assert.ok(spans.every(({ traceId }) => traceId !== TRACE_ID));
}

function assertNothingShows(collector: OtlpCollector, secrets: Secrets): void {
  const told = [...collector.bodies("metrics"), ...collector.bodies("traces")].join("\n");
  const all = [told, ...collector.bodies("logs")].join("\n");
  for (const known of ["/interaction/:id/:screen", "call.forged", "issuer http"]) {
    assert.ok(all.includes(known), known);
  }
  const personal = [
    ...["09000003333", "9000003333", "1100026", "1234567", "データ", "ﾃﾞ-ﾀ", "hanako@mail.example"],
    ...["marker-", TELEPHONY_SECRET, TRACE_ID],
  ];
  assert.ok(secrets.texts.size > 15);
  const interactions = [...secrets.texts].filter((text) =>
    collector.bodies("logs").join().includes(text)
  );
  assert.equal(
    interactions.length,
    1,
    "of the secrets the log knows the number of the interaction",
  );
  for (const text of [...secrets.texts, ...personal]) {
    assert.ok(!told.includes(text), `${text.slice(0, 12)}… shows in metrics or traces`);
  }
  for (const text of personal) assert.ok(!all.includes(text), `${text.slice(0, 12)}… shows`);
  for (const pin of [WRONG_PIN, HANAKO.pin]) {
    assert.doesNotMatch(all, new RegExp(`(?<![\\w.-])${pin}(?![\\w.-])`));
  }
}

/** The documents name each metric of ours, and the dashboard asks for nothing that is not there. */
async function assertDocuments({ metrics }: OtlpCollector): Promise<void> {
  const queries = await readQueries();
  assert.ok(queries.length > 10);
  for (const query of queries) assert.deepEqual(findUnknown(query, metrics.values()), [], query);
  assert.deepEqual(findUnknown('sum by (nobody) (kakehashi_none{no="1"})', metrics.values()), [
    "kakehashi_none",
    "nobody",
    "no",
  ]);
  const text = await Deno.readTextFile(new URL("../../docs/monitoring.md", import.meta.url));
  const described = [...text.matchAll(/^\| `(kakehashi\.[\w.]+)`/gm)].map(([, name]) => name);
  const own = [...metrics.values()].filter(({ scope }) => scope === "kakehashi");
  assert.deepEqual(described.sort(), own.map(({ name }) => name).sort());
}

Deno.test("a collector learns how the gateway does, and nothing secret or personal", async () => {
  await using collector = await startCollector();
  await using redis = await startRedis();
  await using database = await startHrana();
  await using smtp = await startSmtpServer();
  // It refuses, quoting the address.
  smtp.refuse("hanako");
  await using place = await openGatewayPlace({
    ...collector.settings,
    KAKEHASHI_SANDBOX_CALLS: "manual",
    KAKEHASHI_TELEPHONY_SECRET: TELEPHONY_SECRET,
    KAKEHASHI_REDIS_URL: redis.url,
    KAKEHASHI_REDIS_TOKEN: redis.token,
    KAKEHASHI_DATABASE_URL: database.url,
    KAKEHASHI_DATABASE_TOKEN: database.token,
    KAKEHASHI_MAIL_URL: `smtp://127.0.0.1:${smtp.port}`,
  });
  const gateway = await place.start();
  const secrets = new Secrets();
  secrets.keep(redis.token, database.token);
  const app = await registerApp(place, { fetcher: fetchTraced });
  const tokens = await walk(place, app, secrets);
  await useTokens(app, tokens, secrets);
  await lockOut(place, app);
  await misbehave(place);
  await collector.until(() =>
    total(collector, "kakehashi.lockouts") > 0 &&
    total(collector, "kakehashi.dependency.duration", { operation: "mailer.send" }) > 0 &&
    total(collector, "kakehashi.mail.queue.age") > 0 &&
    ["breaker.state", "signing_key.age", "log.queue.length"]
      .every((name) => collector.metrics.has(`kakehashi.${name}`))
  );
  const { code, faults } = await gateway.stop();
  assert.deepEqual([code, faults], [0, ""]);
  assert.ok(gateway.lines.every((line) => !line.includes("telemetry.")));
  assertMetrics(collector);
  assertSpans(collector);
  assertNothingShows(collector, secrets);
  await assertDocuments(collector);
});
