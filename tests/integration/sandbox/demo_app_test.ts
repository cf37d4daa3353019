import assert from "node:assert/strict";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { makeDemoKey } from "../../../sandbox/demo_app/demo_key.ts";
import { createSandbox } from "../../../sandbox/sandbox.tsx";
import { ISSUER, type ProtocolServer, startProtocol } from "../../support/protocol_server.ts";

const HOME = "http://localhost:8001";

const ACCOUNTS = {
  accounts: [{
    accountId: "account/1",
    branchCode: "115",
    branchName: "みなと支店",
    accountTypeName: "普通預金",
    accountNumber: "1100026",
    accountNameKana: "ﾃﾞ-ﾀ ﾊﾅｺ",
  }],
};
const BALANCE = {
  balance: "1234567",
  withdrawableAmount: "1234567",
  baseDateTime: "2026-04-15T10:00:00+09:00",
};
const TRANSACTIONS = {
  dateFrom: "2026-01-15",
  dateTo: "2026-04-15",
  count: 2,
  hasNext: true,
  nextItemKey: "next/key",
  transactions: [
    entry("1", "debit", "1000", "9000", "ATM"),
    entry("2", "credit", "500", "9500", "<b>"),
  ],
};

function entry(itemKey: string, type: string, amount: string, balance: string, remarks: string) {
  const transactionDate = "2026-04-14";
  return { itemKey, transactionDate, transactionType: type, amount, balance, remarks };
}

/** The demo app in a browser, before the real protocol and an API that always answers the same. */
class Visit implements AsyncDisposable {
  readonly apiCalls: URL[] = [];
  /** What was pushed last. */
  pushed = new URLSearchParams();
  #cookie = "";

  private constructor(
    readonly server: ProtocolServer,
    readonly sandboxFetch: (request: Request) => Promise<Response>,
  ) {}

  static async begin(): Promise<Visit> {
    const server = await startProtocol();
    const sandbox = createSandbox({
      issuer: ISSUER,
      publicUrl: HOME,
      telephonySecret: "secret",
      destinationNumbers: [],
      demoKey: await makeDemoKey(),
      fetch: (request) => visit.#answer(request),
      now: server.clock.now,
    });
    const visit: Visit = new Visit(server, sandbox.fetch);
    const verdict = await checkClientDocument(sandbox.demoClientDocument);
    assert.ok(verdict.accepted);
    const registeredAt = server.clock.now();
    await server.stores.clients.add({ ...verdict.registration, registeredAt, version: 1 });
    return visit;
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (!url.pathname.startsWith("/accounts")) {
      const body = await request.text();
      if (url.pathname === "/par") this.pushed = new URLSearchParams(body);
      const { method, headers } = request;
      return await this.server.fetch(url.pathname, { method, headers, body: body || null });
    }
    this.apiCalls.push(url);
    assert.match(request.headers.get("Authorization") ?? "", /^DPoP /);
    if (url.pathname === "/accounts") return Response.json(ACCOUNTS);
    return Response.json(url.pathname.endsWith("/balance") ? BALANCE : TRANSACTIONS);
  }

