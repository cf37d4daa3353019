/** Ways around the lockout: nobody gets more guesses at an account than the day's limit. */
import assert from "node:assert/strict";
import { parseClientId } from "../../domain/ids.ts";
import { breakStore, forgetTries } from "../support/broken_store.ts";
import { ACCOUNT, CUSTOMER, type Customer, ScreenFixture } from "../support/screen_fixture.ts";

const LIMIT = 3;
const WRONG = { ...CUSTOMER, birthDay: "2" };
const ALWAYS = { settings: { serviceHours: "always" } } as const;

/** Guesses once in an interaction of its own, from an address of its own. */
async function guess(gateway: ScreenFixture, account = ACCOUNT): Promise<Customer> {
  gateway.address = `198.51.100.${gateway.bank.statements.length}`;
  const customer = await gateway.customer();
  await customer.press("next", account);
  await customer.press("next", WRONG);
  return customer;
}

async function guessMany(gateway: ScreenFixture, times: number): Promise<number> {
  const before = gateway.bank.statements.length;
  for (let time = 0; time < times; time += 1) await guess(gateway);
  return gateway.bank.statements.length - before;
}

Deno.test("fresh browsers, interactions and addresses give no further guess", async () => {
  await using broken = await ScreenFixture.create({
    override: (deps) => ({
      ...deps,
      store: { ...deps.store, ...breakStore(deps.store, forgetTries) },
    }),
  });
  assert.equal(await guessMany(broken, LIMIT + 2), LIMIT + 2);
  await using gateway = await ScreenFixture.create();
  assert.equal(await guessMany(gateway, LIMIT + 2), LIMIT);
});

Deno.test("an account written otherwise is the same account", async () => {
  await using gateway = await ScreenFixture.create();
  const spellings = [
    ACCOUNT,
    { branchCode: "１１５", accountNumber: "１１０００２６" },
    { branchCode: "1-1-5", accountNumber: "110-0026" },
    { branchCode: " 115 ", accountNumber: "11000\u200b26" },
    { branchCode: "115", accountNumber: "1 1 0 0 0 2 6" },
  ];
  for (const account of spellings) await guess(gateway, account);
  assert.equal(gateway.bank.statements.length, LIMIT);
});

Deno.test("another app, or many of them, gives no further guess", async () => {
  await using gateway = await ScreenFixture.create();
  for (const name of ["app-1", "app-2", "app-3", "app-4", "app-5"]) {
    const id = parseClientId(name);
    assert.ok(id);
    gateway.client = { ...gateway.client, id };
    await guess(gateway);
  }
  assert.equal(gateway.bank.statements.length, LIMIT);
});

Deno.test("guesses at the same moment are not more guesses", async () => {
  await using gateway = await ScreenFixture.create();
  const customers = [];
  for (let time = 0; time < 10; time += 1) {
    const customer = await gateway.customer();
    await customer.goTo("customer");
    customers.push(customer);
  }
  await Promise.all(customers.map((customer) => customer.press("next", WRONG)));
  assert.equal(gateway.bank.statements.length, LIMIT);
});

Deno.test("another account in between, aborting, or getting as far as the PIN wins nothing back", async () => {
  await using gateway = await ScreenFixture.create();
  const first = await guess(gateway);
  await first.press("correct-account");
  await first.press("next", { branchCode: "115", accountNumber: "7654321" });
  await first.press("next", WRONG);
  await first.press("abort");
  const second = await guess(gateway);
  await second.press("next", CUSTOMER);
  assert.equal(second.page.screen, "SOA208", "what was stated is right, after two failures");
  await second.press("confirm-phone");
  await gateway.call({ from: "+819000003333", to: second.destination });
  await second.press("confirm-call");
  await second.press("next", { pin: "0000" });
  assert.deepEqual(second.page.messages, ["locked"]);
  assert.equal(gateway.bank.pinCount, 1);
});

Deno.test("a right PIN is not even compared while the account is locked", async () => {
  await using gateway = await ScreenFixture.create();
  const atPin = await gateway.customer();
  await atPin.goTo("pin");
  await guessMany(gateway, LIMIT);
  await atPin.press("next", { pin: "1234" });
  assert.deepEqual(atPin.page.messages, ["already-locked"]);
  assert.equal(gateway.bank.pinCount, 0);
});

Deno.test("midnight gives the next day's guesses and no more, and moving the clock back none", async () => {
  await using gateway = await ScreenFixture.create({
    ...ALWAYS,
    start: "2026-11-04T23:59:59+09:00",
  });
  assert.equal(await guessMany(gateway, LIMIT + 1), LIMIT);
  gateway.clock.advance(1000);
  assert.equal(await guessMany(gateway, LIMIT + 1), LIMIT);
  gateway.clock.advance(-2000);
  assert.equal(await guessMany(gateway, 2), 0);
  gateway.clock.set("2026-11-05T23:59:59+09:00");
  assert.equal(await guessMany(gateway, 2), 0);
});

Deno.test("a guess whose answer came after midnight was one of the old day's", async () => {
  await using gateway = await ScreenFixture.create({
    ...ALWAYS,
    start: "2026-11-04T23:59:59+09:00",
  });
  await guessMany(gateway, LIMIT - 1);
  gateway.bank.meanwhile = () => {
    gateway.clock.advance(2000);
    gateway.bank.meanwhile = () => Promise.resolve();
    return Promise.resolve();
  };
  assert.equal(await guessMany(gateway, LIMIT + 2), LIMIT + 1);
});

Deno.test("a gateway that dies while core banking compares has used up the guess", async () => {
  await using gateway = await ScreenFixture.create();
  const dying = gateway.bank;
  for (let time = 0; time < LIMIT; time += 1) {
    const customer = await gateway.customer();
    await customer.goTo("customer");
    const { promise, resolve } = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    dying.meanwhile = () => {
      asked.resolve();
      return promise;
    };
    const answer = customer.press("next", WRONG);
    await asked.promise;
    gateway.clock.advance(31_000);
    const before = dying.statements.length;
    dying.meanwhile = () => Promise.resolve();
    // Seen from every other instance, the guess under way counts as failed by now.
    if (time === LIMIT - 1) {
      assert.deepEqual((await guess(gateway)).page.messages, ["already-locked"]);
    }
    assert.equal(dying.statements.length, before);
    resolve();
    await answer;
  }
});
