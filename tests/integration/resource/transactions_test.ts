import assert from "node:assert/strict";
import fc from "fast-check";
import type { GrantedAccount } from "../../../domain/grant/grant.ts";
import { alterCharacter } from "../../support/alter.ts";
import { type Link, openResourceApi, type ResourceApi } from "../../support/resource_api.ts";

const HANAKO: GrantedAccount = { branchCode: "115", accountType: "1", accountNumber: "1100026" };
const PAGING: GrantedAccount = { branchCode: "115", accountType: "1", accountNumber: "5000001" };

function pathOf(link: Link, query: string): string {
  return `/accounts/${link.grant.accountId}/transactions${query && `?${query}`}`;
}

async function refusalOf(api: ResourceApi, link: Link, query: string) {
  const response = await api.call(link, pathOf(link, query));
  const { code, parameter, earliestDate, latestDate, detail } = await response.json();
  return { status: response.status, code, parameter, earliestDate, latestDate, detail };
}

Deno.test("dates that were not said are filled in, and the answer tells the period", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const cases = [
    ["", "2026-11-23", "2026-11-23"],
    ["dateFrom=2026-11-20", "2026-11-20", "2026-11-23"],
    ["dateTo=2026-08-25", "2026-08-23", "2026-08-25"],
    ["dateFrom=2026-08-23&dateTo=2026-11-23", "2026-08-23", "2026-11-23"],
    ["unknown=1&dateTo=2026-09-01", "2026-08-23", "2026-09-01"],
  ] as const;
  for (const [query, dateFrom, dateTo] of cases) {
    const history = await (await api.call(link, pathOf(link, query))).json();
    assert.deepEqual([history.dateFrom, history.dateTo], [dateFrom, dateTo], query);
    const dates = history.transactions.map((entry: Record<string, string>) =>
      entry["transactionDate"]
    );
    assert.equal(dates[0], dateFrom);
    assert.equal(dates.at(-1), dateTo);
  }
});

Deno.test("a date outside the history is refused, naming the days that can be asked for", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const cases = [
    ["dateFrom=2026-08-22", "dateFrom"],
    ["dateFrom=2026-08-22&dateTo=2026-11-23", "dateFrom"],
    ["dateTo=2026-11-24", "dateTo"],
    ["dateFrom=2026-11-24", "dateFrom"],
  ] as const;
  for (const [query, parameter] of cases) {
    assert.deepEqual(await refusalOf(api, link, query), {
      status: 400,
      code: "date_out_of_range",
      parameter,
      earliestDate: "2026-08-23",
      latestDate: "2026-11-23",
      detail: `${parameter} must be from 2026-08-23 to 2026-11-23`,
    });
  }
});

Deno.test("a faulty parameter is refused, naming it and what would be right", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const aDate = "must be a date as YYYY-MM-DD";
  const aNumber = "limit must be a whole number from 1 to 500";
  const cases = [
    ["dateFrom=2026-11-2", "dateFrom", `dateFrom ${aDate}`],
    ["dateFrom=2026-02-30", "dateFrom", `dateFrom ${aDate}`],
    ["dateTo=", "dateTo", `dateTo ${aDate}`],
    ["dateTo=20261123", "dateTo", `dateTo ${aDate}`],
    ["limit=0", "limit", aNumber],
    ["limit=501", "limit", aNumber],
    ["limit=-1", "limit", aNumber],
    ["limit=1e2", "limit", aNumber],
    ["limit=10.0", "limit", aNumber],
    ["limit=", "limit", aNumber],
    ["limit=1&limit=1", "limit", "limit must occur only once"],
    ["nextItemKey=", "nextItemKey", "nextItemKey must be what the previous page gave"],
    ["dateFrom=2026-11-02&dateTo=2026-11-01", "dateFrom", "dateFrom must not be after dateTo"],
  ] as const;
  for (const [query, parameter, detail] of cases) {
    const refusal = await refusalOf(api, link, query);
    assert.deepEqual(
      [refusal.status, refusal.code, refusal.parameter, refusal.detail],
      [400, "invalid_parameter", parameter, detail],
      query,
    );
  }
});

