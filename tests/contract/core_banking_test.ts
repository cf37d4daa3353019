import assert from "node:assert/strict";
import { createHttpCoreBanking } from "../../adapters/core_banking/http_core_banking.ts";
import type { TransactionRecord } from "../../domain/banking/core_banking.ts";
import { UnavailableError } from "../../domain/errors.ts";
import type { GrantedAccount } from "../../domain/grant/grant.ts";
import { serveBridge } from "../support/bridge_server.ts";
import { type ConnectedBank, connectSandboxBank } from "../support/sandbox_bank.ts";

const account = (branchCode: string, accountNumber: string): GrantedAccount => ({
  branchCode,
  accountType: "1",
  accountNumber,
});
const HANAKO = account("115", "1100026");
const PAGING = account("115", "5000001");
const WITHOUT_CARD = account("115", "7654321");
const CLOSED = account("001", "9999999");
const AILING = account("001", "8888888");
const statement = { account: HANAKO, dateOfBirth: "1964-04-01", phoneNumber: "09000003333" };
const november = { dateFrom: "2026-11-01", dateTo: "2026-11-23", limit: 500 };

const isUnavailable = (error: unknown) => error instanceof UnavailableError;

Deno.test("matchHolder() compares birth date and phone of an eligible account", async () => {
  const { coreBanking } = await connectSandboxBank();
  const cases = [
    [statement, "matched"],
    [{ ...statement, dateOfBirth: "1964-04-02" }, "mismatched"],
    [{ ...statement, phoneNumber: "09000003334" }, "mismatched"],
    [{ ...statement, account: WITHOUT_CARD }, "not_eligible"],
    [{ ...statement, account: CLOSED }, "not_eligible"],
    [{ ...statement, account: account("001", "1100026") }, "not_eligible"],
  ] as const;
  for (const [stated, expected] of cases) {
    assert.equal(await coreBanking.matchHolder(stated), expected);
  }
});

Deno.test("verifyPin() tells right, wrong and not eligible", async () => {
  const { coreBanking, pinSealer } = await connectSandboxBank();
  const verify = async (of: GrantedAccount, pin: string) =>
    await coreBanking.verifyPin(of, await pinSealer.seal(of, pin));
  assert.equal(await verify(HANAKO, "1234"), "right");
  assert.equal(await verify(HANAKO, "4321"), "wrong");
  assert.equal(await verify(CLOSED, "1111"), "not_eligible");
});

Deno.test("a sealed PIN is good once, for its account, for a minute, and shows nothing", async () => {
  const { coreBanking, pinSealer, clock, bank } = await connectSandboxBank();
  const sealed = await pinSealer.seal(HANAKO, "1234");
  assert.ok(!JSON.stringify(sealed).includes("1234"));
  assert.equal(bank.publicJwk.d, undefined, "the private key stays in the bank");
  await assert.rejects(coreBanking.verifyPin(PAGING, sealed), isUnavailable, "of another account");
  assert.equal(await coreBanking.verifyPin(HANAKO, sealed), "right");
  await assert.rejects(coreBanking.verifyPin(HANAKO, sealed), isUnavailable, "sent again");
  const old = await pinSealer.seal(HANAKO, "1234");
  clock.advance(61_000);
  await assert.rejects(coreBanking.verifyPin(HANAKO, old), isUnavailable, "too old");
});

Deno.test("the account, its balance and its transactions agree", async () => {
  const { coreBanking, clock } = await connectSandboxBank();
  assert.deepEqual(await coreBanking.readAccount(HANAKO), {
    branchName: "かけはし支店",
    accountNameKana: "ﾃﾞ-ﾀ ﾊﾅｺ",
  });
  const balance = await coreBanking.readBalance(HANAKO);
  const page = await coreBanking.readTransactions(HANAKO, november);
  assert.equal(balance?.baseAt, clock.now());
  assert.equal(page?.hasNext, false);
  assert.equal(page?.transactions.at(-1)?.balance, balance?.balance);
});

Deno.test("closed and ineligible accounts are read as undefined", async () => {
  const { coreBanking } = await connectSandboxBank();
  for (const gone of [CLOSED, WITHOUT_CARD, account("999", "0000000")]) {
    assert.equal(await coreBanking.readAccount(gone), undefined);
    assert.equal(await coreBanking.readBalance(gone), undefined);
    assert.equal(await coreBanking.readTransactions(gone, november), undefined);
  }
});

