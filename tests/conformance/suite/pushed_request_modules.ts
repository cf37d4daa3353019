/** Modules about the pushed authorization request and its request URI. */
import assert from "node:assert/strict";
import type { Changes } from "../../support/protocol_client.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import { addressOf, assertReads, exchange, push, readCallback, visit } from "./flow.ts";
import type { Module } from "./module.ts";
import type { Suite } from "./suite.ts";

/** A module in which a pushed request is refused as `invalid_request`. */
function refuses(number: number, name: string, request: Changes): Module {
  const run = async ({ client }: Suite) =>
    await assertOAuthError(await client.push({ request }), 400, "invalid_request");
  return { number, name, conditions: [], run };
}

async function unregisteredRedirectUri({ client }: Suite): Promise<void> {
  const request = { redirect_uri: `${client.redirectUri}/vDj3kLw9Qa` };
  await assertOAuthError(await client.push({ request }), 400, "invalid_request");
}

/** The address is opened once without doing anything, then again. */
async function reusedBeforeTheEnd(suite: Suite): Promise<void> {
  const { client } = suite;
  const address = addressOf(client, await push(client));
  const first = await suite.visit(address);
  assert.deepEqual(first.done, ["Open the first screen"]);
  const { code = "" } = await visit(client, address);
  await assertReads(client, (await exchange(client, code)).accessToken);
}

async function reusedAfterTheEnd({ client }: Suite): Promise<void> {
  const address = addressOf(client, await push(client));
  const { code = "" } = await visit(client, address);
  await exchange(client, code);
  const callback = await visit(client, address);
  assert.equal(callback["error"], "invalid_request_uri");
}

async function expired({ client, clock }: Suite): Promise<void> {
  const response = await client.push();
  const { request_uri: requestUri, expires_in: expiresIn } = await response.json();
  clock.advance(expiresIn * 1000);
  const callback = await visit(client, addressOf(client, requestUri));
  assert.equal(callback["error"], "invalid_request_uri");
}

/** The second client comes with the request of the first, and the redirect URI beside it. */
async function othersRequest(suite: Suite): Promise<void> {
  const { client, client2 } = suite;
  const requestUri = await push(client);
  const address = addressOf(client, requestUri, { client_id: client2.id });
  const { url, pictured } = await suite.visit(address);
  assert.equal(pictured, false);
  const callback = await readCallback(client2, url, client.redirectUri);
  assert.equal(callback["error"], "invalid_request_uri");
}

async function requestUriAsParameter({ client }: Suite): Promise<void> {
  const form = { request_uri: "urn:ietf:params:oauth:request_uri:4MsbSzXbLsXXMTnr-5pwqQ" };
  await assertOAuthError(await client.push({ form }), 400, "invalid_request");
}

/** See the head of this file. */
export const PUSHED_REQUEST_MODULES: readonly Module[] = [
  refuses(27, "ensure-request-object-without-redirect-uri-fails", { redirect_uri: undefined }),
  {
    number: 40,
    name: "plain-fapi-tolerate-unregistered-redirect-uri",
    conditions: [],
    run: unregisteredRedirectUri,
  },
  refuses(42, "ensure-redirect-uri-in-authorization-request", { redirect_uri: undefined }),
  {
    number: 62,
    name: "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds",
    conditions: [],
    run: reusedBeforeTheEnd,
  },
  { number: 63, name: "par-attempt-reuse-request_uri", conditions: [], run: reusedAfterTheEnd },
  { number: 64, name: "par-attempt-to-use-expired-request_uri", conditions: [], run: expired },
  {
    number: 67,
    name: "par-attempt-to-use-request_uri-for-different-client",
    conditions: [],
    run: othersRequest,
  },
  {
    number: 68,
    name: "par-authorization-request-containing-request_uri-form-param",
    conditions: [],
    run: requestUriAsParameter,
  },
  {
    number: 69,
    name: "par-attempt-invalid-http-method",
    conditions: [],
    run: async ({ client }) => assert.equal((await client.push({ method: "PUT" })).status, 405),
  },
  refuses(70, "par-ensure-pkce-required", {
    code_challenge: undefined,
    code_challenge_method: undefined,
  }),
  refuses(73, "par-plain-pkce-rejected", { code_challenge_method: "plain" }),
];
