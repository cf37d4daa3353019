/** The customer's own page as a way to more guesses: at a secret, at accounts, or at our patience. */
import assert from "node:assert/strict";
import { ACCOUNT, ScreenFixture } from "../support/screen_fixture.ts";

Deno.test("the way to the links gives not one guess more than an app's", async () => {
  await using gateway = await ScreenFixture.create();
  for (let guess = 1; guess <= 5; guess += 1) {
    gateway.address = `198.51.100.${guess}`;
    const customer = await (guess % 2 === 0 ? gateway.linksCustomer() : gateway.customer());
    await customer.press("next", ACCOUNT);
    await customer.press("next", { ...customer.particulars, birthDay: "2" });
  }
  assert.equal(gateway.bank.statements.length, 3);
  const locked = await gateway.linksCustomer();
  await locked.press("next", ACCOUNT);
  await locked.press("next", locked.particulars);
  assert.deepEqual(locked.page.messages, ["already-locked"]);
});

Deno.test("accounts cannot be tried out faster by way of the links", async () => {
  await using gateway = await ScreenFixture.create({ settings: { failuresPerAddressPerHour: 3 } });
  for (let tries = 1; tries <= 6; tries += 1) {
    const customer = await (tries % 2 === 0 ? gateway.linksCustomer() : gateway.customer());
    await customer.press("next", { branchCode: "115", accountNumber: `765432${tries}` });
    await customer.press("next", customer.particulars);
    assert.deepEqual(customer.page.messages, [tries <= 3 ? "account-not-eligible" : "busy"]);
  }
  assert.equal(gateway.bank.statements.length, 3);
});

Deno.test("tries without an app are counted together, beside those of each app", async () => {
  await using gateway = await ScreenFixture.create({ settings: { failuresPerClientPerHour: 2 } });
  const messages: string[] = [];
  for (let tries = 1; tries <= 3; tries += 1) {
    gateway.address = `198.51.100.${tries}`;
    const customer = await gateway.linksCustomer();
    await customer.press("next", { branchCode: "115", accountNumber: `765432${tries}` });
    await customer.press("next", customer.particulars);
    messages.push(...customer.page.messages);
  }
  assert.deepEqual(messages, ["account-not-eligible", "account-not-eligible", "busy"]);
});
