/** Filling the operation log, which is append-only and kept for years, by sending forms without end. */
import assert from "node:assert/strict";
import { MAX_STEPS } from "../../domain/interaction/limits.ts";
import { ACCOUNT, CUSTOMER, ScreenFixture } from "../support/screen_fixture.ts";

Deno.test("an interaction takes a limited number of forms and then is over", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  let sent = 0;
  while (sent < MAX_STEPS + 20 && customer.page.screen === "SOA201") {
    await customer.press("next", { branchCode: "x" });
    sent += 1;
  }
  assert.equal(sent, MAX_STEPS);
  assert.deepEqual(customer.page.messages, ["expired"]);
  assert.ok(customer.page.html.getElementById("return"), "with the way back to the app");
  const results = await gateway.logged();
  assert.equal(results.length, MAX_STEPS);
  assert.equal(results.at(-1), "screen.account:expired");
});

Deno.test("the form that is one too many is neither compared nor counted", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  for (let step = 2; step < MAX_STEPS; step += 1) {
    await customer.press("next", { ...CUSTOMER, birthYear: "x" });
  }
  await customer.press("next", CUSTOMER);
  assert.deepEqual(customer.page.messages, ["expired"]);
  assert.equal(gateway.bank.statements.length, 0);
  const next = await gateway.customer();
  assert.equal((await next.goTo("phone")).screen, "SOA208");
});
