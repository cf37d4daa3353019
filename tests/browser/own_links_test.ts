import assert from "node:assert/strict";
import axe from "axe-core";
import { HANAKO } from "../support/gateway.ts";
import { type Person, walk } from "../support/person.ts";

/** From the page of the institution to the list, as a person does. */
async function comeToLinks(person: Person): Promise<void> {
  await person.page.goto(`${person.gateway.issuer}/links`);
  await person.press("start");
  for (let at = await person.screen(); at !== "links"; at = await person.screen()) {
    if (at === "SOA201") await person.press("next", HANAKO.account);
    else if (at === "SOA202") await person.press("next", HANAKO.customer);
    else if (at === "SOA208") await person.press("confirm-phone");
    else if (at === "SOA209") {
      await person.call(HANAKO.customer.phoneNumber);
      await person.press("confirm-call");
    } else if (at === "SOA211") await person.press("next", { pin: HANAKO.pin });
    else throw new Error(`from ${at} nothing leads to the links`);
  }
}

/** The faults that axe finds. */
async function audit({ page }: Person): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.map(({ id, help }) => `${id}: ${help}`))",
  );
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  Deno.test(`a person sees a link, prints its receipt and ends it, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled, mayMeet: [403, 410] }, async ({ person }) => {
      const check = async () => javaScriptEnabled && assert.deepEqual(await audit(person), []);
      await person.goTo("SOA206");
      await person.press("allow", { agree: true });
      await comeToLinks(person);
      await check();
      const list = person.page.url();

      const receipt = await person.page.locator(".link a").getAttribute("href");
      await person.page.goto(new URL(receipt ?? "", list).href);
      assert.equal(await person.screen(), "receipt");
      await check();
      await person.page.emulateMedia({ media: "print", colorScheme: "dark" });
      assert.equal(
        await person.page.locator(".links, .no-print, button").locator("visible=true").count(),
        0,
      );
      assert.match(await person.page.locator("main").innerText(), /お手続き番号/);
      await person.page.emulateMedia({ media: null, colorScheme: null });

      await person.page.goto(list);
      await person.press("end-1");
      assert.equal(await person.screen(), "ending");
      await check();
      await person.press("end");
      assert.deepEqual(Object.keys(await person.messages()), ["link-ended"]);
      assert.equal(await person.page.locator("[data-link=active]").count(), 0);
      await check();
      await person.press("leave");
      assert.deepEqual(Object.keys(await person.messages()), ["links-left"]);
      await check();
      await person.page.goBack();
      assert.deepEqual(Object.keys(await person.messages()), ["links-left"]);
    });
  });
}