Deno.test("the item key goes with its account and its period, and cannot be changed", async () => {
  await using api = await openResourceApi();
  const link = await api.link(PAGING);
  const query = "dateFrom=2026-11-01&dateTo=2026-11-20&limit=10";
  const { nextItemKey } = await (await api.call(link, pathOf(link, query))).json();
  const key = `nextItemKey=${encodeURIComponent(nextItemKey)}`;
  const otherApp = await api.link(PAGING, { clientId: "other-app" });
  const otherAccount = await api.link(HANAKO);
  const cases = [
    [
      link,
      `${query}&nextItemKey=${
        encodeURIComponent(alterCharacter(nextItemKey, nextItemKey.length - 2))
      }`,
    ],
    [link, `${query}&nextItemKey=20261101000010`],
    [link, `dateFrom=2026-11-02&dateTo=2026-11-20&${key}`],
    [link, `dateFrom=2026-11-01&${key}`],
    [otherApp, `${query}&${key}`],
    [otherAccount, `${query}&${key}`],
  ] as const;
  for (const [caller, faulty] of cases) {
    const { status, code, parameter } = await refusalOf(api, caller, faulty);
    assert.deepEqual([status, code, parameter], [400, "invalid_item_key", "nextItemKey"]);
  }
  const next = await api.call(link, pathOf(link, `${query}&${key}`));
  assert.equal((await next.json()).transactions[0].itemKey, "20261101000011");
  // A consent given anew is for the same account: paging goes on.
  const renewed = await api.link(PAGING);
  assert.equal((await api.call(renewed, pathOf(renewed, `${query}&${key}`))).status, 200);
});

Deno.test("12,000 entries come in 24 pages of 500, in order and adding up", async () => {
  await using api = await openResourceApi();
  const link = await api.link(PAGING);
  const { entries, pages } = await readAll(api, link, "dateFrom=2026-08-23", () => {});
  assert.equal(pages, 24);
  assert.equal(entries.length, 12_000);
  assertConnected(entries);
});

Deno.test("whatever the page size and whatever arrives meanwhile: no gap, nothing twice", async () => {
  await using api = await openResourceApi({
    perClientPerMinute: 1_000_000,
    perGrantPerMinute: 1_000_000,
  });
  const link = await api.link(PAGING);
  const posting = fc.record({
    transactionType: fc.constantFrom("credit" as const, "debit" as const),
    amount: fc.integer({ min: 1, max: 1_000 }),
    remarks: fc.constantFrom("ATM", ""),
  });
  const scenario = fc.record({
    limit: fc.integer({ min: 20, max: 500 }),
    dateFrom: fc.constantFrom("2026-11-10", "2026-11-20", "2026-11-23"),
    arrivals: fc.array(fc.array(posting, { maxLength: 3 }), { maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ limit, dateFrom, arrivals }) => {
      const remaining = [...arrivals];
      const { entries } = await readAll(api, link, `dateFrom=${dateFrom}&limit=${limit}`, () => {
        for (const movement of remaining.shift() ?? []) api.bank.post(PAGING, movement);
      });
      assertConnected(entries);
      const balance = await api.coreBanking.readBalance(PAGING);
      assert.equal(entries.at(-1)?.balance, balance?.balance.toString());
    }),
    { numRuns: 12, seed: 20261123 },
  );
});

interface WireEntry {
  readonly itemKey: string;
  readonly transactionType: "credit" | "debit";
  readonly amount: string;
  readonly balance: string;
}

async function readAll(api: ResourceApi, link: Link, query: string, betweenPages: () => void) {
  const entries: WireEntry[] = [];
  let key = "";
  for (let pages = 1;; pages++) {
    const page = await (await api.call(link, pathOf(link, query + key))).json();
    assert.equal(page.count, page.transactions.length);
    assert.equal(page.hasNext, "nextItemKey" in page);
    entries.push(...page.transactions);
    if (!page.hasNext) return { entries, pages };
    key = `&nextItemKey=${encodeURIComponent(page.nextItemKey)}`;
    betweenPages();
  }
}

/** Each entry follows the one before it: a gap or a repetition would break the running balance. */
function assertConnected(entries: readonly WireEntry[]): void {
  assert.equal(new Set(entries.map(({ itemKey }) => itemKey)).size, entries.length);
  entries.slice(1).forEach((entry, index) => {
    const before = BigInt(entries[index]?.balance ?? "");
    const change = BigInt(entry.amount) * (entry.transactionType === "credit" ? 1n : -1n);
    assert.equal(BigInt(entry.balance), before + change, entry.itemKey);
  });
}