  async request(method: string, path: string): Promise<Response> {
    const headers = { Cookie: this.#cookie };
    const response = await this.sandboxFetch(new Request(HOME + path, { method, headers }));
    const cookie = response.headers.get("Set-Cookie");
    if (cookie !== null) this.#cookie = cookie.split(";")[0] ?? "";
    return response;
  }

  async page(path: string): Promise<string> {
    const response = await this.request("GET", path);
    assert.equal(response.status, 200);
    return await response.text();
  }

  async press(path: string): Promise<URL> {
    const response = await this.request("POST", path);
    assert.equal(response.status, 303, await response.text());
    return new URL(response.headers.get("Location") ?? "", HOME);
  }

  /** The callback that the gateway would redirect to after the customer's consent. */
  async consent(): Promise<URLSearchParams> {
    const url = await this.press("/app/connect");
    assert.equal(url.origin + url.pathname, `${ISSUER}/authorize`);
    assert.deepEqual([...url.searchParams.keys()], ["client_id", "request_uri"]);
    const { code } = await this.server.consent(url.searchParams.get("request_uri") ?? "");
    return new URLSearchParams({ code, state: this.pushed.get("state") ?? "", iss: ISSUER });
  }

  async connect(): Promise<void> {
    const response = await this.request("GET", `/callback?${await this.consent()}`);
    assert.equal(response.status, 303, await response.text());
  }

  async [Symbol.asyncDispose]() {
    await this.server[Symbol.asyncDispose]();
  }
}

Deno.test("the demo app goes from connecting to accounts, balance and transactions", async () => {
  await using visit = await Visit.begin();
  await visit.connect();
  const accounts = await visit.page("/app");
  assert.match(accounts, /連携しました/);
  assert.match(accounts, /みなと支店/);
  const account = await visit.page("/app/accounts/account%2F1");
  assert.match(account, /1,234,567円/);
  assert.match(account, /data-adds-up="true"/);
  assert.match(account, /&lt;b&gt;/);
  assert.match(account, /id="next-page"[^>]*nextItemKey=next%2Fkey/);
  const transactions = visit.apiCalls.at(-1);
  assert.equal(transactions?.pathname, "/accounts/account%2F1/transactions");
  assert.equal(transactions.search, "?dateFrom=2026-01-15&dateTo=2026-04-15&limit=100");
});

Deno.test("the demo app pages with the key that the API gave", async () => {
  await using visit = await Visit.begin();
  await visit.connect();
  await visit.page("/app/accounts/a?dateFrom=2026-03-01&dateTo=&limit=5&nextItemKey=next%2Fkey");
  assert.equal(
    visit.apiCalls.at(-1)?.search,
    "?dateFrom=2026-03-01&dateTo=2026-04-15&limit=5&nextItemKey=next%2Fkey",
  );
});

Deno.test("the demo app shows what went over the wire, and no secret of it", async () => {
  await using visit = await Visit.begin();
  const callback = await visit.consent();
  await visit.request("GET", `/callback?${callback}`);
  const page = await visit.page("/app");
  for (const step of ["/par", "/authorize", "/callback", "/token", "/accounts"]) {
    assert.ok(page.includes(`${step}`), step);
  }
  const secrets = [callback.get("code"), visit.pushed.get("client_assertion")];
  for (const secret of secrets) assert.ok(secret && !page.includes(secret));
});

Deno.test("the demo app refreshes when asked, and by itself when the token has run out", async () => {
  await using visit = await Visit.begin();
  await visit.connect();
  await visit.press("/app/refresh");
  assert.match(await visit.page("/app"), /アクセストークンを更新しました/);
  visit.server.clock.advance(601_000);
  const page = await visit.page("/app");
  assert.equal(page.match(/アクセストークンの更新/g)?.length, 2, "one by hand, one by itself");
});

Deno.test("the demo app disconnects by giving the grant back", async () => {
  await using visit = await Visit.begin();
  await visit.connect();
  await visit.press("/app/disconnect");
  assert.match(await visit.page("/app"), /連携を解除しました[\s\S]*id="connect"/);
  const [grant] = await visit.server.stores.grants.search({ limit: 1 });
  assert.equal(grant?.endReason, "revoked_by_app");
});

Deno.test("the demo app tells why a connection failed, and lets the visitor try again", async () => {
  await using visit = await Visit.begin();
  await visit.press("/app/connect");
  const state = visit.pushed.get("state") ?? "";
  const denial = new URLSearchParams({ error: "access_denied", state, iss: ISSUER });
  const response = await visit.request("GET", `/callback?${denial}`);
  assert.equal(response.status, 502);
  assert.match(
    await response.text(),
    /連携は中止されました[\s\S]*access_denied[\s\S]*id="connect"/,
  );
});

const FORGERIES: readonly [string, Record<string, string>][] = [
  ["a wrong state", { state: "forged" }],
  ["another issuer", { iss: "https://evil.example" }],
  ["a code that is not the gateway's", { code: "c".repeat(43) }],
];

for (const [what, change] of FORGERIES) {
  Deno.test(`the demo app refuses an answer with ${what}`, async () => {
    await using visit = await Visit.begin();
    const callback = { ...Object.fromEntries(await visit.consent()), ...change };
    const response = await visit.request("GET", `/callback?${new URLSearchParams(callback)}`);
    assert.equal(response.status, 502);
    assert.match(await visit.page("/app"), /id="connect"/);
    assert.equal(visit.apiCalls.length, 0);
  });
}

Deno.test("the demo app takes an answer once, and only in the browser that asked", async () => {
  await using visit = await Visit.begin();
  const callback = await visit.consent();
  const stranger = await visit.sandboxFetch(new Request(`${HOME}/callback?${callback}`));
  assert.equal(stranger.headers.get("Location"), "/app");
  assert.equal((await visit.request("GET", `/callback?${callback}`)).status, 303);
  assert.equal((await visit.request("GET", `/callback?${callback}`)).status, 502);
});

Deno.test("the demo app says so when the grant was ended by someone else", async () => {
  await using visit = await Visit.begin();
  await visit.connect();
  const [grant] = await visit.server.stores.grants.search({ limit: 1 });
  assert.ok(grant);
  const now = visit.server.clock.now();
  const entry = { id: "end", at: now, actor: "system", event: "e", result: "ok", details: {} };
  await visit.server.stores.grants.end(grant.id, "revoked_by_operator", now, entry);
  const response = await visit.request("POST", "/app/refresh");
  assert.equal(response.status, 502);
  assert.match(await response.text(), /認可サーバーに断られました[\s\S]*invalid_grant/);
});