async function readAll(
  { coreBanking }: ConnectedBank,
  limit: number,
  betweenPages: () => void,
): Promise<TransactionRecord[]> {
  const all: TransactionRecord[] = [];
  const query = { dateFrom: "2026-08-23", dateTo: "2026-11-23", limit };
  for (;;) {
    const last = all.at(-1);
    const after = last === undefined ? {} : { afterItemKey: last.itemKey };
    const page = await coreBanking.readTransactions(PAGING, { ...query, ...after });
    assert.ok(page);
    all.push(...page.transactions);
    if (!page.hasNext) return all;
    betweenPages();
  }
}

Deno.test("pages have neither gaps nor repetitions although entries arrive between them", async () => {
  const connected = await connectSandboxBank();
  let arrivals = 0;
  const all = await readAll(connected, 500, () => {
    arrivals += 1;
    connected.bank.post(PAGING, { transactionType: "credit", amount: 1, remarks: "振込" });
  });
  assert.equal(all.length, 12_000 + arrivals);
  assert.equal(new Set(all.map(({ itemKey }) => itemKey)).size, all.length);
  all.slice(1).forEach((entry, index) => {
    const change = entry.transactionType === "credit" ? entry.amount : -entry.amount;
    assert.equal(entry.balance, (all[index]?.balance ?? 0n) + change);
  });
});

Deno.test("the ailing account is matched slowly, then core banking does not answer", async () => {
  const { coreBanking, delays } = await connectSandboxBank();
  const stated = { account: AILING, dateOfBirth: "1970-10-10", phoneNumber: "09000008888" };
  assert.equal(await coreBanking.matchHolder(stated), "matched");
  assert.deepEqual(delays, [2_000]);
  await assert.rejects(coreBanking.readBalance(AILING), isUnavailable);
});

const NONSENSE: Record<string, (requestId: string) => Response> = {
  "an error status": () => new Response("{}", { status: 500 }),
  "a redirect": () =>
    new Response(null, { status: 307, headers: { Location: "http://a.invalid" } }),
  "no JSON": (id) => new Response("残高", { headers: { "Kakehashi-Request-Id": id } }),
  "invalid UTF-8": (id) => reply(id, new Uint8Array([0x22, 0xff, 0x22])),
  "an unknown result": (id) => reply(id, `{"result":"maybe"}`),
  "a balance with a fraction": (id) => reply(id, balanceAnswer("1.50")),
  "a balance that is no number": (id) => reply(id, balanceAnswer("NaN")),
  "a member too few": (id) => reply(id, `{"result":"found","balance":"1"}`),
  "the answer to another request": () => reply("other", balanceAnswer("1")),
  "no end": (id) => reply(id, endless()),
};

function reply(requestId: string, body: BodyInit): Response {
  return new Response(body, { headers: { "Kakehashi-Request-Id": requestId } });
}

function balanceAnswer(balance: string): string {
  const baseDateTime = "2026-11-23T15:00:00+09:00";
  return JSON.stringify({ result: "found", balance, withdrawableAmount: "1", baseDateTime });
}

function endless(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0x20)),
  });
}

for (const [name, answer] of Object.entries(NONSENSE)) {
  Deno.test(`an answer with ${name} is core banking being unavailable`, async () => {
    const fetch = (request: Request) =>
      Promise.resolve(answer(request.headers.get("Kakehashi-Request-Id") ?? ""));
    const { coreBanking } = await connectSandboxBank({ fetch });
    await assert.rejects(coreBanking.readBalance(HANAKO), isUnavailable);
  });
}

Deno.test("a good answer is taken by the same path, so that the cases above prove something", async () => {
  const fetch = (request: Request) =>
    Promise.resolve(reply(request.headers.get("Kakehashi-Request-Id") ?? "", balanceAnswer("-7")));
  const { coreBanking } = await connectSandboxBank({ fetch });
  assert.equal((await coreBanking.readBalance(HANAKO))?.balance, -7n);
});

