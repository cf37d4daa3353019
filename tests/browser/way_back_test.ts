import assert from "node:assert/strict";
import { listen } from "../../adapters/http/listener.ts";
import { selfSignedCertificate } from "../support/certificate.ts";
import { walk } from "../support/person.ts";

/** The gateway is at `localhost`, so that one of them is always another host. */
const HOSTS = [
  { callbackHost: "localhost", homeHost: "127.0.0.1" },
  { callbackHost: "127.0.0.1", homeHost: "localhost" },
];

/** An app whose callback leads on to another origin of its own; both with TLS. */
async function openApp({ callbackHost, homeHost }: typeof HOSTS[number]) {
  const tls = await selfSignedCertificate("localhost");
  const visited: URL[] = [];
  const at = { hostname: "127.0.0.1", port: 0, tls };
  const home = await listen(() => html("<h1>おかえりなさい</h1>"), at);
  const homeUrl = `https://${homeHost}:${home.port}/home`;
  const callback = await listen((request) => {
    visited.push(new URL(request.url));
    return new Response(null, { status: 302, headers: { Location: homeUrl } });
  }, at);
  return {
    redirectUri: `https://${callbackHost}:${callback.port}/callback?kept=1`,
    homeUrl,
    visited,
    async [Symbol.asyncDispose]() {
      await Promise.all([home.close(1000), callback.close(1000)]);
    },
  };
}

function html(body: string): Response {
  const page = `<!doctype html><html lang="ja"><link rel="icon" href="data:,">${body}</html>`;
  return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** 許可する ends at the app's home, and the app can use what the way back brought it. */
async function goBack(hosts: typeof HOSTS[number], signs: boolean, javaScriptEnabled: boolean) {
  await using app = await openApp(hosts);
  const options = { javaScriptEnabled, ignoreHTTPSErrors: true };
  await walk(options, async ({ person, gateway }) => {
    const registered = await gateway.addApp({ redirectUri: app.redirectUri, signs });
    const pending = await registered.push();
    await person.page.goto(pending.url.href);
    await person.goTo("SOA206");
    await person.press("allow", { agree: true });
    assert.equal(person.page.url(), app.homeUrl);
    const [wayBack] = app.visited;
    assert.equal(wayBack?.searchParams.get("kept"), "1");
    assert.equal(wayBack.searchParams.has(signs ? "response" : "code"), true);
    const { accessToken } = await registered.finish(pending, wayBack);
    assert.equal((await registered.call(accessToken, "/accounts")).status, 200);
  });
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  for (const signs of [false, true]) {
    const by = signs ? "a signed response" : "a plain response";
    Deno.test(`許可する leads by ${by} to a callback that leads on to another origin, ${how} JavaScript`, async () => {
      for (const hosts of HOSTS) await goBack(hosts, signs, javaScriptEnabled);
    });
  }
}
