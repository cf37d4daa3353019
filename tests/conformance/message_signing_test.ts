/**
 * FAPI 2.0 Message Signing Final, 5.3 and 5.4, beyond what the modules of the conformance suite try
 * (those are in modules_test.ts).
 */
import assert from "node:assert/strict";
import { decodeProtectedHeader } from "jose";
import { assertOAuthError } from "../support/oauth_error.ts";
import type { Changes, ProtocolClient } from "../support/protocol_client.ts";
import { type ProtocolServer, startProtocol } from "../support/protocol_server.ts";
import { openSignedResponse } from "../support/signed_response.ts";

/** A client that must sign its requests and gets signed responses, as in the suite's variant. */
async function register(server: ProtocolServer, id = "app-1"): Promise<ProtocolClient> {
  return await server.register(id, { requiresSignedRequest: true, responseModes: ["jwt"] });
}

function push(server: ProtocolServer, app: ProtocolClient, claims: Changes = {}) {
  return app.pushSigned(server, { response_mode: "jwt", ...claims });
}

async function pushed(
  server: ProtocolServer,
  app: ProtocolClient,
  claims: Changes = {},
): Promise<string> {
  const response = await push(server, app, claims);
  assert.equal(response.status, 201);
  return (await response.json()).request_uri;
}

/** From the request object by way of a signed response to tokens. */
async function link(server: ProtocolServer, app: ProtocolClient): Promise<URL> {
  const { location } = await server.consent(await pushed(server, app));
  const response = await openSignedResponse(server, location, app.id);
  const tokens = await (await app.redeem(server, String(response["code"]))).json();
  assert.equal(typeof tokens.access_token, "string", JSON.stringify(tokens));
  return location;
}

async function visit(
  server: ProtocolServer,
  parameters: Readonly<Record<string, string>>,
): Promise<string | null> {
  const response = await server.fetch(`/authorize?${new URLSearchParams(parameters)}`);
  assert.equal(response.status, 303);
  return response.headers.get("location");
}

Deno.test("M7: a late visit is answered by a signed response for half an hour", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const request_uri = await pushed(server, app);
  for (const seconds of [60, 1800]) {
    server.clock.advance(seconds * 1000);
    const location = await visit(server, { client_id: app.id, request_uri });
    const response = await openSignedResponse(server, location);
    assert.equal(response["error"], "invalid_request_uri");
    assert.equal(response["state"], "the-state");
  }
});

Deno.test("M7: a request with prompt=none is answered by a signed response", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const request_uri = await pushed(server, app, { prompt: "none" });
  const location = await visit(server, { client_id: app.id, request_uri });
  assert.equal((await openSignedResponse(server, location))["error"], "login_required");
});

Deno.test("M7: a request that was not pushed is answered signed or plain, as the client has it", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const free = await server.register("app-2");
  const parameters = { redirect_uri: app.redirectUri, response_type: "code", state: "xyz" };
  const wanted = { ...parameters, client_id: "app-2", response_mode: "jwt" };
  for (
    const [id, location] of [
      [app.id, await visit(server, { ...parameters, client_id: app.id })],
      [free.id, await visit(server, wanted)],
    ] as const
  ) {
    const response = await openSignedResponse(server, location, id);
    assert.deepEqual([response["error"], response["state"]], ["invalid_request", "xyz"]);
  }
  const plain = new URL(await visit(server, { ...parameters, client_id: "app-2" }) ?? "");
  assert.equal(plain.searchParams.get("error"), "invalid_request");
});

Deno.test("M6, M7: the responses of a client are signed in the algorithm it registered", async () => {
  await using server = await startProtocol();
  for (const algorithm of ["EdDSA", "ES256", "PS256"] as const) {
    const app = await server.register(algorithm, { responseSigningAlgorithm: algorithm });
    const location = await link(server, app);
    const jwt = location.searchParams.get("response") ?? "";
    assert.equal(decodeProtectedHeader(jwt).alg, algorithm);
  }
});

Deno.test("M7: a client that must use JARM is refused a plain response", async () => {
  await using server = await startProtocol();
  const app = await register(server);
  const response = await push(server, app, { response_mode: undefined });
  await assertOAuthError(response, 400, "invalid_request");
});

Deno.test("M7: a client that registered plain responses gets no signed ones", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { responseModes: ["query"] });
  await assertOAuthError(await push(server, app), 400, "invalid_request");
});
