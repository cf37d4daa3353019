import assert from "node:assert/strict";
import {
  ACCOUNT,
  CUSTOMER,
  type Customer,
  ScreenFixture,
  withoutEmail,
} from "../../support/screen_fixture.ts";

const UNKNOWN = { branchCode: "115", accountNumber: "7654321" };
const WRONG = { ...CUSTOMER, birthDay: "2" };
const BUSY = "ただ今受付が混雑しておりますので、しばらくしてからご利用下さい。";

function assertBusy({ page }: Customer): void {
  assert.equal(page.status, 429);
  assert.equal(page.screen, "error");
  assert.ok(Number(page.headers.get("retry-after")) > 0);
  assert.deepEqual(page.messages, ["busy"]);
  assert.equal(page.html.querySelector("[data-message]")?.text, BUSY);
  assert.match(page.text, /ためしアプリとの連携手続き/);
}

for (const account of [UNKNOWN, ACCOUNT]) {
  const error = account === UNKNOWN ? "No. 1" : "No. 2";

  Deno.test(`${error} is limited per interaction`, async () => {
    const settings = { failuresPerInteraction: 2, failedAttempts: 10 };
    await using gateway = await ScreenFixture.create({ settings });
    const customer = await gateway.customer();
    await customer.press("next", account);
    await customer.press("next", WRONG);
    await customer.press("next", WRONG);
    const asked = gateway.bank.statements.length;
    await customer.press("next", WRONG);
    assertBusy(customer);
    assert.equal(gateway.bank.statements.length, asked);
    const other = await gateway.customer();
    await other.press("next", account);
    assert.notEqual((await other.press("next", WRONG)).status, 429);
  });

  Deno.test(`${error} is limited per network, IPv6 by /64`, async () => {
    const settings = { failuresPerAddressPerHour: 2, failedAttempts: 10 };
    await using gateway = await ScreenFixture.create({ settings });
    const tryFrom = async (address: string) => {
      gateway.address = address;
      const customer = await gateway.customer();
      await customer.press("next", account);
      await customer.press("next", WRONG);
      return customer;
    };
    await tryFrom("2001:db8:1:2::1");
    await tryFrom("2001:db8:1:2:ffff::2");
    assertBusy(await tryFrom("2001:db8:1:2:aaaa::3"));
    assert.equal((await tryFrom("2001:db8:1:3::1")).page.status, 200);
    gateway.clock.advance(3_600_000);
    assert.equal((await tryFrom("2001:db8:1:2::1")).page.status, 200);
  });

  Deno.test(`${error} is limited per app`, async () => {
    const settings = { failuresPerClientPerHour: 2, failedAttempts: 10 };
    await using gateway = await ScreenFixture.create({ settings });
    for (let time = 0; time < 3; time += 1) {
      gateway.address = `192.0.2.${time}`;
      const customer = await gateway.customer();
      await customer.press("next", account);
      await customer.press("next", WRONG);
      if (time === 2) assertBusy(customer);
      else assert.equal(customer.page.status, 200);
    }
  });
}

Deno.test("what is typed in vain against a limit costs the account no try, and can be sent again", async () => {
  const settings = { failuresPerInteraction: 1 };
  await using gateway = await ScreenFixture.create({ settings });
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  await customer.press("next", WRONG);
  for (let time = 0; time < 5; time += 1) {
    await customer.press(time === 0 ? "next" : "retry", time === 0 ? CUSTOMER : {});
    assertBusy(customer);
  }
  gateway.clock.advance(3_600_000 - 1);
  const fresh = await gateway.customer();
  await fresh.press("next", ACCOUNT);
  await fresh.press("next", WRONG);
  assert.deepEqual(fresh.page.messages, ["authentication-failed"]);
});

Deno.test("the form that met a limit goes through once the limit is over", async () => {
  const settings = { failuresPerAddressPerHour: 1, interactionSeconds: 7200 };
  await using gateway = await ScreenFixture.create({ settings });
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  await customer.press("next", WRONG);
  await customer.press("next", CUSTOMER);
  assertBusy(customer);
  gateway.clock.advance(3_600_000);
  assert.equal((await customer.press("retry")).screen, "SOA208");
});

Deno.test("a successful try, one out of reach, and one at a locked account count against no limit", async () => {
  const settings = { failuresPerInteraction: 3, failuresPerAddressPerHour: 3 };
  await using gateway = await ScreenFixture.create({ settings });
  for (let time = 0; time < 5; time += 1) {
    const customer = await gateway.customer();
    assert.equal((await customer.goTo("consent")).screen, "SOA206");
  }
  gateway.bank.fault = "unavailable";
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  for (let time = 0; time < 5; time += 1) {
    assert.equal((await customer.press("next", CUSTOMER)).status, 200);
  }
  gateway.bank.fault = "none";
  for (let time = 0; time < 3; time += 1) await customer.press("next", WRONG);
  gateway.address = "192.0.2.99";
  const locked = await gateway.customer();
  await locked.press("next", ACCOUNT);
  for (let time = 0; time < 5; time += 1) {
    await locked.press("next", CUSTOMER);
    assert.deepEqual(locked.page.messages, ["already-locked"]);
  }
});

Deno.test("failures are limited per site too: 65,536 networks of one /48 are not so many customers", async () => {
  const settings = { failuresPerAddressPerHour: 2, failedAttempts: 10 };
  await using gateway = await ScreenFixture.create({ settings });
  const tryFrom = async (address: string) => {
    gateway.address = address;
    const customer = await gateway.customer();
    await customer.press("next", UNKNOWN);
    await customer.press("next", WRONG);
    return customer;
  };
  for (let network = 0; network < 8; network += 1) {
    assert.equal((await tryFrom(`2001:db8:1:${network}::1`)).page.status, 200);
  }
  assertBusy(await tryFrom("2001:db8:1:9::1"));
  assert.equal((await tryFrom("2001:db8:2:1::1")).page.status, 200);
});

Deno.test("strangers who fail on ② without an app keep nobody out at ⑤", async () => {
  const settings = { failuresPerClientPerHour: 1, failedAttempts: 10 };
  await using gateway = await ScreenFixture.create({ settings });
  const customer = await gateway.linksCustomer();
  await customer.goTo("pin");
  for (const host of [7, 8]) {
    gateway.address = `192.0.2.${host}`;
    const stranger = await gateway.linksCustomer();
    await stranger.press("next", UNKNOWN);
    await stranger.press("next", withoutEmail(WRONG));
    assert.equal(stranger.page.status, host === 7 ? 200 : 429);
  }
  gateway.address = "192.0.2.9";
  assert.equal((await customer.press("next", { pin: "1234" })).screen, "links");
});
