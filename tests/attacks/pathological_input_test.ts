/** Oversized, malformed and odd input in every field of every endpoint: never a fault of ours, nothing stored. */
import assert from "node:assert/strict";
import { assertOAuthError } from "../support/oauth_error.ts";
import type { ProtocolClient } from "../support/protocol_client.ts";
import { openTestGateway } from "../support/gateway.ts";
import { type ProtocolServer, startProtocol } from "../support/protocol_server.ts";
import { ACCOUNT, CUSTOMER, ScreenFixture } from "../support/screen_fixture.ts";

/** Texts that break parsers, comparisons, storage keys, or memory. */
const ODD = [
  "\0",
  "\r\nX: y",
  "\ud800",
  "\u202e\u0000\uffff",
  "%00%ff%",
  "﷽".repeat(60),
  "a".repeat(20_000),
  "٣٤٥",
  "1e309",
  "-1e3",
  "__proto__",
  "constructor",
  "{}",
  "[]",
  "' OR 1=1 --",
  `[${"[".repeat(5000)}${"]".repeat(5000)}]`,
  `[{"type":"account_information","actions":["read_accounts"],"__proto__":{"x":1}}]`,
  ":*?[]",
  "🏦".repeat(100),
];

const FIELDS = [
  "client_id",
  "response_type",
  "response_mode",
  "redirect_uri",
  "scope",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "dpop_jkt",
  "prompt",
  "client_assertion",
  "client_assertion_type",
  "request",
  "grant_type",
  "code",
  "code_verifier",
  "refresh_token",
  "token",
  "token_type_hint",
  "authorization_details",
  "request_uri",
  "unknown",
];

/** What the stores hold, but for what was there before. */
async function countRecords(server: ProtocolServer): Promise<number> {
  return (await server.stores.ephemeral.list("", server.clock.now())).length;
}

async function send(
  client: ProtocolClient,
  server: ProtocolServer,
  path: string,
  form: Record<string, string>,
): Promise<Response> {
  if (path === "/par") return await client.push(server, { form });
  if (path === "/token") return await client.redeem(server, "c".repeat(43), { form });
  return await client.post(server, path, { token: "t", ...form });
}

for (const path of ["/par", "/token", "/revoke", "/introspect"]) {
  Deno.test(`odd values in any field are a refusal or harmless at ${path}`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    for (const name of FIELDS) {
      for (const value of ODD) {
        const answer = await send(client, server, path, { [name]: value });
        assert.ok(answer.status < 500, `${name}=${value.slice(0, 20)}: ${answer.status}`);
        await answer.body?.cancel();
      }
    }
    assert.equal(server.logLines.filter((line) => line.includes("request.failed")).length, 0);
  });
}

Deno.test("bodies that are too large, of another kind, or nested deeply are refused unread", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const before = await countRecords(server);
  const types = { "Content-Type": "application/x-www-form-urlencoded" };
  const bodies: [BodyInit, Record<string, string>, number][] = [
    ["a".repeat(32_769), types, 413],
    ["a=1&".repeat(9000), types, 413],
    [endless(), types, 413],
    ["{}", { "Content-Type": "application/json" }, 400],
    ["client_id=app", { "Content-Type": "text/plain" }, 400],
    ["a=1", { ...types, "Content-Length": "NaN" }, 413],
  ];
  for (const path of ["/par", "/token", "/revoke", "/introspect"]) {
    for (const [body, headers, status] of bodies) {
      const init = { method: "POST", body: body instanceof ReadableStream ? endless() : body };
      const answer = await server.fetch(path, { ...init, headers });
      await assertOAuthError(answer, status, "invalid_request");
    }
  }
  const deep = `${"[".repeat(3000)}${"]".repeat(3000)}`;
  for (const claims of [{ jti: deep }, { iat: 1e308 }, { exp: -1 }, { nbf: "now" }, { jti: {} }]) {
    const assertion = await client.assertion(claims);
    await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
  }
  assert.equal(await countRecords(server), before, "nothing was stored");
});

Deno.test("odd values in a proof or a token are a refusal", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens: { access_token: token } } = await client.link(server);
  for (const value of [...ODD, null, 1, true, {}, [], 1e308]) {
    for (const name of ["jti", "htm", "htu", "iat", "ath", "exp", "nbf"]) {
      const answer = await client.readUserinfo(server, token, { claims: { [name]: value } });
      assert.ok([200, 401].includes(answer.status), `${name}: ${answer.status}`);
    }
    for (const name of ["typ", "jwk", "kid"]) {
      const answer = await client.readUserinfo(server, token, { header: { [name]: value } });
      assert.ok([200, 401].includes(answer.status), `${name}: ${answer.status}`);
    }
  }
  for (const text of ["a.b.c", "....", "=", "a".repeat(20_000), `${token}=`, token.slice(1)]) {
    const answer = await client.readUserinfo(server, text);
    assert.ok([400, 401].includes(answer.status));
  }
  assert.equal(server.logLines.filter((line) => line.includes("request.failed")).length, 0);
});

