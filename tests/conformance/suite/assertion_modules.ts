/** Modules about client assertions; they run where clients authenticate by `private_key_jwt`. */
import { assertOAuthError } from "../../support/oauth_error.ts";
import { authorize, push } from "./flow.ts";
import type { Module } from "./module.ts";
import type { Suite } from "./suite.ts";
import type { JwtChanges } from "./suite_client.ts";

type Assertion = (suite: Suite) => JwtChanges | string | null | Promise<string>;

/** A module in which a code is not exchanged because of the assertion. */
function tokenRefuses(number: number, name: string, assertion: Assertion): Module {
  const run = async (suite: Suite) => {
    const { client } = suite;
    const { code } = await authorize(client);
    const response = await client.exchange(code, {
      assertion: await assertion(suite),
      form: { client_id: client.id },
    });
    await assertOAuthError(response, 401, "invalid_client");
  };
  return { number, name, conditions: ["pkjwt"], run };
}

/** A module in which a request is not accepted because of the assertion. */
function pushRefuses(number: number, name: string, assertion: Assertion): Module {
  const run = async (suite: Suite) => {
    const response = await suite.client.push({ assertion: await assertion(suite) });
    await assertOAuthError(response, 401, "invalid_client");
  };
  return { number, name, conditions: ["pkjwt"], run };
}

/** From a number of seconds ahead, for a minute. */
function ahead(seconds: number): (suite: Suite) => JwtChanges {
  return ({ now }) => {
    const from = now + seconds;
    return { claims: { iat: from, nbf: from, exp: from + 60 } };
  };
}

/** See the head of this file. */
export const ASSERTION_MODULES: readonly Module[] = [
  tokenRefuses(
    51,
    "ensure-signed-client-assertion-with-RS256-fails",
    ({ client }) => client.signRs256(client.assertionClaims()),
  ),
  tokenRefuses(52, "ensure-client-assertion-in-token-endpoint", () => null),
  tokenRefuses(
    53,
    "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails",
    ({ now }) => ({ claims: { exp: now - 300 } }),
  ),
  tokenRefuses(54, "ensure-client-assertion-with-wrong-aud-fails", () => ({
    claims: { aud: "https://www.other1.example.com/" },
  })),
  tokenRefuses(55, "ensure-client-assertion-with-no-sub-fails", () => ({
    claims: { sub: undefined },
  })),
  {
    number: 65,
    name: "par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted",
    conditions: ["pkjwt"],
    run: async (suite) => void await push(suite.client, { assertion: ahead(8)(suite) }),
  },
  pushRefuses(
    66,
    "par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails",
    ahead(62),
  ),
  pushRefuses(76, "par-test-array-as-audience-fails", ({ metadata }) => ({
    claims: { aud: [metadata.issuer, "https://www.other1.example.com/"] },
  })),
  pushRefuses(77, "par-test-par-endpoint-url-as-audience-fails", ({ metadata }) => ({
    claims: { aud: metadata.pushed_authorization_request_endpoint },
  })),
  pushRefuses(78, "par-test-token-endpoint-url-as-audience-fails", ({ metadata }) => ({
    claims: { aud: metadata.token_endpoint },
  })),
];
