/** Parameters said twice, so that a proxy or a log sees one value and the gateway another. */
import assert from "node:assert/strict";
import { CompactSign } from "jose";
import { JWT_BEARER } from "../../domain/client/client_assertion.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { CODE_VERIFIER, type ProtocolClient } from "../support/protocol_client.ts";
import { type ProtocolServer, startProtocol } from "../support/protocol_server.ts";

async function post(
  client: ProtocolClient,
  server: ProtocolServer,
  path: string,
  fields: [string, string][],
): Promise<Response> {
  const body = new URLSearchParams([
    ["client_assertion_type", JWT_BEARER],
    ["client_assertion", await client.assertion()],
    ...fields,
  ]);
  const headers = { DPoP: await client.proof(path) };
  return await server.fetch(path, { method: "POST", headers, body });
}

const PUSHED: [string, string][] = [
  ["client_id", "app"],
  ["response_type", "code"],
  ["redirect_uri", "https://app.example/callback?tenant=1"],
  ["scope", "accounts"],
  ["state", "s"],
  ["code_challenge", "c".repeat(43)],
  ["code_challenge_method", "S256"],
];

Deno.test("no parameter may be pushed twice, equal, different, or empty", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  assert.equal((await post(client, server, "/par", PUSHED)).status, 201);
  for (const [name, value] of PUSHED) {
    for (const second of [value, "other", ""]) {
      const fields: [string, string][] = [...PUSHED, [name, second]];
      await assertOAuthError(await post(client, server, "/par", fields), 400, "invalid_request");
    }
  }
  const twice: [string, string][] = [...PUSHED, ["client_assertion", await client.assertion()]];
  await assertOAuthError(await post(client, server, "/par", twice), 400, "invalid_request");
});

Deno.test("a parameter said twice at the token endpoint uses up nothing", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { code } = await server.consent(await client.pushed(server));
  const fields: [string, string][] = [
    ["grant_type", "authorization_code"],
    ["code", code],
    ["redirect_uri", client.redirectUri],
    ["code_verifier", CODE_VERIFIER],
  ];
  for (const [name, value] of fields) {
    const twice: [string, string][] = [...fields, [name, value]];
    await assertOAuthError(await post(client, server, "/token", twice), 400, "invalid_request");
  }
  assert.equal((await post(client, server, "/token", fields)).status, 200);
});

Deno.test("parameters in the query of a POST do not count", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const query = "client_id=other&scope=transactions&redirect_uri=https://evil.example/";
  const answer = await post(client, server, "/par", PUSHED);
  assert.equal(answer.status, 201);
  const body = new URLSearchParams(PUSHED.filter(([name]) => name !== "redirect_uri"));
  body.set("client_assertion_type", JWT_BEARER);
  body.set("client_assertion", await client.assertion());
  const init = { method: "POST", body };
  await assertOAuthError(await server.fetch(`/par?${query}`, init), 400, "invalid_request");
});

Deno.test("at the authorization endpoint what is said twice counts as not said", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  await server.register("other");
  const own = await client.pushed(server);
  const another = await client.pushed(server);
  for (
    const query of [
      `client_id=app&client_id=other&request_uri=${own}`,
      `client_id=other&client_id=app&request_uri=${own}`,
      `client_id=app&request_uri=${own}&request_uri=${another}`,
    ]
  ) {
    const answer = await server.fetch(`/authorize?${query}`);
    assert.deepEqual([answer.status, answer.headers.get("location")], [400, null]);
  }
  assert.equal((await server.fetch(`/authorize?client_id=app&request_uri=${own}`)).status, 303);
});

Deno.test("in a request object a member said twice has one value, the last, whoever looks at it", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const object = await client.requestObject({ state: "STATE" });
  const claims = new TextDecoder().decode(
    Uint8Array.fromBase64(object.split(".")[1] ?? "", { alphabet: "base64url" }),
  );
  const push = async (twice: string) => {
    const payload = new TextEncoder().encode(claims.replace(/^\{/, "{" + twice + ","));
    const request = await new CompactSign(payload)
      .setProtectedHeader({ alg: client.key.algorithm, kid: "key-1" })
      .sign(client.key.privateKey);
    return await client.post(server, "/par", { request }, { dpop: null });
  };
  const evil = '"redirect_uri":"https://evil.example/","state":"evil","aud":"https://evil.example"';
  const response = await push(evil);
  assert.equal(response.status, 201);
  const { request_uri: requestUri } = await response.json();
  const { location } = await server.consent(requestUri);
  assert.equal(location.origin, "https://app.example");
  assert.equal(location.searchParams.get("state"), "STATE");
});
