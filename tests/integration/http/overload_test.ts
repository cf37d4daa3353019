/** A gateway that is full: whom it turns away with what, and that it is open again by itself. */
import assert from "node:assert/strict";
import type { App } from "../../support/app.ts";
import { consent, HANAKO, openTestGateway } from "../../support/gateway.ts";
import type { AfterTurn } from "../../../routes/http/admission.ts";

/** So many places there are. */
const PLACES = 3;

/** A gateway whose core banking can be held up. */
async function openFull() {
  let gate = Promise.resolve();
  let asked = Promise.withResolvers<void>();
  const test = await openTestGateway({
    settings: {
      KAKEHASHI_REQUESTS_IN_FLIGHT: `${PLACES}`,
    },
    interceptBank: async (request, answer) => {
      asked.resolve();
      await gate;
      return await answer(request);
    },
  });
  /** Fills all places with calls that wait for core banking; they go on at `release`. */
  const fill = async (call: () => Promise<Response>) => {
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const waiting: Promise<Response>[] = [];
    while (waiting.length < PLACES) {
      asked = Promise.withResolvers();
      waiting.push(call());
      await asked.promise;
    }
    const release = async () => {
      held.resolve();
      const answers = await Promise.all(waiting);
      return answers.map(({ status }) => status);
    };
    return { release };
  };
  return { test, fill, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
}

async function linkApp({ test }: Awaited<ReturnType<typeof openFull>>) {
  const app = await test.addApp();
  const pending = await app.push();
  const { accessToken } = await app.finish(pending, await consent(test.openBrowser(), pending));
  return { app, call: () => app.call(accessToken, "/accounts") };
}

function get(app: App, path: string, headers: HeadersInit = {}): Promise<Response> {
  return app.options.fetcher(new Request(app.options.issuer + path, { headers }));
}

Deno.test("apps that are turned away get JSON, at the resource API a problem document, and are told to wait", async () => {
  await using gateway = await openFull();
  const { app, call } = await linkApp(gateway);
  const { release } = await gateway.fill(call);
  for (const path of ["/par", "/token", "/nothing"]) {
    const body = new URLSearchParams({ state: "s" });
    const post = new Request(app.options.issuer + path, { method: "POST", body });
    const response = await app.options.fetcher(post);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("retry-after"), "5");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.equal((await response.json()).error, "temporarily_unavailable");
  }
  const id = crypto.randomUUID();
  const problem = await get(app, "/consent", { "x-fapi-interaction-id": id });
  assert.equal(problem.status, 503);
  assert.equal(problem.headers.get("content-type"), "application/problem+json");
  assert.equal(problem.headers.get("x-fapi-interaction-id"), id);
  assert.match(problem.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
  const { code, interactionId } = await problem.json();
  assert.deepEqual([code, interactionId], ["temporarily_unavailable", id]);
  const ids = [await get(app, "/accounts"), await get(app, "/accounts")]
    .map(({ headers }) => headers.get("x-fapi-interaction-id"));
  assert.equal(new Set(ids).size, 2, "each call has an id of its own");
  assert.deepEqual(await release(), [200, 200, 200]);
  assert.equal((await call()).status, 200);
});

Deno.test("customers that are turned away see the busy text, and send the form again with one press", async () => {
  await using gateway = await openFull();
  const { app, call } = await linkApp(gateway);
  const { url } = await app.push();
  const [browser, other] = [gateway.test.openBrowser(), gateway.test.openBrowser()];
  await browser.open(url.href);
  const { release } = await gateway.fill(call);
  const page = await browser.press("next", HANAKO.account);
  assert.equal(page.status, 503);
  assert.deepEqual(page.messages, ["busy"]);
  assert.equal(page.headers.get("retry-after"), "60");
  assert.match(page.headers.get("content-security-policy") ?? "", /script-src 'self'/);
  assert.deepEqual((await other.open(url.href)).messages, ["busy"]);
  const english = await get(app, "/links", { cookie: "__Host-kakehashi-language=en" });
  assert.match(await english.text(), /lang="en"/);
  await release();
  assert.equal((await browser.press("retry")).screen, "SOA202");
});

Deno.test("a form that comes from another page is not offered to be sent again, and no PIN ever is", async () => {
  await using gateway = await openFull();
  const { app, call } = await linkApp(gateway);
  const browser = gateway.test.openBrowser();
  await browser.open((await app.push()).url.href);
  const { release } = await gateway.fill(call);
  const post = (headers: HeadersInit, pin: string) =>
    app.options.fetcher(
      new Request(browser.page.url.replace(/account$/, "pin"), {
        method: "POST",
        headers,
        body: new URLSearchParams({ pin, step: "1" }),
      }),
    );
  const foreign = await (await post({ "sec-fetch-site": "cross-site" }, "4711")).text();
  assert.doesNotMatch(foreign, /<form/);
  const own = await (await post({ "sec-fetch-site": "same-origin" }, "4711")).text();
  assert.match(own, /<form/);
  assert.doesNotMatch(own, /4711/);
  await release();
});

Deno.test("a form larger than any screen's is not offered again: turning it away must stay cheap", async () => {
  await using gateway = await openFull();
  const { app, call } = await linkApp(gateway);
  const browser = gateway.test.openBrowser();
  await browser.open((await app.push()).url.href);
  const { release } = await gateway.fill(call);
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, "1"]));
  for (const fields of [many, { name: "x".repeat(30_000) }]) {
    const body = new URLSearchParams(fields);
    const post = new Request(browser.page.url, { method: "POST", body });
    const response = await app.options.fetcher(post);
    assert.equal(response.status, 503);
    const page = await response.text();
    assert.match(page, /data-message="busy"/);
    assert.doesNotMatch(page, /<form/);
  }
  await release();
});

