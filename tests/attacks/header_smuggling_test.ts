/** Header fields by which a caller would pass for another, or for another address. */
import assert from "node:assert/strict";
import { createClientAddress } from "../../routes/http/client_address.ts";
import { toNetwork } from "../../domain/service/network_address.ts";
import { Hono } from "hono";
import { assertOAuthError } from "../support/oauth_error.ts";
import { ISSUER, startProtocol } from "../support/protocol_server.ts";
import { CUSTOMER, ORIGIN, ScreenFixture } from "../support/screen_fixture.ts";

/** What proxies say about a request, said by the caller. */
const CLAIMS = {
  "Host": "evil.example",
  "Forwarded": "for=127.0.0.1;host=evil.example;proto=http",
  "X-Forwarded-For": "127.0.0.1",
  "X-Forwarded-Host": "evil.example",
  "X-Forwarded-Proto": "http",
  "X-Real-IP": "127.0.0.1",
  "X-Original-URL": "/consent",
  "X-HTTP-Method-Override": "GET",
  "Client-Cert": ":AAAA:",
};

Deno.test("two proofs or two tokens are none, in whichever order", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens: { access_token: token } } = await client.link(server);
  const proofs = [await client.proof("/par"), await client.proof("/par")];
  for (const dpop of [proofs.join(", "), proofs.join(","), `${proofs[0]}, x`, `x, ${proofs[0]}`]) {
    await assertOAuthError(await client.push(server, { dpop }), 400, "invalid_dpop_proof");
  }
  for (const authorization of [`DPoP ${token}, DPoP ${token}`, `Bearer x, DPoP ${token}`]) {
    const headers = { Authorization: authorization };
    const answer = await client.readUserinfo(server, token, { headers });
    await assertOAuthError(answer, 400, "invalid_request");
  }
  assert.equal((await client.push(server, { dpop: proofs[0] ?? "" })).status, 201);
});

Deno.test("fields of proxies change neither what a proof must say nor where anybody is led", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens: { access_token: token } } = await client.link(server);
  const read = await client.readUserinfo(server, token, { headers: CLAIMS });
  assert.equal(read.status, 200);
  const claims = { htu: "http://evil.example/userinfo" };
  const forged = await client.readUserinfo(server, token, { headers: CLAIMS, claims });
  await assertOAuthError(forged, 401, "invalid_dpop_proof");
  const opened = await server.fetch(
    `/authorize?client_id=app&request_uri=${await client.pushed(server)}`,
    { headers: CLAIMS },
  );
  assert.match(opened.headers.get("location") ?? "", /^\/interaction\//);
  const metadata = await (await server.fetch("/.well-known/openid-configuration", {
    headers: CLAIMS,
  })).text();
  assert.doesNotMatch(metadata, /evil/);
  assert.ok(metadata.includes(`"issuer":"${ISSUER}"`));
});

Deno.test("a method named in a header is not the method", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("customer");
  const body = await customer.browser.prepare("next", CUSTOMER).text();
  const headers = { ...CLAIMS, "X-HTTP-Method-Override": "POST" };
  const url = `${ORIGIN}/interaction/${customer.id}/customer?${body}`;
  await customer.send(new Request(url, { headers }));
  assert.equal(gateway.bank.statements.length, 0);
});

/** The network that a request is counted under. */
async function networkOf(field: string | undefined, headers: HeadersInit, peer: string) {
  const clientAddress = createClientAddress(field);
  const app = new Hono().get("/", (c) => c.text(toNetwork(clientAddress(c) ?? "unknown")));
  const env = { remoteAddr: { hostname: peer } };
  return await (await app.fetch(new Request(`${ORIGIN}/`, { headers }), env)).text();
}

Deno.test("callers cannot choose the address under which their failures are counted", async () => {
  assert.equal(await networkOf(undefined, CLAIMS, "192.0.2.7"), "192.0.2.7");
  const field = "x-forwarded-for";
  for (
    const value of [
      "192.0.2.7",
      "127.0.0.1, 192.0.2.7",
      "10.0.0.1,127.0.0.1 , 192.0.2.7",
      "unknown, 192.0.2.7:50001",
      "192.0.2.7:50002",
      "::ffff:192.0.2.7",
    ]
  ) {
    assert.equal(await networkOf(field, { [field]: value }, "10.0.0.1"), "192.0.2.7", value);
  }
});
