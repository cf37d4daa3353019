/** Parameters said twice, so that a proxy or a log sees one value and the gateway another. */
import assert from "node:assert/strict";
import { CompactSign } from "jose";
import { JWT_BEARER } from "../../domain/client/client_assertion.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { CODE_VERIFIER, type ProtocolClient } from "../support/protocol_client.ts";
import { ISSUER, type ProtocolServer, startProtocol } from "../support/protocol_server.ts";
import { ORIGIN, ScreenFixture } from "../support/screen_fixture.ts";

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

for (const path of ["/revoke", "/introspect"]) {
  Deno.test(`a parameter said twice at ${path} has no effect`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    const { tokens: { access_token: token } } = await client.link(server);
    const fields: [string, string][] = [["client_id", "app"], ["token", token]];
    for (const [name, value] of fields) {
      for (const second of [value, "other", ""]) {
        const twice: [string, string][] = [...fields, [name, second]];
        await assertOAuthError(await post(client, server, path, twice), 400, "invalid_request");
        await assertOAuthError(
          await post(client, server, path, twice.toReversed()),
          400,
          "invalid_request",
        );
      }
    }
    assert.equal((await client.readUserinfo(server, token)).status, 200);
    assert.equal((await post(client, server, path, fields)).status, 200);
  });
}

Deno.test("a name in percent-encoding is the same name", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const body = new URLSearchParams([
    ...PUSHED,
    ["client_assertion_type", JWT_BEARER],
    ["client_assertion", await client.assertion()],
  ]);
  for (const second of ["%73cope=openid", "scop%65=", "+&sc%6Fpe=x"]) {
    const answer = await server.fetch("/par", {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: `${body}&${second}`,
    });
    await assertOAuthError(answer, 400, "invalid_request");
  }
});

Deno.test("beside a request object what the form says does not count, nor what a claim said before", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const request = await client.requestObject({ scope: "accounts", state: "signed" });
  const evil = {
    redirect_uri: "https://evil.example/",
    scope: "openid accounts transactions",
    state: "injected",
    code_challenge: "e".repeat(43),
    code_challenge_method: "plain",
    response_type: "token",
    response_mode: "fragment",
    prompt: "none",
    dpop_jkt: "e".repeat(43),
  };
  const pushed = await client.post(server, "/par", { ...evil, request }, { dpop: null });
  assert.equal(pushed.status, 201);
  const { code, grant, location } = await server.consent((await pushed.json()).request_uri);
  assert.deepEqual(grant.scopes, ["accounts"]);
  assert.ok(location.href.startsWith(`${client.redirectUri}&`));
  assert.equal(location.searchParams.get("state"), "signed");
  assert.equal(
    (await client.redeem(server, code)).status,
    200,
    "verifier and key are the signed ones",
  );

  const other = await server.register("other");
  const foreign = { request: await client.requestObject(), client_id: other.id };
  const refused = await client.post(server, "/par", foreign, { dpop: null });
  await assertOAuthError(refused, 401, "invalid_client");
  const twice: [string, string][] = [["request", request], ["request", request]];
  await assertOAuthError(await post(client, server, "/par", twice), 400, "invalid_request");
});

Deno.test("of a claim that is there twice the last counts, for every check alike", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { redirect_uri: registered, ...parameters } = await client.parameters();
  const now = Math.floor(server.clock.now() / 1000);
  const claims = { ...parameters, iss: "app", aud: ISSUER, nbf: now, exp: now + 60 };
  const uris = [`"https://evil.example/"`, JSON.stringify(registered)];
  const statuses = [];
  for (const [first, last] of [uris, uris.toReversed()]) {
    const text = `{"redirect_uri":${first},${JSON.stringify(claims).slice(1, -1)},` +
      `"redirect_uri":${last}}`;
    const request = await new CompactSign(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: "ES256", kid: "key-1" })
      .sign(client.key.privateKey);
    const pushed = await client.post(server, "/par", { request }, { dpop: null });
    statuses.push(pushed.status);
    const { request_uri: uri } = await pushed.json();
    if (uri === undefined) continue;
    const { location } = await server.consent(uri);
    assert.ok(location.href.startsWith(`${registered}&`));
  }
  assert.deepEqual(statuses, [201, 400]);
});

Deno.test("a field said twice on a screen is refused, and tried with nobody", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("pin");
  const form = await customer.browser.prepare("next", { pin: "0000" }).text();
  for (const second of ["pin=1234", "step=1", "csrf=x", "p%69n=1234"]) {
    const request = new Request(`${ORIGIN}/interaction/${customer.id}/pin`, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: `${form}&${second}`,
    });
    assert.equal((await customer.send(request)).status, 400, second);
  }
  assert.equal(gateway.bank.pinCount, 0);
  assert.equal((await customer.press("next", { pin: "1234" })).screen, "SOA206");
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