Deno.test("whoever watches, files, and reports of calls are answered also by a full gateway", async () => {
  await using gateway = await openFull();
  const { app, call } = await linkApp(gateway);
  const { release } = await gateway.fill(call);
  for (const path of ["/healthz", "/readyz", "/static/app.css"]) {
    const response = await get(app, path);
    await response.body?.cancel();
    assert.equal(response.status, 200, path);
  }
  const unsigned = new Request(`${app.options.issuer}/telephony/events`, { method: "POST" });
  assert.equal((await app.options.fetcher(unsigned)).status, 401);
  await release();
  const turnedAway = gateway.test.logLines.filter((line) => line.includes("turned_away"));
  assert.equal(turnedAway.length, 0);
});

Deno.test("the log counts those who were turned away, once a second at most", async () => {
  await using gateway = await openFull();
  const { app, call } = await linkApp(gateway);
  const { release } = await gateway.fill(call);
  for (let times = 0; times < 20; times++) await (await get(app, "/links")).body?.cancel();
  await release();
  const lines = gateway.test.logLines.filter((line) => line.includes("requests.turned_away"));
  assert.ok(lines.length > 0 && lines.length < 20, `${lines.length} lines`);
});

Deno.test("a stream takes a place only until it begins", async () => {
  await using gateway = await openFull();
  const { app } = await linkApp(gateway);
  const streams = [];
  while (streams.length < PLACES + 1) {
    const browser = gateway.test.openBrowser();
    await browser.open((await app.push()).url.href);
    await browser.press("next", HANAKO.account);
    await browser.press("next", HANAKO.customer);
    await browser.press("confirm-phone");
    const events = await browser.fetch(new URL("call-events", browser.page.url).pathname);
    assert.equal(events.headers.get("content-type"), "text/event-stream");
    streams.push(events);
  }
  for (const events of streams) await events.body?.cancel();
});

Deno.test("more than a moment can take are turned away until the next one", async () => {
  let millis = 0;
  /** Turns that are as long as the test says. */
  const afterTurn: AfterTurn = (act) => void setImmediate(() => act(millis, 0));
  const settings = { KAKEHASHI_OVERLOAD_DELAY_MS: "2" };
  await using test = await openTestGateway({ afterTurn, settings });
  const app = await test.addApp();
  const openMany = async () => {
    const open = () => get(app, "/links");
    const answers = await Promise.all(Array.from({ length: 40 }, open));
    for (const { body } of answers) await body?.cancel();
    return answers.filter(({ status }) => status === 200).length;
  };
  assert.equal(await openMany(), 12);
  millis = 100;
  await openMany();
  assert.ok(await openMany() < 5);
  millis = 0;
  for (let times = 0; times < 200; times++) await (await get(app, "/links")).body?.cancel();
  assert.equal(await openMany(), 12);
});