Deno.test("odd values on the screens are shown again or refused, and asked of nobody", async () => {
  await using gateway = await ScreenFixture.create();
  for (const name of ["branchCode", "accountNumber", "accountType"]) {
    const customer = await gateway.customer();
    for (const value of ODD) {
      const page = await customer.press("next", { ...ACCOUNT, [name]: value });
      assert.ok(page.status === 200 && page.screen === "SOA201", `${name}=${value.slice(0, 20)}`);
    }
  }
  for (
    const name of [
      "birthYear",
      "birthMonth",
      "birthDay",
      "phoneNumber",
      "email",
      "emailConfirmation",
    ]
  ) {
    const customer = await gateway.customer();
    await customer.press("next", ACCOUNT);
    for (const value of ODD) {
      const page = await customer.press("next", { ...CUSTOMER, [name]: value });
      assert.ok(page.status === 200 && page.screen === "SOA202", `${name}=${value.slice(0, 20)}`);
    }
  }
  assert.equal(gateway.bank.statements.length, 0);
});

Deno.test("odd values for the name and the PIN are shown again, cut off or refused, and harm nothing", async () => {
  await using gateway = await ScreenFixture.create();
  const atCustomer = await gateway.customer();
  await atCustomer.press("next", ACCOUNT);
  for (const name of ODD) {
    const page = await atCustomer.press("next", { ...CUSTOMER, name, birthYear: "x" });
    assert.ok(page.status === 200 && page.screen === "SOA202", name.slice(0, 20));
  }
  const atPin = await gateway.customer();
  await atPin.goTo("pin");
  for (const pin of [...ODD, "12345", "123", "１２３", "12 34 5", "1234\0", "½½"]) {
    const page = await atPin.press("next", { pin });
    assert.ok(page.status === 200 && page.screen === "SOA211", pin.slice(0, 20));
  }
  assert.equal(gateway.bank.pinCount, 0);
  assert.equal((await atPin.press("next", { pin: "１２３４" })).screen, "SOA206");
});

Deno.test("odd claims of a request object are a refusal or harmless", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const names = [...FIELDS, "iss", "sub", "aud", "jti", "iat", "nbf", "exp", "claims", "__proto__"];
  for (const value of [...ODD, null, 1, true, {}, [], [""], 1e308, -1]) {
    for (const name of names) {
      const answer = await client.pushSigned(server, { [name]: value });
      assert.ok([201, 400].includes(answer.status), `${name}: ${answer.status}`);
      await answer.body?.cancel();
    }
  }
  assert.equal(server.logLines.filter((line) => line.includes("request.failed")).length, 0);
});

Deno.test("odd paths, queries and header fields of every route are no fault of ours", async () => {
  const test = await openTestGateway();
  await using _ = test;
  const odd = [
    "%",
    "%ff",
    "%00",
    "%2f..%2f",
    "..%5c",
    "__proto__",
    "constructor",
    "🏦",
    "a".repeat(9000),
  ];
  const paths = odd.flatMap((part) => [
    `/${part}`,
    `/grants/${part}`,
    `/accounts/${part}/balance`,
    `/interaction/${part}/${part}`,
    `/interaction/${"A".repeat(43)}/${part}`,
    `/static/${part}`,
    `/authorize?client_id=${part}&request_uri=${part}`,
    `/accounts/x/transactions?dateFrom=${part}&limit=${part}&${part}=${part}`,
    `/userinfo?${part}`,
  ]);
  const fields = ["Authorization", "DPoP", "Cookie", "Accept", "Content-Type", "Range"];
  for (const path of paths) {
    for (const method of ["GET", "POST", "DELETE", "PATCH", "HEAD"]) {
      for (const value of [undefined, "\xff\xfe", ";;=,,;q=", "x".repeat(9000)]) {
        const headers = value === undefined ? {} : Object.fromEntries(
          fields.map((name) => [name, value]),
        );
        const request = new Request(test.issuer + path, { method, headers });
        const answer = await test.gateway.fetch(request);
        assert.ok(answer.status < 500, `${method} ${path.slice(0, 40)}: ${answer.status}`);
        await answer.body?.cancel();
      }
    }
  }
});

/** A body without an end, as whoever wants to fill a memory would send it. */
function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(4096)) });
}
