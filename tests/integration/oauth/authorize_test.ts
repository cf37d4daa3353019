import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import type { ProtocolServer } from "../../support/protocol_server.ts";
import { startProtocol } from "../../support/protocol_server.ts";

function visit(
  server: ProtocolServer,
  parameters: Readonly<Record<string, string>>,
  init: RequestInit = {},
): Promise<Response> {
  return server.fetch(`/authorize?${new URLSearchParams(parameters)}`, init);
}

function cookieOf(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

Deno.test("the first visit opens the interaction and binds it to the browser", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request_uri = await app.pushed(server);
  const response = await visit(server, { client_id: "app-1", request_uri });
  assert.equal(response.status, 303);
  assert.match(response.headers.get("location") ?? "", /^\/interaction\/[\w-]{43}\/account$/);
  const cookie = response.headers.get("set-cookie") ?? "";
  assert.match(
    cookie,
    /^__Host-kakehashi-[\w-]{16}=[\w-]{43}; Max-Age=2700; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
  );
});

Deno.test("HEAD opens nothing, so that a scanner of links does not take the customer's visit", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const parameters = { client_id: "app-1", request_uri: await app.pushed(server) };
  const scanned = await visit(server, parameters, { method: "HEAD" });
  assert.equal(scanned.status, 405);
  assert.equal((await visit(server, parameters)).status, 303);
});

Deno.test("a reload in the same browser goes on, and gets no new cookie", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const parameters = { client_id: "app-1", request_uri: await app.pushed(server) };
  const first = await visit(server, parameters);
  server.clock.advance(300_000);
  const headers = { Cookie: `other=1; ${cookieOf(first)}` };
  const again = await visit(server, parameters, { headers });
  assert.equal(again.status, 303);
  assert.equal(again.headers.get("location"), first.headers.get("location"));
  assert.equal(again.headers.get("set-cookie"), null);
});

Deno.test("another browser with the same URL is refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const parameters = { client_id: "app-1", request_uri: await app.pushed(server) };
  const first = await visit(server, parameters);
  for (const cookie of ["", cookieOf(first).replace(/=.*/, `=${"x".repeat(43)}`)]) {
    const response = await visit(server, parameters, { headers: { Cookie: cookie } });
    assert.deepEqual([response.status, await response.text()], [403, "other_browser"]);
    assert.equal(response.headers.get("location"), null);
  }
});

Deno.test("of two browsers that open one request at the same time one gets in", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const parameters = { client_id: "app-1", request_uri: await app.pushed(server) };
  const visits = Array.from({ length: 50 }, () => visit(server, parameters));
  const statuses = (await Promise.all(visits)).map((response) => response.status);
  assert.equal(statuses.filter((status) => status === 303).length, 1);
  assert.equal(statuses.filter((status) => status === 403).length, 49);
});

Deno.test("what stands beside client_id and request_uri is ignored, also when it is wrong", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request_uri = await app.pushed(server);
  const query = new URLSearchParams({
    scope: "everything",
    state: "outside",
    redirect_uri: "https://evil.example",
    request_uri,
    client_id: "app-1",
  });
  query.append("scope", "twice");
  const response = await server.fetch(`/authorize?${query}`);
  assert.match(response.headers.get("location") ?? "", /^\/interaction\//);
});

Deno.test("a request may also come as a form", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const body = new URLSearchParams({ client_id: "app-1", request_uri: await app.pushed(server) });
  const response = await server.fetch("/authorize", { method: "POST", body });
  assert.equal(response.status, 303);
});

Deno.test("a request that was not opened in time sends the customer back with an error", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request_uri = await app.pushed(server);
  server.clock.advance(60_000);
  const response = await visit(server, { client_id: "app-1", request_uri });
  assert.equal(response.status, 303);
  assert.equal(
    response.headers.get("location"),
    "https://app.example/callback?tenant=1&error=invalid_request_uri" +
      "&error_description=The+request_uri+has+expired+or+been+used" +
      "&state=the-state&iss=https%3A%2F%2Fgateway.example",
  );
});

Deno.test("a request whose interaction is over sends the customer back with an error", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request_uri = await app.pushed(server, { state: undefined });
  await server.finish(request_uri);
  const response = await visit(server, { client_id: "app-1", request_uri });
  const location = new URL(response.headers.get("location") ?? "");
  assert.equal(location.searchParams.get("error"), "invalid_request_uri");
  assert.equal(location.searchParams.has("state"), false);
});

Deno.test("half an hour after its end a request is not known any more", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request_uri = await app.pushed(server);
  server.clock.advance((60 + 900 + 1800) * 1000);
  const response = await visit(server, { client_id: "app-1", request_uri });
  assert.deepEqual([response.status, await response.text()], [400, "unknown_request"]);
});

Deno.test("prompt=none is answered at once, as no customer is ever logged in", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request_uri = await app.pushed(server, { prompt: "none" });
  const response = await visit(server, { client_id: "app-1", request_uri });
  const location = new URL(response.headers.get("location") ?? "");
  assert.equal(location.searchParams.get("error"), "login_required");
  assert.equal(location.searchParams.get("state"), "the-state");
});

