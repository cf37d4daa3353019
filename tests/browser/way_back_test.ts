import assert from "node:assert/strict";
import { listen } from "../../adapters/http/listener.ts";
import { selfSignedCertificate } from "../support/certificate.ts";
import { walk } from "../support/person.ts";

/** An app whose callback leads on to another origin of its own; both with TLS. */
async function openApp() {
  const tls = await selfSignedCertificate("localhost");
  const visited: URL[] = [];
  const at = { hostname: "127.0.0.1", port: 0, tls };
  const home = await listen(() => html("<h1>おかえりなさい</h1>"), at);
  const homeUrl = `https://127.0.0.1:${home.port}/home`;
  const callback = await listen((request) => {
    visited.push(new URL(request.url));
    return new Response(null, { status: 302, headers: { Location: homeUrl } });
  }, at);
  return {
    redirectUri: `https://localhost:${callback.port}/callback?kept=1`,
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

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  Deno.test(`許可する leads to an app whose callback leads on to another origin, ${how} JavaScript`, async () => {
    await using app = await openApp();
    const options = { javaScriptEnabled, ignoreHTTPSErrors: true };
    await walk(options, async ({ person, gateway }) => {
      const registered = await gateway.addApp({ redirectUri: app.redirectUri });
      const pending = await registered.push();
      await person.page.goto(pending.url.href);
      await person.goTo("SOA206");
      await person.press("allow", { agree: true });
      assert.equal(person.page.url(), app.homeUrl);
      const [wayBack] = app.visited;
      assert.equal(wayBack?.searchParams.get("kept"), "1");
      const { accessToken } = await registered.finish(pending, wayBack ?? new URL(app.homeUrl));
      assert.equal((await registered.call(accessToken, "/accounts")).status, 200);
    });
  });
}
