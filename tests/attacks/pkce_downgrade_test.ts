/** PKCE left out, or reduced to a method that protects nothing. */
import assert from "node:assert/strict";
import { isVerifierOf } from "../../domain/authorization/pkce.ts";
import { sha256Base64Url } from "../../domain/ids.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { CODE_VERIFIER } from "../support/protocol_client.ts";
import { startProtocol } from "../support/protocol_server.ts";

for (
  const [name, form] of Object.entries({
    "without a challenge": { code_challenge: undefined, code_challenge_method: undefined },
    "with an empty challenge": { code_challenge: "" },
    "without a method, which would mean plain": { code_challenge_method: undefined },
    "with the method plain": { code_challenge: CODE_VERIFIER, code_challenge_method: "plain" },
    "with the method in other letters": { code_challenge_method: "s256" },
    "with a list of methods": { code_challenge_method: "S256 plain" },
    "with a challenge that is no hash": { code_challenge: "short" },
    "with a challenge in plain base64": { code_challenge: `${"a".repeat(42)}+` },
  })
) {
  Deno.test(`a request ${name} is refused when it is pushed`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    assert.equal((await client.push(server)).status, 201);
    await assertOAuthError(await client.push(server, { form }), 400, "invalid_request");
    const signed = await client.pushSigned(server, form);
    await assertOAuthError(signed, 400, "invalid_request");
  });
}

Deno.test("a method or challenge sent along with the code changes nothing", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { code } = await server.consent(await client.pushed(server));
  const verifier = "w".repeat(43);
  const form = {
    code_verifier: verifier,
    code_challenge: verifier,
    code_challenge_method: "plain",
  };
  await assertOAuthError(await client.redeem(server, code, { form }), 400, "invalid_grant");
});

Deno.test("who knows the challenge does not know the verifier", async () => {
  const challenge = "a".repeat(43);
  const plainMethod = (verifier: string) => verifier === challenge;
  assert.equal(plainMethod(challenge), true);
  assert.equal(await isVerifierOf(challenge, challenge), false);
});

Deno.test("a challenge beside the request object, or at the authorization endpoint, replaces none", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const own = "w".repeat(43);
  const injected = { code_challenge: await sha256Base64Url(own), code_challenge_method: "S256" };
  const request = await client.requestObject();
  const pushed = await client.post(server, "/par", { ...injected, request }, { dpop: null });
  const { request_uri: requestUri } = await pushed.json();
  const query = new URLSearchParams({ client_id: "app", request_uri: requestUri, ...injected });
  assert.equal((await server.fetch(`/authorize?${query}`)).status, 303);
  const { code } = await server.consent(requestUri);
  const form = { code_verifier: own };
  await assertOAuthError(await client.redeem(server, code, { form }), 400, "invalid_grant");

  const bare = await client.requestObject({ code_challenge: undefined });
  const refused = await client.post(server, "/par", { ...injected, request: bare }, { dpop: null });
  await assertOAuthError(refused, 400, "invalid_request");
});