Deno.test("another client can neither open a request nor spend it", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  await server.register("app-2");
  const request_uri = await app.pushed(server);
  const foreign = await visit(server, { client_id: "app-2", request_uri });
  assert.deepEqual([foreign.status, await foreign.text()], [400, "unknown_request"]);
  const own = await visit(server, { client_id: "app-1", request_uri });
  assert.equal(own.status, 303);
});

const ERROR_PAGES: Readonly<Record<string, readonly [Record<string, string>, string]>> = {
  "without client_id": [{ request_uri: "urn:x" }, "unknown_client"],
  "of an unknown client": [{ client_id: "nobody", request_uri: "urn:x" }, "unknown_client"],
  "of a disabled client": [{ client_id: "disabled", request_uri: "urn:x" }, "unknown_client"],
  "with a client_id that is none": [{ client_id: "a b", request_uri: "urn:x" }, "unknown_client"],
  "with a foreign request_uri": [
    { client_id: "app-1", request_uri: "https://evil.example" },
    "unknown_request",
  ],
  "with a request_uri that was guessed": [
    { client_id: "app-1", request_uri: `urn:ietf:params:oauth:request_uri:${"x".repeat(43)}` },
    "unknown_request",
  ],
  "that was not pushed": [{ client_id: "app-1", response_type: "code" }, "request_not_pushed"],
  "that was not pushed, to an unregistered URI": [
    { client_id: "app-1", redirect_uri: "https://app.example/callback?tenant=1&x" },
    "request_not_pushed",
  ],
};

for (const [name, [parameters, kind]] of Object.entries(ERROR_PAGES)) {
  Deno.test(`a request ${name} gets a page and no redirect`, async () => {
    await using server = await startProtocol();
    await server.register("app-1");
    await server.register("disabled", { disabledAt: 1 });
    const response = await visit(server, parameters);
    assert.deepEqual([response.status, await response.text()], [400, kind]);
    assert.equal(response.headers.get("location"), null);
  });
}

Deno.test("a request that was not pushed goes back if its redirect URI is exactly registered", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const response = await visit(server, {
    client_id: "app-1",
    redirect_uri: app.redirectUri,
    response_type: "code",
    state: "s",
  });
  const location = new URL(response.headers.get("location") ?? "");
  assert.deepEqual([...location.searchParams.keys()], [
    "tenant",
    "error",
    "error_description",
    "state",
    "iss",
  ]);
  assert.equal(location.searchParams.get("error"), "invalid_request");
});

Deno.test("a client_id or request_uri that stands there twice counts as missing", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const request_uri = await app.pushed(server);
  const query = new URLSearchParams([["client_id", "app-1"], ["client_id", "app-1"]]);
  query.append("request_uri", request_uri);
  const response = await server.fetch(`/authorize?${query}`);
  assert.equal(await response.text(), "unknown_client");
});

Deno.test("the authorization endpoint has no other methods", async () => {
  await using server = await startProtocol();
  for (const method of ["DELETE", "HEAD", "OPTIONS"]) {
    const response = await server.fetch("/authorize", { method });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, POST"]);
  }
});

Deno.test("a fault at the authorization endpoint is a page, with its incident in the log", async () => {
  const find = () => Promise.reject(new Error("broken"));
  await using server = await startProtocol({ clients: { find } });
  const response = await visit(server, { client_id: "app-1", request_uri: "urn:x" });
  assert.deepEqual([response.status, await response.text()], [500, "internal"]);
  assert.match(server.logLines.join(), /request\.failed.*incidentId/);
});

Deno.test("when a store is out of reach the page says so and when to come again", async () => {
  const find = () => Promise.reject(new UnavailableError("database"));
  await using server = await startProtocol({ clients: { find } });
  const response = await visit(server, { client_id: "app-1", request_uri: "urn:x" });
  assert.deepEqual([response.status, await response.text()], [503, "unavailable"]);
  assert.equal(response.headers.get("retry-after"), "5");
});

Deno.test("a form that names a parameter twice gets a page", async () => {
  await using server = await startProtocol();
  const body = new URLSearchParams([["client_id", "a"], ["client_id", "a"]]);
  const response = await server.fetch("/authorize", { method: "POST", body });
  assert.deepEqual([response.status, await response.text()], [400, "request_not_pushed"]);
});

const UI_LOCALES: readonly (readonly [string | undefined, string | undefined])[] = [
  [undefined, undefined],
  ["en-GB ja", "en"],
  ["ja-simple", "ja-simple"],
  ["fr de", undefined],
];
for (const [ui_locales, language] of UI_LOCALES) {
  Deno.test(`ui_locales ${ui_locales} gives the browser the language ${language}`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app-1");
    const request_uri = await app.pushed(server, { ui_locales });
    const response = await visit(server, { client_id: "app-1", request_uri });
    const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "")
      .filter((pair) => pair.startsWith("__Host-kakehashi-language="));
    const expected = language === undefined ? [] : [`__Host-kakehashi-language=${language}`];
    assert.deepEqual(cookies, expected);
  });
}
