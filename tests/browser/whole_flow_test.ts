import assert from "node:assert/strict";
import { HANAKO } from "../support/gateway.ts";
import { type Person, walk } from "../support/person.ts";

/** Places the call on the sandbox's phone, in a second tab, as a person does. */
async function callFromPhonePage(person: Person): Promise<void> {
  const phone = await person.openTab();
  await phone.page.goto(`${person.gateway.sandboxUrl}/phone`);
  await phone.page.locator("#from").selectOption(HANAKO.customer.phoneNumber);
  await phone.page.locator("#to").fill(await person.destination());
  await phone.press("call");
  assert.equal(await phone.page.locator("[data-outcome=reported]").first().isVisible(), true);
  await phone.page.close();
}

/** Reads all of the history on the demo app's page. */
async function readHistory(person: Person): Promise<{ count: number; balance: string | null }> {
  await person.andLoad(person.page.locator("a.open-account").click());
  await person.page.locator("#limit").fill("500");
  await person.press("show");
  const summary = person.page.locator("#summary");
  assert.equal(await summary.getAttribute("data-adds-up"), "true");
  const balance = await person.page.locator("#balance").getAttribute("data-amount");
  return { count: Number(await summary.getAttribute("data-count")), balance };
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  Deno.test(`a person with a phone links an account and reads its history, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled }, async ({ person, gateway }) => {
      await person.connect();
      assert.equal(await person.screen(), "SOA201");
      await person.press("next", HANAKO.account);
      assert.equal(await person.screen(), "SOA202");
      await person.press("next", HANAKO.customer);
      assert.equal(await person.screen(), "SOA208");
      await person.press("confirm-phone");
      assert.equal(await person.screen(), "SOA209");

      await callFromPhonePage(person);
      if (javaScriptEnabled) await person.page.locator("[data-message=call-arrived]").waitFor();
      await person.press("confirm-call");
      assert.equal(await person.screen(), "SOA211");
      await person.press("next", { pin: HANAKO.pin });
      assert.equal(await person.screen(), "SOA206");
      await person.press("allow", { agree: true });

      assert.equal(new URL(person.page.url()).origin, gateway.sandboxUrl);
      const { count, balance } = await readHistory(person);
      assert.ok(count > 150 && count < 260, `${count} transactions`);
      const last = await person.page.locator("#transactions tr:last-child td:last-child")
        .innerText();
      assert.equal(last.replaceAll(",", ""), balance);
    });
  });
}
