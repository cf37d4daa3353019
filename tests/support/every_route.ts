/** A good request to each of the gateway's routes, for tests of what holds for all of them. */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { signCallEvent } from "../../domain/caller_id/call_event.ts";
import type { App, PendingLink, Tokens } from "./app.ts";
import { consent, HANAKO, type TestGateway } from "./gateway.ts";
import type { HtmlBrowser } from "./html_browser.ts";

/** What a route cannot do without, beside what the gateway remembers for some seconds. */
export type Need = "nothing" | "expiring" | "database" | "both";

/** A request to a route. */
export interface RouteVisit {
  /** Method and path as in the table of routes. */
  readonly route: string;
  readonly needs: Need;
  /** Whether a customer sees the answer, and so gets a page. */
  readonly isPage: boolean;
  /** Makes the request, anew at each call, because proofs are good once; one after the other only. */
  readonly request: () => Promise<Request>;
}

/** `KAKEHASHI_TELEPHONY_SECRET` of a gateway that is visited. */
export const TELEPHONY_SECRET = "telephony-secret-of-a-test-0123456789";

const METADATA = ["oauth-authorization-server", "openid-configuration", "oauth-protected-resource"];
const FILES = ["app.css", "house.css", "app.js", "icon.svg"];

/**
 * Links an account, leaves a customer at ①, and answers with a visit to each route that there is,
 * the ones that end something last. Throws when a route has none.
 */
export async function visitEveryRoute(test: TestGateway): Promise<readonly RouteVisit[]> {
  const scene = await setScene(test);
  const visits = [
    ...publicVisits(test),
    ...appVisits(scene),
    ...resourceVisits(scene),
    ...customerVisits(scene),
    ...endingVisits(scene),
  ];
  const visited = new Set(visits.map(({ route }) => route));
  const missing = test.gateway.routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => !visited.has(route));
  assert.deepEqual([...new Set(missing)], [], "routes without a visit in every_route.ts");
  return visits;
}

interface Scene {
  readonly test: TestGateway;
  readonly app: App;
  readonly tokens: Tokens;
  readonly pending: PendingLink;
  readonly customer: HtmlBrowser;
  /** The path of the customer's interaction. */
  readonly interaction: string;
  /** The request that an app would send. */
  readonly catchRequest: (act: () => Promise<unknown>) => Promise<Request>;
}

async function setScene(test: TestGateway): Promise<Scene> {
  let caught: Request | undefined;
  let isCatching = false;
  const fetcher = (request: Request) => {
    if (!isCatching) return test.gateway.fetch(request);
    caught = request;
    return Promise.reject(new Error("caught"));
  };
  const catchRequest = async (act: () => Promise<unknown>) => {
    isCatching = true;
    await act().catch(() => {});
    isCatching = false;
    if (caught === undefined) throw new Error("the app sent nothing");
    return caught;
  };
  const app = await test.addApp({ scope: "openid accounts transactions", fetcher });
  const first = await app.push();
  const tokens = await app.finish(first, await consent(test.openBrowser(), first));
  const [pending, opened] = [await app.push(), await app.push()];
  const customer = test.openBrowser();
  const { url } = await customer.open(opened.url.href);
  const interaction = new URL(url).pathname.replace(/\/account$/, "");
  return { test, app, tokens, pending, customer, interaction, catchRequest };
}

function publicVisits({ issuer }: TestGateway): readonly RouteVisit[] {
  const get = (path: string, isPage = false, needs: Need = "nothing"): RouteVisit => {
    const request = () => Promise.resolve(new Request(issuer + path));
    return { route: `GET ${path}`, needs, isPage, request };
  };
  return [
    get("/healthz"),
    get("/readyz", false, "both"),
    ...METADATA.map((name) => get(`/.well-known/${name}`)),
    get("/jwks", false, "database"),
    ...["/openapi.json", "/docs", "/docs/style.css"].map((path) => get(path)),
    ...FILES.map((name) => get(`/static/${name}`)),
    ...["/terms", "/faq", "/contact", "/links"].map((path) => get(path, true)),
  ];
}

function appVisits(scene: Scene): readonly RouteVisit[] {
  const { test, app, tokens, pending, catchRequest } = scene;
  const post = (path: string, needs: Need, act: () => Promise<unknown>): RouteVisit => {
    return { route: `POST ${path}`, needs, isPage: false, request: () => catchRequest(act) };
  };
  const back = new URL(app.options.redirectUri);
  back.search = `${new URLSearchParams({
    code: "a".repeat(43),
    state: pending.state,
    iss: test.issuer,
  })}`;
  return [
    post("/par", "expiring", () => app.push()),
    post("/token", "expiring", () => app.finish(pending, back)),
    post("/token", "both", () => app.refresh(tokens.refreshToken)),
    post("/introspect", "expiring", () => introspect(app, tokens.accessToken)),
    {
      route: "POST /telephony/events",
      needs: "expiring",
      isPage: false,
      request: () => reportCall(test),
    },
  ];
}

