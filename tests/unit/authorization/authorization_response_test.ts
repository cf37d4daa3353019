import assert from "node:assert/strict";
import fc from "fast-check";
import { buildResponseUrl } from "../../../domain/authorization/authorization_response.ts";
import { newAuthorizationCode } from "../../../domain/ids.ts";
import { createSeededRandom } from "../../support/random.ts";

const ISSUER = "https://gateway.example";
const code = newAuthorizationCode({ bytes: createSeededRandom() });

Deno.test("a response carries the code and the issuer, and no state that was not sent", () => {
  const target = { redirectUri: "https://app.example/cb", responseMode: "query" } as const;
  assert.equal(
    buildResponseUrl(target, { code }, ISSUER),
    `https://app.example/cb?code=${code}&iss=https%3A%2F%2Fgateway.example`,
  );
});

Deno.test("a redirect URI's own query stays as it is, in its order, and comes first", () => {
  for (
    const [redirectUri, begin] of [
      ["https://app.example/cb?b=2&a=%31", "https://app.example/cb?b=2&a=%31&code="],
      ["https://app.example/cb?", "https://app.example/cb?code="],
      ["https://app.example/cb?a&", "https://app.example/cb?a&code="],
      ["app.example:/cb", "app.example:/cb?code="],
    ] as const
  ) {
    const target = { redirectUri, responseMode: "query" } as const;
    assert.ok(buildResponseUrl(target, { code }, ISSUER).startsWith(begin));
  }
});

Deno.test("whatever the state is, the app gets it back unchanged and nothing else changes", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (state) => {
    const target = { redirectUri: "https://app.example/cb", state, responseMode: "query" } as const;
    const outcome = { error: "access_denied", description: "The customer said no" } as const;
    const { searchParams } = new URL(buildResponseUrl(target, outcome, ISSUER));
    assert.deepEqual([...searchParams], [
      ["error", "access_denied"],
      ["error_description", "The customer said no"],
      ["state", state],
      ["iss", ISSUER],
    ]);
  }));
});