const ENTRY = {
  itemKey: "b",
  transactionDate: "2026-11-10",
  valueDate: "2026-11-10",
  transactionType: "credit",
  amount: "1",
  balance: "1",
  remarks: "",
};
const BAD_PAGES: Record<string, { transactions: unknown[]; hasNext: boolean }> = {
  "entries out of order": { transactions: [ENTRY, { ...ENTRY, itemKey: "a" }], hasNext: false },
  "an entry twice": { transactions: [ENTRY, ENTRY], hasNext: false },
  "an entry of another day": {
    transactions: [{ ...ENTRY, transactionDate: "2026-10-31" }],
    hasNext: false,
  },
  "more entries than asked for": {
    transactions: [ENTRY, { ...ENTRY, itemKey: "c" }, { ...ENTRY, itemKey: "d" }],
    hasNext: false,
  },
  "an empty page before another": { transactions: [], hasNext: true },
  "a negative amount": { transactions: [{ ...ENTRY, amount: "-1" }], hasNext: false },
};

for (const [name, page] of Object.entries(BAD_PAGES)) {
  Deno.test(`a page with ${name} is core banking being unavailable`, async () => {
    const body = { result: "found", ...page, baseDateTime: "2026-11-23T15:00:00+09:00" };
    const fetch = (request: Request) =>
      Promise.resolve(
        reply(request.headers.get("Kakehashi-Request-Id") ?? "", JSON.stringify(body)),
      );
    const { coreBanking } = await connectSandboxBank({ fetch });
    await assert.rejects(
      coreBanking.readTransactions(HANAKO, { ...november, limit: 2 }),
      isUnavailable,
    );
  });
}

Deno.test("a fault tells what was wrong but nothing of what was sent or received", async () => {
  const fetch = (request: Request) =>
    Promise.resolve(
      reply(request.headers.get("Kakehashi-Request-Id") ?? "", `{"balance":"marker 1100026"`),
    );
  const { coreBanking } = await connectSandboxBank({ fetch });
  const error: unknown = await coreBanking.readBalance(HANAKO).catch((thrown) => thrown);
  assert.ok(error instanceof UnavailableError && error.cause instanceof Error);
  const told = `${error.stack} ${error.cause.stack}`;
  assert.match(told, /against the protocol/);
  for (const secret of ["marker", "1100026", "bank-secret"]) assert.ok(!told.includes(secret));
});

Deno.test("core banking that does not know the gateway's secret is unavailable", async () => {
  const { coreBanking } = await connectSandboxBank({ secret: "another" });
  await assert.rejects(coreBanking.readBalance(HANAKO), isUnavailable);
});

Deno.test("a fetch that never answers and heeds no signal is given up in time", async () => {
  const { coreBanking } = await connectSandboxBank({
    fetch: () => new Promise<never>(() => {}),
    timeoutMillis: 5,
  });
  await assert.rejects(coreBanking.readBalance(HANAKO), isUnavailable);
});

Deno.test("a body that never ends in time is given up", async () => {
  const fetch = (request: Request) =>
    Promise.resolve(
      reply(request.headers.get("Kakehashi-Request-Id") ?? "", new ReadableStream({})),
    );
  const { coreBanking } = await connectSandboxBank({ fetch, timeoutMillis: 5 });
  await assert.rejects(coreBanking.readBalance(HANAKO), isUnavailable);
});

async function connectOverNetwork() {
  const connected = await connectSandboxBank();
  const server = await serveBridge(connected.bank.fetch);
  const coreBanking = createHttpCoreBanking({
    ...connected.connection,
    baseUrl: server.url,
    fetch: (request) => fetch(request),
  });
  return { ...connected, server, coreBanking };
}

Deno.test("the protocol works over real connections, and a dropped one is no verdict", async () => {
  const { server, coreBanking } = await connectOverNetwork();
  await using _ = server;
  assert.equal(await coreBanking.matchHolder(statement), "matched");
  server.loseAnswers(100);
  await assert.rejects(coreBanking.matchHolder(statement), isUnavailable);
});

Deno.test("a PIN that the HTTP client sends twice, for its answer was lost, is tried once", async () => {
  const { server, coreBanking, pinSealer } = await connectOverNetwork();
  await using _ = server;
  // Deno's fetch repeats a request of its own accord when a kept connection breaks.
  await coreBanking.readBalance(HANAKO);
  server.loseAnswers(1);
  const sealed = await pinSealer.seal(HANAKO, "4321");
  assert.equal(await coreBanking.verifyPin(HANAKO, sealed), "wrong");
  assert.equal(server.requestCount(), 3);
});
