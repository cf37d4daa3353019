import assert from "node:assert/strict";
import { Hono } from "hono";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { type RouteEnv, withRequestContext } from "../../../routes/http/request_context.ts";
import { type ServedRequest, withServedRequests } from "../../../routes/http/served_request.ts";

const INTERACTION = "A".repeat(43);
const FAPI_ID = "93bac548-d2de-4546-b106-880a5018460d";

type Line = Readonly<Record<string, string | number | boolean | undefined>>;

function openApp() {
  const lines: Line[] = [];
  const served: ServedRequest[] = [];
  const app = new Hono<RouteEnv>();
  app.use(withRequestContext({ clock: { now: () => 0 }, random: systemRandom }));
  app.use(withServedRequests({
    log: { write: (_, event, fields) => void lines.push({ event, ...fields }) },
    observer: { observe: async (serve) => void served.push(await serve()) },
  }));
  const routes = new Hono<RouteEnv>().onError(() => new Response(null, { status: 500 }));
  routes.use("/interaction/*", (_, next) => next());
  routes.get("/interaction/:id/:screen", (c) => c.text("a screen"));
  routes.get("/authorize", (c) => c.redirect(`/interaction/${INTERACTION}/account`, 303));
  routes.get("/accounts", (c) => c.text("", 200, { "x-fapi-interaction-id": FAPI_ID }));
  routes.get("/fault", () => Promise.reject(new Error("a bug")));
  routes.get("/healthz", (c) => c.text(""));
  routes.get("/static/app.css", (c) => c.text(""));
  app.route("/", routes);
  return { app, lines, served };
}

/** What became known of one request. */
async function ask(path: string, init?: RequestInit) {
  const { app, lines, served } = openApp();
  await app.request(path, init);
  const [line] = lines;
  const [request] = served;
  return { line, request };
}

Deno.test("a request is known by its route, never by its path", async () => {
  const { line, request } = await ask(`/interaction/${INTERACTION}/pin?secret=1`);
  assert.equal(request?.route, "/interaction/:id/:screen");
  assert.equal(request?.status, 200);
  assert.ok(request && request.seconds >= 0 && request.seconds < 10);
  assert.equal(line?.["route"], "/interaction/:id/:screen");
});

Deno.test("paths and methods that nobody registered are one each", async () => {
  const { request } = await ask("/nobody/knows?this=1", { method: "ODDITY" });
  assert.deepEqual([request?.route, request?.method, request?.status], ["none", "_OTHER", 404]);
});

Deno.test("a request that ends in a fault is told of too", async () => {
  const { request } = await ask("/fault");
  assert.deepEqual([request?.route, request?.status], ["/fault", 500]);
});

Deno.test("a line has the ids of request and interaction", async () => {
  const { line } = await ask(`/interaction/${INTERACTION}/pin`);
  assert.equal(line?.["event"], "request.served");
  assert.equal(line?.["interactionId"], INTERACTION);
  assert.ok(String(line?.["incidentId"]).length > 4);
  assert.equal((await ask("/authorize")).line?.["interactionId"], INTERACTION);
  assert.equal((await ask("/accounts")).line?.["fapiInteractionId"], FAPI_ID);
});

Deno.test("what only looks like an interaction is not in the line", async () => {
  const { line } = await ask("/interaction/%3Cscript%3E/pin");
  assert.equal(line?.["interactionId"], undefined);
});

for (const path of ["/healthz", "/static/app.css"]) {
  Deno.test(`${path} is counted, but has no line`, async () => {
    const { line, request } = await ask(path);
    assert.equal(line, undefined);
    assert.equal(request?.status, 200);
  });
}
