/** A request URI in the wrong hands: another app's, an expired one's, a guessed one. */
import assert from "node:assert/strict";
import { interactionKey, requestKey } from "../../domain/authorization/open_interaction.ts";
import { interactionIdOf, newAttemptId, parseRequestUri } from "../../domain/ids.ts";
import type { Operation } from "../../domain/store/ephemeral_store.ts";
import { startBrokenProtocol } from "../support/broken_store.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { type ProtocolServer, startProtocol } from "../support/protocol_server.ts";

const PREFIX = "urn:ietf:params:oauth:request_uri:";

async function open(server: ProtocolServer, clientId: string, requestUri: string) {
  const query = new URLSearchParams({ client_id: clientId, request_uri: requestUri });
  return await server.fetch(`/authorize?${query}`);
}

/** Opens another app's request, then lets the rightful one do so. */
async function openForeign(server: ProtocolServer) {
  const victim = await server.register("victim");
  await server.register("thief");
  const requestUri = await victim.pushed(server);
  const foreign = await open(server, "thief", requestUri);
  return { foreign, own: await open(server, "victim", requestUri) };
}

/** As if the marks of what may be opened did not name the app. */
function forgetOwners(operation: Operation): Operation {
  if (!("at" in operation) || typeof operation.at !== "string") return operation;
  return { ...operation, at: operation.at.replace(/^redeemable:[^:]+:/, "redeemable:") };
}

Deno.test("another app can neither open a request nor take it away", async () => {
  await using broken = await startBrokenProtocol(forgetOwners);
  assert.equal((await openForeign(broken)).own.status, 403, "somebody else's browser has it");

  await using server = await startProtocol();
  const { foreign, own } = await openForeign(server);
  assert.deepEqual([foreign.status, foreign.headers.get("location")], [400, null]);
  assert.deepEqual(foreign.headers.getSetCookie(), []);
  assert.equal(own.status, 303);
});

Deno.test("an app that presents another's request is answered at its own redirect URI, as if there were none", async () => {
  await using server = await startProtocol();
  const victim = await server.register("victim");
  const redirectUri = "https://thief.example/callback";
  await server.register("thief", { redirectUris: [redirectUri] });
  const foreign = await victim.pushed(server);
  const locations = [];
  for (const request_uri of [foreign, `${PREFIX}${"A".repeat(43)}`, "https://evil.example/"]) {
    const visit = { client_id: "thief", request_uri, redirect_uri: redirectUri, state: "s" };
    const answer = await server.fetch(`/authorize?${new URLSearchParams(visit)}`);
    assert.deepEqual([answer.status, answer.headers.getSetCookie()], [303, []]);
    locations.push(answer.headers.get("location"));
  }
  const [location, ...others] = new Set(locations);
  assert.deepEqual(others, [], "nothing tells whether there is such a request");
  const { origin, searchParams } = new URL(location ?? "");
  assert.equal(origin, "https://thief.example");
  assert.equal(searchParams.get("error"), "invalid_request_uri");
  assert.deepEqual([...searchParams.keys()], ["error", "error_description", "state", "iss"]);
  assert.equal((await open(server, "victim", foreign)).status, 303, "the request is unharmed");
});

Deno.test("a redirect URI beside a foreign request must be the very app's own", async () => {
  await using server = await startProtocol();
  const victim = await server.register("victim");
  await server.register("thief", { redirectUris: ["https://thief.example/callback"] });
  const request_uri = await victim.pushed(server);
  for (const redirect_uri of [victim.redirectUri, "https://thief.example/", "//thief.example"]) {
    const visit = { client_id: "thief", request_uri, redirect_uri };
    const answer = await server.fetch(`/authorize?${new URLSearchParams(visit)}`);
    assert.deepEqual([answer.status, answer.headers.get("location")], [400, null], redirect_uri);
  }
});

Deno.test("a request URI that was guessed, changed or lies elsewhere is neither opened nor fetched", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const requestUri = await client.pushed(server);
  for (
    const guess of [
      `${PREFIX}${"A".repeat(43)}`,
      requestUri.slice(0, -1),
      `${requestUri}x`,
      ` ${requestUri}`,
      requestUri.toUpperCase(),
      requestUri.slice(PREFIX.length),
      "https://evil.example/request.jwt",
      "http://169.254.169.254/latest/meta-data/",
      "http://[::ffff:169.254.169.254]/",
      "file:///etc/passwd",
      `${PREFIX}../../etc/passwd`,
    ]
  ) {
    const answer = await open(server, "app", guess);
    assert.deepEqual([answer.status, answer.headers.get("location")], [400, null], guess);
  }
  assert.equal((await open(server, "app", requestUri)).status, 303);
});

Deno.test("a request URI that is pushed is refused and not fetched", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  for (const uri of ["https://evil.example/", `${PREFIX}${"A".repeat(43)}`, "http://127.0.0.1/"]) {
    const answer = await client.push(server, { form: { request_uri: uri } });
    await assertOAuthError(answer, 400, "invalid_request");
  }
});

Deno.test("who reads the store finds no request URI to use", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const requestUri = await client.pushed(server);
  const parsed = parseRequestUri(requestUri);
  assert.ok(parsed);
  const id = await interactionIdOf(parsed);
  const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
  const context = { now: server.clock.now(), attempt: newAttemptId(random) };
  await open(server, "app", requestUri);
  const records = await server.stores.ephemeral.run(context, [
    { verb: "get", at: requestKey(id) },
    { verb: "get", at: interactionKey(id) },
  ]);
  for (const { record } of records) {
    assert.ok(record);
    assert.ok(!record.value.includes(requestUri.slice(PREFIX.length)));
  }
  assert.equal((await open(server, "app", `${PREFIX}${id}`)).status, 400, "its hash opens nothing");
});
