import assert from "node:assert/strict";
import { activeGrants } from "../../support/links.ts";
import {
  changeGrants,
  CUSTOMER,
  type Customer,
  ScreenFixture,
} from "../../support/screen_fixture.ts";

async function customersAt(
  gateway: ScreenFixture,
  screen: "customer" | "pin",
  count: number,
): Promise<readonly Customer[]> {
  const customers: Customer[] = [];
  for (let index = 0; index < count; index += 1) {
    const customer = await gateway.customer();
    await customer.goTo(screen);
    customers.push(customer);
  }
  return customers;
}

for (const screen of ["customer", "pin"] as const) {
  Deno.test(`50 wrong tries at once on ${screen} are never one guess more than the limit`, async () => {
    await using gateway = await ScreenFixture.create({ settings: { serviceHours: "always" } });
    const customers = await customersAt(gateway, screen, 50);
    const asked = () => screen === "pin" ? gateway.bank.pinCount : gateway.bank.statements.length;
    const before = asked();
    const values = screen === "pin" ? { pin: "9999" } : { ...CUSTOMER, birthDay: "2" };
    await Promise.all(customers.map((customer) => customer.press("next", values)));
    assert.ok(asked() - before <= 3, `${asked() - before} guesses`);
    const messages = customers.map(({ page }) => page.messages[0]);
    assert.equal(messages.filter((id) => id === "locked").length, 1);
    assert.equal(messages.filter((id) => id === "authentication-failed").length, 2);
    assert.ok(messages.every((id) => id !== undefined));
    const again = customers.find(({ page }) => page.messages[0] === "authentication-failed");
    await again?.press("next", screen === "pin" ? { pin: "1234" } : CUSTOMER);
    assert.deepEqual(again?.page.messages, ["already-locked"]);
    assert.equal(asked() - before, 3);
  });
}

Deno.test("two failures that were judged at the same moment are two, and the later one locks", async () => {
  await using gateway = await ScreenFixture.create({ settings: { failedAttempts: 2 } });
  const [first, second] = await customersAt(gateway, "pin", 2);
  let arrived = 0;
  const both = Promise.withResolvers<void>();
  gateway.bank.meanwhile = () => {
    arrived += 1;
    if (arrived === 2) both.resolve();
    return both.promise;
  };
  const pages = await Promise.all([
    first?.press("next", { pin: "9998" }),
    second?.press("next", { pin: "9999" }),
  ]);
  const messages = pages.map((page) => page?.messages[0]).sort();
  assert.deepEqual(messages, ["authentication-failed", "locked"]);
});

Deno.test("while the last try is being judged, another one is told to come back, not that it is locked", async () => {
  await using gateway = await ScreenFixture.create({ settings: { failedAttempts: 1 } });
  const [first, second] = await customersAt(gateway, "pin", 2);
  assert.ok(first && second);
  gateway.bank.meanwhile = async () => {
    gateway.bank.meanwhile = () => Promise.resolve();
    await second.press("next", { pin: "1234" });
  };
  await first.press("next", { pin: "1234" });
  assert.equal(second.page.status, 429);
  assert.deepEqual(second.page.messages, ["busy"]);
  assert.equal(first.page.screen, "SOA206");
});

Deno.test("a step whose lease lapsed does not overwrite the one that came after", async () => {
  await using gateway = await ScreenFixture.create();
  const [customer] = await customersAt(gateway, "customer", 1);
  assert.ok(customer);
  const slow = customer.browser.prepare("next", CUSTOMER);
  gateway.bank.meanwhile = async () => {
    gateway.bank.meanwhile = () => Promise.resolve();
    gateway.clock.advance(30_000);
    await customer.press("next", { ...CUSTOMER, birthDay: "2" });
  };
  await customer.send(slow);
  assert.deepEqual((await customer.open("customer")).messages, ["authentication-failed"]);
});

Deno.test("a consent that is recorded in the middle of a refusal leaves no link", async () => {
  const held = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let consent: Promise<Response> | undefined;
  await using gateway = await ScreenFixture.create(changeGrants((grants) => ({
    async recordConsent(record) {
      held.resolve();
      await goOn.promise;
      return await grants.recordConsent(record);
    },
    async withdraw(...what) {
      const ended = await grants.withdraw(...what);
      const unanswered = consent;
      consent = undefined;
      goOn.resolve();
      await unanswered;
      return ended;
    },
  })));
  const customer = await gateway.customer();
  await customer.goTo("consent");
  consent = customer.send(customer.browser.prepare("allow", { agree: true }));
  await held.promise;
  gateway.clock.advance(30_000);
  await customer.press("deny");
  assert.equal(consent, undefined, "the consent was recorded in the middle");
  assert.deepEqual(await activeGrants(gateway), []);
});
