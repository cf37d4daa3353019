import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import { liftLock, listLocks } from "../../../domain/interaction/lockout.ts";
import { newAttemptId } from "../../../domain/ids.ts";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import {
  ACCOUNT,
  CUSTOMER,
  type Customer,
  failRuns,
  ScreenFixture,
} from "../../support/screen_fixture.ts";

const FAILED = "本人認証情報が誤っています。本人認証項目をご確認のうえ、再度入力して下さい。";
const LOCKED = "お取扱いができなくなりました。詳しくは本サービスのお問合せ窓口へご照会下さい。";
const ALREADY_LOCKED =
  "ただ今お取扱いできません。詳しくは本サービスのお問合せ窓口へご照会下さい。 理由コードはB84です。";
const WRONG = { ...CUSTOMER, birthDay: "2" };

function assertSays(customer: Customer, screen: string, id: string, text: string): void {
  assert.equal(customer.page.screen, screen);
  assert.deepEqual(customer.page.messages, [id]);
  assert.equal(customer.page.html.querySelector("[data-message]")?.text, text);
}

async function failOn(gateway: ScreenFixture, times: number): Promise<Customer> {
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  for (let time = 0; time < times; time += 1) await customer.press("next", WRONG);
  return customer;
}

Deno.test("No. 1: an account that may not use the service stays, may be mended, and is no failure", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", { branchCode: "115", accountNumber: "7654321" });
  for (let time = 0; time < 5; time += 1) await customer.press("next", CUSTOMER);
  const text = "ご指定の口座は、本サービスではお取り扱いできません。";
  assertSays(customer, "SOA202", "account-not-eligible", text);
  assert.equal(customer.page.html.getElementById("name")?.getAttribute("value"), "ﾃﾞ-ﾀ ﾊﾅｺ");
  await customer.press("correct-account");
  await customer.press("next", ACCOUNT);
  assert.equal((await customer.press("next")).screen, "SOA208");
});

Deno.test("No. 2: wrong particulars stay on ② with all that was typed", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await failOn(gateway, 1);
  assertSays(customer, "SOA202", "authentication-failed", FAILED);
  assert.match(customer.page.text, /生年月日と電話番号をご確認ください。/);
  assert.equal(customer.page.html.getElementById("ok")?.getAttribute("href"), "#birthYear");
  assert.equal(
    customer.page.html.getElementById("phoneNumber")?.getAttribute("value"),
    "09000003333",
  );
  assert.equal((await customer.press("next", CUSTOMER)).screen, "SOA208");
});

Deno.test("No. 2 on ⑤: a wrong PIN stays on ⑤ and is not shown again", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("pin");
  await customer.press("next", { pin: "9999" });
  assertSays(customer, "SOA211", "authentication-failed", FAILED);
  assert.doesNotMatch(customer.page.text, /生年月日/);
  assert.match(customer.page.text, /キャッシュカードの暗証番号をご確認ください。/);
  assert.equal(customer.page.html.getElementById("pin")?.getAttribute("value"), undefined);
  assert.equal((await customer.press("next", { pin: "1234" })).screen, "SOA206");
});

Deno.test("No. 3: the failure that reaches the limit locks the account and ends the interaction", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await failOn(gateway, 3);
  assertSays(customer, "error", "locked", LOCKED);
  assert.match(
    customer.page.text,
    /2026年11月5日 0時01分からご利用いただけます。\s*本人認証情報の誤りが規定の回数に達した/,
  );
  const back = new URL(customer.page.html.getElementById("return")?.getAttribute("href") ?? "");
  assert.equal(back.searchParams.get("error"), "access_denied");
  assert.equal((await customer.open("customer")).screen, "error");
  const locks = await listLocks(
    { store: gateway.stores.ephemeral, vault: gateway.vault },
    gateway.clock.now(),
  );
  assert.deepEqual(locks.map(({ account }) => account.accountNumber), ["1100026"]);
});

