import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import type { GrantedAccount } from "../../../domain/grant/grant.ts";
import { openResourceApi } from "../../support/resource_api.ts";

const account = (branchCode: string, accountNumber: string): GrantedAccount => ({
  branchCode,
  accountType: "1",
  accountNumber,
});
const HANAKO = account("115", "1100026");
const WITHOUT_TRANSACTIONS = account("001", "0000042");
const CLOSED = account("001", "9999999");

Deno.test("an app reads the account, its balance and its transactions, which agree", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const { accountId } = link.grant;
  const list = await (await api.call(link, "/accounts")).json();
  assert.deepEqual(list, {
    baseDateTime: "2026-11-23T15:00:00+09:00",
    accounts: [{
      accountId,
      branchCode: "115",
      branchName: "かけはし支店",
      accountTypeCode: "01",
      accountTypeName: "普通預金",
      accountNumber: "1100026",
      accountNameKana: "ﾃﾞ-ﾀ ﾊﾅｺ",
      currencyCode: "JPY",
    }],
  });
  const one = await (await api.call(link, `/accounts/${accountId}`)).json();
  assert.deepEqual(one, list.accounts[0]);
  const balance = await (await api.call(link, `/accounts/${accountId}/balance`)).json();
  const history = await (await api.call(
    link,
    `/accounts/${accountId}/transactions?dateFrom=2026-08-23`,
  )).json();
  assert.equal(history.transactions.at(-1).balance, balance.balance);
  assert.equal(history.count, history.transactions.length);
  assert.ok(history.count >= 180 && history.count <= 220);
  assert.equal(history.hasNext, false);
  assert.ok(!("nextItemKey" in history));
  assert.ok(!JSON.stringify(history).includes(`"remarks":""`));
});

Deno.test("GET /consent tells what was granted, whatever the scope", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO, { scopes: ["transactions"] });
  assert.deepEqual(await (await api.call(link, "/consent")).json(), {
    grantId: link.grant.id,
    scopes: ["transactions"],
    grantedAt: "2026-11-23T15:00:00+09:00",
    expiresAt: "2026-12-23T15:00:00+09:00",
    termsVersion: "2026-04",
  });
});

