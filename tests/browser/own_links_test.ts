import assert from "node:assert/strict";
import axe from "axe-core";
import { type Person, walk } from "../support/person.ts";

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
      await person.comeToLinks();
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
      const number = person.page.locator(".procedure-number");
      assert.equal(await number.innerText(), receipt?.split("/").at(-1), "the bare id is copied");
      await person.page.emulateMedia({ media: null, colorScheme: null });

      await person.press("links");
      assert.equal(person.page.url(), list);
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
