/** Modules about the authorization request and its response. */
import assert from "node:assert/strict";
import { assertOAuthError } from "../../support/oauth_error.ts";
import { addressOf, assertReads, authorize, complete, exchange, push, visit } from "./flow.ts";
import type { Module } from "./module.ts";
import type { Suite } from "./suite.ts";
import type { SuiteClient } from "./suite_client.ts";

function clientsOf(suite: Suite): readonly SuiteClient[] {
  return [suite.client, suite.client2];
}

/** Both clients go the whole way; tokens in the query and with another's key are refused. */
async function happyFlow(suite: Suite): Promise<void> {
  const { client, client2 } = suite;
  const { accessToken } = await complete(client);
  const url = `${suite.configuration.resource.resourceUrl}?access_token=${accessToken}`;
  const inQuery = await client.readResource(accessToken, { url, authorization: null });
  assert.ok([400, 401, 414].includes(inQuery.status), `${inQuery.status}`);
  const { accessToken: others } = await complete(client2);
  const stolen = await client.readResource(others);
  assert.equal(stolen.status, 401);
}

async function userRejects(suite: Suite): Promise<void> {
  for (const client of clientsOf(suite)) {
    const callback = await visit(client, addressOf(client, await push(client)));
    assert.equal(callback["error"], "access_denied");
    assert.equal(callback["state"], client.state);
  }
}

async function schemeInOtherCase(suite: Suite): Promise<void> {
  const { client, plan } = suite;
  const { accessToken } = await complete(client);
  const scheme = plan.senderConstraint === "dpop" ? "dPOp" : "bEARER";
  await assertReads(client, accessToken, { authorization: `${scheme} ${accessToken}` });
}

/** What stands in the address beside the request URI does not count. */
async function outsideIsIgnored(suite: Suite, name: "state" | "nonce"): Promise<void> {
  await complete(suite.client, { address: { [name]: "outside" } });
}

/** The suite asks for the claims that the metadata lists, if there is a parameter for it. */
async function claimsParameter(suite: Suite): Promise<void> {
  assert.equal(suite.metadata["claims_parameter_supported"], false);
  await complete(suite.client, { request: { claims: JSON.stringify({ userinfo: { x: null } }) } });
}

async function withoutPushing(suite: Suite): Promise<void> {
  const { client } = suite;
  const parameters = await client.parameters();
  const address = addressOf(client, "", { request_uri: undefined, ...parameters });
  const callback = await visit(client, address);
  assert.equal(callback["error"], "invalid_request");
  assert.equal(callback["state"], client.state);
}

async function longNonce(suite: Suite): Promise<void> {
  await complete(suite.client, { request: { nonce: "n".repeat(383) + "x" } });
}

/** See the head of this file. */
export const AUTHORIZATION_MODULES: readonly Module[] = [
  { number: 2, name: "happy-flow", conditions: [], run: happyFlow },
  { number: 3, name: "user-rejects-authentication", conditions: [], run: userRejects },
  {
    number: 5,
    name: "ensure-authorization-request-without-state-success",
    conditions: [],
    run: async ({ client }) => {
      const { callback } = await authorize(client, { request: { state: undefined } });
      assert.equal("state" in callback, false);
    },
  },
  {
    number: 6,
    name: "ensure-authorization-request-without-nonce-success",
    conditions: ["openid"],
    run: async ({ client }) => void await complete(client, { request: { nonce: undefined } }),
  },
  {
    number: 7,
    name: "ensure-authorization-request-with-64-char-nonce-success",
    conditions: ["openid"],
    run: async ({ client }) =>
      void await complete(client, { request: { nonce: "0123456789abcdef".repeat(4) } }),
  },
  {
    number: 8,
    name: "ensure-other-scope-order-succeeds",
    conditions: ["openid"],
    run: async ({ client }) => {
      const scope = client.scope.split(" ").toReversed().join(" ");
      assert.ok(!scope.startsWith("openid"));
      await complete(client, { request: { scope } });
    },
  },
  {
    number: 9,
    name: "test-claims-parameter-identity-claims",
    conditions: ["openid"],
    run: claimsParameter,
  },
  {
    number: 10,
    name: "access-token-type-header-case-sensitivity",
    conditions: [],
    run: schemeInOtherCase,
  },
  {
    number: 20,
    name: "ensure-different-nonce-inside-and-outside-request-object",
    conditions: ["openid"],
    run: (suite) => outsideIsIgnored(suite, "nonce"),
  },
  {
    number: 21,
    name: "ensure-different-state-inside-and-outside-request-object",
    conditions: [],
    run: (suite) => outsideIsIgnored(suite, "state"),
  },
  {
    number: 22,
    name: "ensure-authorization-request-with-long-nonce",
    conditions: ["openid"],
    run: longNonce,
  },
  {
    number: 23,
    name: "ensure-authorization-request-with-long-state",
    conditions: [],
    run: async ({ client }) =>
      void await complete(client, { request: { state: "0123456789".repeat(100) } }),
  },
  {
    number: 26,
    name: "state-only-outside-request-object-not-used",
    conditions: [],
    run: async ({ client }) => {
      const { callback, code } = await authorize(client, {
        request: { state: undefined },
        address: { state: "outside" },
      });
      assert.equal("state" in callback, false);
      await exchange(client, code);
    },
  },
  {
    number: 41,
    name: "ensure-unsigned-authorization-request-without-using-par-fails",
    conditions: [],
    run: withoutPushing,
  },
  {
    number: 43,
    name: "ensure-response-type-code-idtoken-fails",
    conditions: [],
    run: ({ client }) => refusesResponseType(client, "code id_token"),
  },
  {
    number: 45,
    name: "ensure-response-type-token-fails",
    conditions: [],
    run: ({ client }) => refusesResponseType(client, "token"),
  },
  {
    number: 75,
    name: "par-without-duplicate-parameters",
    conditions: [],
    run: async ({ client }) => {
      const bare = { response_type: undefined, scope: undefined, redirect_uri: undefined };
      await complete(client, { address: bare });
    },
  },
];

async function refusesResponseType(client: SuiteClient, responseType: string): Promise<void> {
  const response = await client.push({ request: { response_type: responseType } });
  await assertOAuthError(response, 400, "unsupported_response_type");
}
