import assert from "node:assert/strict";
import { Hono } from "hono";
import { type InteractionId, parseInteractionId } from "../../../domain/ids.ts";
import { browserCookie, readBrowserSecret } from "../../../routes/http/browser_cookie.ts";
import { createClientAddress } from "../../../routes/http/client_address.ts";
import { type RouteEnv, withRequestContext } from "../../../routes/http/request_context.ts";
import { withSecurityHeaders } from "../../../routes/http/security_headers.ts";
import { ManualClock } from "../../support/clock.ts";
import { createSeededRandom } from "../../support/random.ts";

const SECRET = "s".repeat(43);

function idOf(letter: string): InteractionId {
  const id = parseInteractionId(letter.repeat(43));
  assert.ok(id !== undefined);
  return id;
}

Deno.test("a browser's secret is found among other cookies, for its interaction only", () => {
  const [pair = ""] = browserCookie(idOf("a"), SECRET, 900).split(";");
  const headers = new Headers({ cookie: `x=1; ${pair}; y=2` });
  assert.equal(readBrowserSecret(headers, idOf("a")), SECRET);
  assert.equal(readBrowserSecret(headers, idOf("b")), undefined);
  assert.equal(readBrowserSecret(new Headers(), idOf("a")), undefined);
});

Deno.test("a cookie that is no secret of ours counts as none", () => {
  const [pair = ""] = browserCookie(idOf("a"), "short", 900).split(";");
  assert.equal(readBrowserSecret(new Headers({ cookie: pair }), idOf("a")), undefined);
});

async function addressOf(
  proxyField: string | undefined,
  headers: Record<string, string>,
  env: unknown,
): Promise<string> {
  const read = createClientAddress(proxyField);
  const app = new Hono<{ Bindings: Record<string, unknown> }>();
  app.get("/", (c) => c.text(read(c) ?? "none"));
  const bindings = typeof env === "object" && env !== null ? { ...env } : {};
  return await (await app.request("/", { headers }, bindings)).text();
}

Deno.test("the address is the connection's, whatever the caller claims", async () => {
  const env = { remoteAddr: { hostname: "192.0.2.1", port: 1, transport: "tcp" } };
  const headers = { "x-forwarded-for": "203.0.113.9" };
  assert.equal(await addressOf(undefined, headers, env), "192.0.2.1");
  assert.equal(await addressOf(undefined, headers, {}), "none");
  assert.equal(await addressOf(undefined, headers, { remoteAddr: { path: "/x" } }), "none");
});

Deno.test("behind our proxy the address is what the proxy wrote last", async () => {
  const headers = { "x-forwarded-for": "203.0.113.9, 198.51.100.7" };
  assert.equal(await addressOf("x-forwarded-for", headers, {}), "198.51.100.7");
  assert.equal(await addressOf("x-forwarded-for", {}, {}), "none");
});

Deno.test("a request has one time, attempt and incident, however often they are asked for", async () => {
  const clock = new ManualClock();
  const source = { clock, random: { bytes: createSeededRandom() } };
  const app = new Hono<RouteEnv>();
  app.use(withRequestContext(source));
  app.use(async (_, next) => {
    clock.advance(1000);
    await next();
  });
  app.use(withRequestContext(source));
  const start = clock.now();
  app.get("/", (c) => c.json(c.var.requestContext));
  const [first, second] = [await app.request("/"), await app.request("/")];
  const context = await first.json();
  assert.equal(context.now, start);
  assert.match(context.incidentId, /^[0-9A-F]{10}$/);
  assert.notEqual((await second.json()).attempt, context.attempt);
});

Deno.test("responses forbid sniffing, framing and referrers; HSTS goes with https only", async () => {
  const fetchFrom = async (issuer: string, policy?: string) => {
    const app = new Hono();
    app.use(withSecurityHeaders(issuer));
    const headers = policy === undefined ? {} : { "Content-Security-Policy": policy };
    app.get("/", (c) => c.text("", 200, headers));
    return (await app.request("/")).headers;
  };
  const headers = await fetchFrom("https://gateway.example");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("referrer-policy"), "no-referrer");
  assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
  assert.match(headers.get("strict-transport-security") ?? "", /max-age=63072000.*preload/);
  const own = await fetchFrom("http://127.0.0.1:8000", "default-src 'self'");
  assert.equal(own.get("content-security-policy"), "default-src 'self'");
  assert.equal(own.get("strict-transport-security"), null);
});