Deno.test("No. 3: failures of ② and ⑤ count together", async () => {
  await using gateway = await ScreenFixture.create();
  await failOn(gateway, 2);
  const customer = await gateway.customer();
  await customer.goTo("pin");
  await customer.press("next", { pin: "9999" });
  assertSays(customer, "error", "locked", LOCKED);
});

Deno.test("No. 4: a locked account is refused whatever is entered; nothing is counted or asked", async () => {
  await using gateway = await ScreenFixture.create();
  await failOn(gateway, 3);
  const asked = gateway.bank.statements.length;
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  for (const particulars of [CUSTOMER, WRONG]) {
    await customer.press("next", particulars);
    assertSays(customer, "SOA202", "already-locked", ALREADY_LOCKED);
  }
  assert.match(customer.page.text, /2026年11月5日 0時01分からご利用いただけます。/);
  assert.equal(gateway.bank.statements.length, asked);
});

Deno.test("No. 4 on ⑤: an account that was locked meanwhile is refused with the right PIN", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("pin");
  await failOn(gateway, 3);
  await customer.press("next", { pin: "1234" });
  assertSays(customer, "SOA211", "already-locked", ALREADY_LOCKED);
  assert.equal(gateway.bank.pinCount, 0);
});

Deno.test("the lock is over at 00:00 JST and the count begins anew", async () => {
  await using gateway = await ScreenFixture.create({
    start: "2026-11-04T23:55:00+09:00",
    settings: { serviceHours: "always" },
  });
  await failOn(gateway, 3);
  gateway.clock.set("2026-11-04T23:59:59.999+09:00");
  const before = await gateway.customer();
  await before.press("next", ACCOUNT);
  await before.press("next", CUSTOMER);
  assert.deepEqual(before.page.messages, ["already-locked"]);
  gateway.clock.set("2026-11-05T00:00:00+09:00");
  await before.press("next", WRONG);
  assert.deepEqual(before.page.messages, ["authentication-failed"]);
  assert.equal((await before.press("next", CUSTOMER)).screen, "SOA208");
});

Deno.test("failures before midnight do not count after it", async () => {
  await using gateway = await ScreenFixture.create({
    start: "2026-11-04T23:58:00+09:00",
    settings: { serviceHours: "always" },
  });
  const customer = await failOn(gateway, 2);
  gateway.clock.set("2026-11-05T00:00:30+09:00");
  for (let time = 0; time < 2; time += 1) await customer.press("next", WRONG);
  assert.deepEqual(customer.page.messages, ["authentication-failed"]);
});

Deno.test("the count returns to zero at a completed authentication, not at a matched ②", async () => {
  await using gateway = await ScreenFixture.create();
  await failOn(gateway, 2);
  const first = await gateway.customer();
  await first.goTo("consent");
  const second = await failOn(gateway, 2);
  assert.deepEqual(second.page.messages, ["authentication-failed"]);
  await second.press("next", CUSTOMER);
  const third = await failOn(gateway, 1);
  assert.deepEqual(third.page.messages, ["locked"]);
});

Deno.test("an operator lifts a lock early, which is logged", async () => {
  await using gateway = await ScreenFixture.create();
  await failOn(gateway, 3);
  const deps = { store: gateway.stores.ephemeral, vault: gateway.vault };
  const context = { now: gateway.clock.now(), attempt: newAttemptId(systemRandom) };
  const account = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;
  const failures = await liftLock(deps, context, { account, operator: "desk", reason: "ID seen" });
  assert.equal(failures, 3);
  assert.deepEqual(await listLocks(deps, context.now), []);
  const customer = await gateway.customer();
  assert.equal((await customer.goTo("phone")).screen, "SOA208");
  const lifted = (await gateway.operationLog()).find(({ event }) => event === "lock.lift");
  assert.equal(lifted?.actor, "operator:desk");
  assert.deepEqual(lifted?.details, { maskedAccount: "115-****026", reason: "ID seen" });
});