function introspect({ server, client, clientKey, options }: App, token: string) {
  const authentication = oauth.PrivateKeyJwt({ key: clientKey.privateKey, kid: "app-key" });
  return oauth.introspectionRequest(server, client, authentication, token, {
    [oauth.customFetch]: (url, { method, headers, body }) =>
      options.fetcher(new Request(url, { method, headers, body: String(body) })),
    [oauth.allowInsecureRequests]: true,
  });
}

async function reportCall({ gateway, issuer }: TestGateway): Promise<Request> {
  const timestamp = String(Math.floor(gateway.clock.now() / 1000));
  const body = JSON.stringify({
    eventId: crypto.randomUUID(),
    occurredAt: new Date(gateway.clock.now()).toISOString(),
    callerNumber: "+819000003333",
    destinationNumber: "0120000111",
  });
  const headers = {
    "Kakehashi-Timestamp": timestamp,
    "Kakehashi-Signature": await signCallEvent(TELEPHONY_SECRET, timestamp, body),
  };
  return new Request(`${issuer}/telephony/events`, { method: "POST", headers, body });
}

function resourceVisits(scene: Scene): readonly RouteVisit[] {
  return [
    callVisit(scene, "GET", "/userinfo"),
    callVisit(scene, "POST", "/userinfo"),
    callVisit(scene, "GET", "/grants"),
    callVisit(scene, "DELETE", "/grants"),
    callVisit(scene, "GET", "/grants/:grantId"),
    callVisit(scene, "GET", "/consent"),
    callVisit(scene, "GET", "/accounts"),
    ...["", "/balance", "/transactions"].map((part) =>
      callVisit(scene, "GET", `/accounts/:accountId${part}`)
    ),
  ];
}

/** A call with an access token and a proof; the account is one that there is not. */
function callVisit(
  { app, tokens, catchRequest }: Scene,
  method: string,
  pattern: string,
  needs: Need = "expiring",
): RouteVisit {
  const grantId = String(tokens.response["grant_id"]);
  const path = pattern.replace(":grantId", grantId).replace(":accountId", "none");
  const act = () =>
    oauth.protectedResourceRequest(
      tokens.accessToken,
      method,
      new URL(path, app.options.issuer),
      new Headers(),
      null,
      {
        DPoP: oauth.DPoP(app.client, app.dpopKey),
        [oauth.customFetch]: (url, { headers }) =>
          app.options.fetcher(new Request(url, { method, headers })),
        [oauth.allowInsecureRequests]: true,
      },
    );
  const request = () => catchRequest(act);
  return { route: `${method} ${pattern}`, needs, isPage: false, request };
}

function customerVisits(scene: Scene): readonly RouteVisit[] {
  const { test, tokens, pending, interaction } = scene;
  const page = (route: string, path: string, init: RequestInit = {}): RouteVisit => {
    const request = () => {
      const headers = new Headers({ cookie: cookiesOf(scene.customer) });
      return Promise.resolve(new Request(test.issuer + path, { ...init, headers }));
    };
    return { route, needs: "expiring", isPage: true, request };
  };
  const { pathname, search, searchParams } = pending.url;
  const screens = "/interaction/:id";
  const receipt = `${interaction}/receipt/${tokens.response["grant_id"]}`;
  return [
    page("GET /authorize", pathname + search),
    page("POST /authorize", pathname, { method: "POST", body: searchParams }),
    page(`GET ${screens}/:screen`, `${interaction}/account`),
    page(`GET ${screens}/call-status`, `${interaction}/call-status`),
    page(`GET ${screens}/call-events`, `${interaction}/call-events`),
    page(`GET ${screens}/receipt/:grant`, receipt),
    page("POST /links", "/links", { method: "POST" }),
  ];
}

function cookiesOf({ cookies }: HtmlBrowser): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

/** After these a step is done, and then the link is over. */
function endingVisits(scene: Scene): readonly RouteVisit[] {
  const { app, tokens: { refreshToken }, customer, catchRequest } = scene;
  const submit = () => {
    const request = customer.prepare("next", HANAKO.account);
    request.headers.set("cookie", cookiesOf(customer));
    return Promise.resolve(request);
  };
  const revoke = () => catchRequest(() => app.revoke(refreshToken));
  const screen = "POST /interaction/:id/:screen";
  return [
    { route: screen, needs: "expiring", isPage: true, request: submit },
    callVisit(scene, "DELETE", "/grants/:grantId", "both"),
    { route: "POST /revoke", needs: "both", isPage: false, request: revoke },
  ];
}