Deno.test("every answer has Date, no-store, the interaction id and the limits", async () => {
  await using api = await openResourceApi({ perClientPerMinute: 10, perGrantPerMinute: 5 });
  const link = await api.link(HANAKO);
  const id = "9A8F7A8E-1c2d-4e3f-8a9b-0c1d2e3f4a5b";
  const response = await api.call(link, "/consent", {
    headers: {
      "x-fapi-interaction-id": id,
      "x-fapi-auth-date": "Mon, 23 Nov 2026 06:00:00 GMT",
      "x-fapi-customer-ip-address": "2001:db8::1",
      "x-unknown": "anything",
      "Accept": "application/json;charset=UTF-8",
    },
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-fapi-interaction-id"), id);
  assert.equal(response.headers.get("Date"), "Mon, 23 Nov 2026 06:00:00 GMT");
  assert.equal(response.headers.get("Cache-Control"), "no-store");
  assert.match(response.headers.get("Content-Type") ?? "", /^application\/json/);
  assert.equal(
    response.headers.get("RateLimit-Policy"),
    `"client";q=10;w=60, "grant";q=5;w=60`,
  );
  assert.equal(response.headers.get("RateLimit"), `"client";r=9;t=60, "grant";r=4;t=60`);
  const other = await api.call(link, "/consent", {
    headers: { "x-fapi-interaction-id": "no uuid" },
  });
  assert.match(
    other.headers.get("x-fapi-interaction-id") ?? "",
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

Deno.test("nothing found is an empty list, and the balance of no entries is 0", async () => {
  await using api = await openResourceApi();
  const link = await api.link(WITHOUT_TRANSACTIONS);
  const path = `/accounts/${link.grant.accountId}`;
  const history = await (await api.call(link, `${path}/transactions`)).json();
  assert.deepEqual(history, {
    accountId: link.grant.accountId,
    currencyCode: "JPY",
    dateFrom: "2026-11-23",
    dateTo: "2026-11-23",
    baseDateTime: "2026-11-23T15:00:00+09:00",
    hasNext: false,
    count: 0,
    transactions: [],
  });
  assert.equal((await (await api.call(link, `${path}/balance`)).json()).balance, "0");
});

Deno.test("an account that was closed after the consent is 404, and the grant stays", async () => {
  await using api = await openResourceApi();
  const link = await api.link(CLOSED);
  const { accountId } = link.grant;
  for (const path of ["", `/${accountId}`, `/${accountId}/balance`, `/${accountId}/transactions`]) {
    const response = await api.call(link, `/accounts${path}`);
    assert.equal(response.status, 404, path);
    assert.equal((await response.json()).code, "account_closed");
  }
  assert.equal((await api.call(link, "/consent")).status, 200);
});

Deno.test("accounts of others and accounts that do not exist are told apart by nothing", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const foreign = await api.link(WITHOUT_TRANSACTIONS);
  const otherApp = await api.link(HANAKO, { clientId: "other-app" });
  assert.notEqual(otherApp.grant.accountId, link.grant.accountId);
  for (const suffix of ["", "/balance", "/transactions"]) {
    const answers = [];
    const ids = [foreign.grant.accountId, otherApp.grant.accountId, "x".repeat(43), "1100026"];
    for (const accountId of ids) {
      const response = await api.call(link, `/accounts/${accountId}${suffix}`);
      const { interactionId: _, ...body } = await response.json();
      answers.push(JSON.stringify([response.status, body]));
    }
    assert.equal(new Set(answers).size, 1);
    assert.match(answers[0] ?? "", /^\[404,.*"account_not_found"/);
  }
});

Deno.test("the scope must cover the call: 403 insufficient_scope with the scope that is wanted", async () => {
  await using api = await openResourceApi();
  const accountsOnly = await api.link(HANAKO, { scopes: ["accounts"] });
  const transactionsOnly = await api.link(HANAKO, { scopes: ["transactions"] });
  const path = `/accounts/${accountsOnly.grant.accountId}`;
  const cases = [
    [accountsOnly, `${path}/transactions`, "transactions"],
    [transactionsOnly, "/accounts", "accounts"],
    [transactionsOnly, path, "accounts"],
    [transactionsOnly, `${path}/balance`, "accounts"],
  ] as const;
  for (const [link, called, scope] of cases) {
    const response = await api.call(link, called);
    assert.equal(response.status, 403, called);
    assert.equal((await response.json()).code, "insufficient_scope");
    const challenge = response.headers.get("WWW-Authenticate") ?? "";
    assert.match(challenge, /^DPoP error="insufficient_scope"/);
    assert.ok(challenge.includes(`scope="${scope}"`));
  }
});

Deno.test("a call without a token is 401 and learns where the metadata is", async () => {
  await using api = await openResourceApi();
  for (const path of ["/accounts", "/accounts/a", "/accounts/a/balance", "/consent"]) {
    const response = await api.fetch(path);
    assert.equal(response.status, 401);
    const challenge = response.headers.get("WWW-Authenticate") ?? "";
    assert.match(challenge, /^DPoP /);
    assert.ok(!challenge.includes("error="));
    assert.match(
      challenge,
      /resource_metadata="https:\/\/gateway\.example\/\.well-known\/oauth-protected-resource"/,
    );
    assert.equal(response.headers.get("Content-Type"), "application/problem+json");
    const body = await response.json();
    assert.equal(body.interactionId, response.headers.get("x-fapi-interaction-id"));
    assert.equal(body.type, "https://gateway.example/docs#invalid_token");
  }
});

Deno.test("a withdrawn consent stops the token at once, an expired one when it expires", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const brief = await api.link(HANAKO, { expiresAt: api.clock.now() + 60_000 });
  assert.equal((await api.call(link, "/accounts")).status, 200);
  assert.equal((await api.call(brief, "/accounts")).status, 200);
  await api.end(link);
  api.clock.advance(60_000);
  for (const [ended, code] of [[link, "consent_revoked"], [brief, "consent_expired"]] as const) {
    const response = await api.call(ended, "/accounts");
    assert.equal(response.status, 401);
    assert.match(response.headers.get("WWW-Authenticate") ?? "", /error="invalid_token"/);
    assert.equal((await response.json()).code, code);
  }
});

Deno.test("other methods are 405, and HEAD goes with GET", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const response = await api.call(link, "/accounts", { method: "POST" });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("Allow"), "GET, HEAD");
  assert.equal((await api.call(link, "/accounts", { method: "HEAD" })).status, 200);
});

Deno.test("while the core system is closed every call is 503 and told when it reopens", async () => {
  await using api = await openResourceApi({ serviceHours: "calendar" });
  const link = await api.link(HANAKO);
  const cases = [
    ["2026-11-24T04:00:00+09:00", "2026-11-24T04:05:00+09:00", "300"],
    ["2026-11-24T00:00:30+09:00", "2026-11-24T00:01:00+09:00", "30"],
    // The fourth Sunday, and the evening before it.
    ["2026-11-22T06:59:59+09:00", "2026-11-22T07:00:00+09:00", "1"],
    ["2026-11-21T23:50:00+09:00", "2026-11-22T07:00:00+09:00", "25800"],
  ] as const;
  for (const [now, reopensAt, retryAfter] of cases) {
    api.clock.set(now);
    const response = await api.call(link, "/consent");
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("Retry-After"), retryAfter);
    const body = await response.json();
    assert.deepEqual([body.code, body.reopensAt], ["service_closed", reopensAt]);
  }
  api.clock.set("2026-11-24T04:05:00+09:00");
  assert.equal((await api.call(link, "/consent")).status, 200);
});

Deno.test("calls above the limit of the grant or the client are 429 with Retry-After", async () => {
  await using api = await openResourceApi({ perClientPerMinute: 3, perGrantPerMinute: 2 });
  const one = await api.link(HANAKO);
  const two = await api.link(WITHOUT_TRANSACTIONS);
  api.clock.advance(20_000);
  const statuses = [];
  for (const link of [one, one, one, two, two]) {
    statuses.push((await api.call(link, "/consent")).status);
  }
  // The refused third call of the first grant has been counted for the client.
  assert.deepEqual(statuses, [200, 200, 429, 429, 429]);
  const refused = await api.call(one, "/consent");
  assert.equal(refused.headers.get("Retry-After"), "40");
  assert.equal((await refused.json()).code, "rate_limited");
  api.clock.advance(40_000);
  assert.equal((await api.call(two, "/consent")).status, 200);
});

Deno.test("an account about which core banking does not answer is 503, and the others are not shut out", async () => {
  await using api = await openResourceApi();
  const link = await api.link(account("001", "8888888"));
  for (let count = 0; count < 4; count++) {
    const response = await api.call(link, "/accounts");
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("Retry-After"), "10");
    assert.equal((await response.json()).code, "core_banking_unavailable");
  }
  assert.equal((await api.call(await api.link(HANAKO), "/accounts")).status, 200);
});

Deno.test("core banking that does not answer is not asked any more after failures about some accounts", async () => {
  await using api = await openResourceApi();
  const link = await api.link(account("001", "8888888"));
  for (const other of ["1", "2"]) {
    const down = () => Promise.reject(new UnavailableError("core banking"));
    await assert.rejects(api.breaker.run(other, down));
  }
  assert.equal((await api.call(link, "/accounts")).status, 503);
  assert.equal(api.breaker.status().state, "open");
  assert.equal((await api.call(link, "/accounts")).status, 503);
  assert.equal(api.delays.length, 1, "the second call was not passed on");
  assert.equal((await api.call(await api.link(HANAKO), "/consent")).status, 200);
});

Deno.test("log lines of refusals name the reason and hold neither token, proof nor account", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  await api.call(link, "/accounts/1100026/balance");
  await api.call(link, "/accounts", { headers: { DPoP: "marker-proof" } });
  assert.equal(api.logLines.length, 2);
  const text = api.logLines.join();
  assert.match(text, /account_not_found/);
  for (const secret of [link.accessToken, "marker-proof", "1100026"]) {
    assert.ok(!text.includes(secret));
  }
});