for (const screen of ["customer", "pin"] as const) {
  const values = screen === "customer" ? CUSTOMER : { pin: "1234" };
  const [id, next] = screen === "customer" ? ["SOA202", "SOA208"] : ["SOA211", "SOA206"];

  Deno.test(`core banking out of reach on ${screen}: own text, state kept, never counted`, async () => {
    await using gateway = await ScreenFixture.create();
    const customer = await gateway.customer();
    await customer.goTo(screen);
    gateway.bank.fault = "unavailable";
    for (let time = 0; time < 5; time += 1) await customer.press("next", values);
    const text =
      "ご指定のサービスはただ今お取扱できません。 なお、お急ぎの場合は本サービスのお問合せ窓口へご照会下さい。";
    assertSays(customer, id ?? "", "core-banking-unavailable", text);
    gateway.bank.fault = "none";
    assert.equal((await customer.press("next", values)).screen, next);
  });

  Deno.test(`a fault of ours on ${screen}: own text, incident id, state kept, never counted`, async () => {
    await using gateway = await ScreenFixture.create();
    const customer = await gateway.customer();
    await customer.goTo(screen);
    gateway.bank.fault = "broken";
    for (let time = 0; time < 5; time += 1) await customer.press("next", values);
    const text =
      "調整のため連絡ができなくなりました。 なお、お急ぎの場合は本サービスのお問合せ窓口へご照会下さい。";
    assertSays(customer, id ?? "", "system-error", text);
    const incident = /お問合せ番号：([0-9A-F]{10})/.exec(customer.page.text)?.[1];
    assert.ok(incident);
    assert.ok(
      gateway.logLines.some((line) => line.includes(incident)),
      "the log knows the incident",
    );
    const logged = (await gateway.operationLog()).find((entry) => entry.incidentId === incident);
    assert.equal(logged?.result, "fault");
    gateway.bank.fault = "none";
    assert.equal((await customer.press("next", values)).screen, next);
  });
}

Deno.test("a store out of reach: the busy text, 503, and the form to send again", async () => {
  let isDown = false;
  await using gateway = await ScreenFixture.create(
    failRuns(() => isDown ? new UnavailableError("ephemeral store") : undefined),
  );
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  isDown = true;
  const page = await customer.press("next", CUSTOMER);
  assert.equal(page.status, 503);
  assert.equal(page.headers.get("retry-after"), "60");
  assertSays(
    customer,
    "error",
    "busy",
    "ただ今受付が混雑しておりますので、しばらくしてからご利用下さい。",
  );
  isDown = false;
  assert.equal((await customer.press("retry")).screen, "SOA208");
});

Deno.test("a form to send again never holds the PIN", async () => {
  let isDown = false;
  await using gateway = await ScreenFixture.create({
    override: (deps) => ({
      ...deps,
      maintenance: {
        upcoming: () => isDown ? Promise.reject(new Error("broken")) : Promise.resolve([]),
      },
    }),
  });
  const customer = await gateway.customer();
  await customer.goTo("pin");
  isDown = true;
  const page = await customer.press("next", { pin: "8642" });
  assert.equal(page.status, 500);
  assert.deepEqual(page.messages, ["system-error"]);
  assert.match(page.text, /ためしアプリとの連携手続き.*お問合せ番号：[0-9A-F]{10}/);
  assert.ok(!page.html.toString().includes("8642"));
  isDown = false;
  assert.deepEqual((await customer.press("retry")).messages, ["missing-input"]);
});

Deno.test("the PIN is in no store, log or page", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("pin");
  const page = await customer.press("next", { pin: "8642" });
  assert.ok(!page.html.toString().includes("8642"));
  const entries = JSON.stringify(await gateway.operationLog());
  assert.ok(!entries.includes("8642") && !gateway.logLines.join().includes("8642"));
  const records = await gateway.stores.ephemeral.list("", gateway.clock.now());
  for (const { key, value } of records) {
    assert.ok(!`${key} ${value}`.includes("8642"), key);
    if (!key.startsWith("interaction:")) continue;
    assert.ok(!(await gateway.vault.open("interaction", key, value)).includes("8642"));
  }
});
