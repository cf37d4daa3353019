import assert from "node:assert/strict";
import fc from "fast-check";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { buildResponseUrl } from "../../../domain/authorization/authorization_response.ts";
import { newAuthorizationCode, parseClientId } from "../../../domain/ids.ts";
import { createSeededRandom } from "../../support/random.ts";
import { makeSigningKeys } from "../../support/signing_keys.ts";

const ISSUER = "https://gateway.example";
const NOW = 1_800_000_000_400;
const code = newAuthorizationCode({ bytes: createSeededRandom() });
const clientId = parseClientId("app");
assert.ok(clientId !== undefined);
const keys = await makeSigningKeys(["ES256", "EdDSA"]);
const SIGNING = { issuer: ISSUER, keys, signingAlgorithm: "ES256" } as const;

Deno.test("a response carries the code and the issuer, and no state that was not sent", async () => {
  const target = {
    redirectUri: "https://app.example/cb",
    responseMode: "query",
    clientId,
  } as const;
  assert.equal(
    await buildResponseUrl(SIGNING, target, { code }, NOW),
    `https://app.example/cb?code=${code}&iss=https%3A%2F%2Fgateway.example`,
  );
});

Deno.test("a redirect URI's own query stays as it is, in its order, and comes first", async () => {
  for (
    const [redirectUri, begin] of [
      ["https://app.example/cb?b=2&a=%31", "https://app.example/cb?b=2&a=%31&code="],
      ["https://app.example/cb?", "https://app.example/cb?code="],
      ["https://app.example/cb?a&", "https://app.example/cb?a&code="],
      ["app.example:/cb", "app.example:/cb?code="],
    ] as const
  ) {
    const target = { redirectUri, responseMode: "query", clientId } as const;
    assert.ok((await buildResponseUrl(SIGNING, target, { code }, NOW)).startsWith(begin));
  }
});

Deno.test("whatever the state is, the app gets it back unchanged and nothing else changes", async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: "grapheme" }), async (state) => {
    const target = {
      redirectUri: "https://app.example/cb",
      state,
      responseMode: "query",
      clientId,
    } as const;
    const outcome = { error: "access_denied", description: "The customer said no" } as const;
    const { searchParams } = new URL(await buildResponseUrl(SIGNING, target, outcome, NOW));
    assert.deepEqual([...searchParams], [
      ["error", "access_denied"],
      ["error_description", "The customer said no"],
      ["state", state],
      ["iss", ISSUER],
    ]);
  }));
});

async function open(url: string, now = NOW) {
  const { searchParams } = new URL(url);
  const response = searchParams.get("response") ?? "";
  const set = createLocalJWKSet(await keys.jwks(now) as Parameters<typeof createLocalJWKSet>[0]);
  const options = { issuer: ISSUER, audience: "app", currentDate: new Date(now) };
  const { payload } = await jwtVerify(response, set, options);
  return { names: [...searchParams.keys()], payload, header: decodeProtectedHeader(response) };
}

const SIGNED = {
  redirectUri: "https://app.example/cb?b=2",
  responseMode: "jwt",
  state: "状態",
  clientId,
} as const;

Deno.test("a signed response is one parameter, beside the redirect URI's own, with all inside", async () => {
  const { names, payload } = await open(await buildResponseUrl(SIGNING, SIGNED, { code }, NOW));
  assert.deepEqual(names, ["b", "response"]);
  const { exp, ...claims } = payload;
  assert.deepEqual(claims, { aud: "app", iss: ISSUER, code, state: "状態" });
  assert.equal(exp, 1_800_000_120);
});

Deno.test("an error travels in a signed response too, and no state that was not sent", async () => {
  const outcome = { error: "access_denied", description: "The customer said no" } as const;
  const { state: _, ...target } = SIGNED;
  const { payload } = await open(await buildResponseUrl(SIGNING, target, outcome, NOW));
  const { exp: _exp, ...claims } = payload;
  assert.deepEqual(claims, {
    aud: "app",
    iss: ISSUER,
    error: "access_denied",
    error_description: "The customer said no",
  });
});

Deno.test("a signed response names its key and is signed as the client registered, else as configured", async () => {
  for (
    const [responseSigningAlgorithm, alg] of [
      [undefined, "ES256"],
      ["EdDSA", "EdDSA"],
      ["Ed25519", "EdDSA"],
    ] as const
  ) {
    const target = { ...SIGNED, ...(responseSigningAlgorithm && { responseSigningAlgorithm }) };
    const { header } = await open(await buildResponseUrl(SIGNING, target, { code }, NOW));
    assert.deepEqual([header.alg, header.kid], [alg, `own-${alg}`]);
  }
});
