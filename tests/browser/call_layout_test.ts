/** Screen ④ as it lies in the window: there are 120 seconds, and none of them is for scrolling. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { encode } from "uqr";
import { LANGUAGES } from "../../domain/language.ts";
import { HANAKO } from "../support/gateway.ts";
import { type Person, walk } from "../support/person.ts";

const STRANGER = "09099990000";
const QUIET_ZONE = 4;

/** In the page: whether all of an element is in the window, and nothing lies over its edges. */
const IS_IN_SIGHT = `(element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return [top + 2, bottom - 2].every((y) =>
    element.contains(document.elementFromPoint((left + right) / 2, y))
  );
}`;

async function seeInSight(page: Page, ...selectors: readonly string[]): Promise<void> {
  assert.equal(await page.evaluate("scrollY"), 0);
  for (const selector of selectors) {
    const element = `document.querySelector("${selector}")`;
    assert.equal(await page.evaluate(`(${IS_IN_SIGHT})(${element})`), true, selector);
  }
}

async function box(locator: Locator) {
  const found = await locator.boundingBox();
  assert.ok(found, String(locator));
  return { ...found, bottom: found.y + found.height };
}

for (const language of LANGUAGES) {
  Deno.test(`④ in ${language}: number and countdown are in sight without scrolling, on small phones too`, async () => {
    await walk({ language }, async ({ person }) => {
      await person.goTo("SOA209");
      for (const size of [{ width: 390, height: 664 }, { width: 360, height: 640 }]) {
        await person.page.setViewportSize(size);
        await seeInSight(person.page, "#call", "#countdown");
      }
    });
  });

  Deno.test(`④ in ${language} on a PC: number, QR code, countdown and 確定する are in sight without scrolling`, async () => {
    await walk({ language, window: "pc" }, async ({ person }) => {
      await person.goTo("SOA209");
      await seeInSight(person.page, "#call", "figure .qr", "#countdown", "#confirm-call");
      const [number, code] = [person.page.locator("#call"), person.page.locator(".qr:visible")];
      assert.ok((await box(code)).x > (await box(number)).x + (await box(number)).width);
    });
  });
}

/** The places of the dark modules of the QR code that is shown. */
async function readCode(page: Page): Promise<readonly string[]> {
  const drawing = await page.locator(".qr:visible use").getAttribute("href");
  const path = await page.locator(`${drawing} path`).getAttribute("d") ?? "";
  return [...path.matchAll(/M([0-9]+ [0-9]+)/g)].map(([, place]) => place ?? "");
}

function codeOf(text: string): readonly string[] {
  return encode(text, { border: 0 }).data.flatMap((row, y) =>
    row.flatMap((isDark, x) => isDark ? [`${x + QUIET_ZONE} ${y + QUIET_ZONE}`] : [])
  );
}

/** Which of the two links to call is filled with colour. */
async function primaryOf(page: Page): Promise<readonly string[]> {
  return await page.evaluate(`["call", "call-186"].filter((id) =>
    getComputedStyle(document.getElementById(id)).backgroundColor !== "rgba(0, 0, 0, 0)")`);
}

for (const window of ["phone", "pc"] as const) {
  Deno.test(`④ on a ${window}: after a withheld call QR code and emphasis are with 186, live and drawn, until another call`, async () => {
    await walk({ window }, async ({ person }) => {
      const { page } = person;
      await person.goTo("SOA209");
      const destination = await person.destination();
      if (window === "phone") await page.locator("summary").click();
      const see = async (prefix: string, primary: string) => {
        assert.deepEqual(await readCode(page), codeOf(`tel:${prefix}${destination}`));
        const code = page.getByRole("img", { name: /QRコード/ });
        assert.match(await code.getAttribute("aria-label") ?? "", RegExp(`^${prefix} ?0120`));
        assert.deepEqual(await primaryOf(page), [primary]);
        for (const said of ["#call-hint", ".call-steps li >> nth=0"]) {
          assert.equal((await page.locator(said).innerText()).includes("186"), prefix !== "", said);
        }
      };
      await see("", "call");
      await person.call(null);
      await page.locator("[data-message=call-withheld]:visible").waitFor();
      await see("186", "call-186");
      await page.reload();
      if (window === "phone") await page.locator("summary").click();
      await see("186", "call-186");
      await person.call(STRANGER);
      await page.locator("[data-message=call-other-number]:visible").waitFor();
      await see("", "call");
    });
  });
}

/** Nothing but the time left stands between the message and the button. */
async function seeButtonAfterMessage({ page }: Person): Promise<void> {
  const message = page.locator("[data-message=call-arrived]");
  await message.waitFor();
  await seeInSight(page, "[data-message=call-arrived]", ".time-left", "#confirm-call");
  const hidden =
    "#call, #call-186, .qr, summary, .call-steps, [data-message=call-pending], #help-pending";
  assert.equal(await page.locator(hidden).locator("visible=true").count(), 0);
  const between = (await box(page.locator("#confirm-call"))).y - (await box(message)).bottom;
  assert.ok(between < 120, `${between} pixels`);
}

for (const javaScriptEnabled of [true, false]) {
  for (const window of ["phone", "pc"] as const) {
    const how = javaScriptEnabled ? "live and drawn" : "drawn without JavaScript";
    Deno.test(`④ on a ${window}: 確定する stands right after the message once the call arrived, ${how}`, async () => {
      await walk({ window, javaScriptEnabled }, async ({ person }) => {
        await person.goTo("SOA209");
        await person.press("confirm-call");
        await person.call(HANAKO.customer.phoneNumber);
        if (javaScriptEnabled) await seeButtonAfterMessage(person);
        await person.page.reload();
        await seeButtonAfterMessage(person);
      });
    });
  }
}

Deno.test("④ says that the network is cut where the messages stand, as loudly", async () => {
  await walk({ mayBeOffline: true }, async ({ person: { page, context }, person }) => {
    await person.goTo("SOA209");
    await page.setViewportSize({ width: 390, height: 664 });
    await context.setOffline(true);
    await page.locator("#connection").filter({ hasText: /./ }).waitFor();
    await seeInSight(page, "#connection", "#call", "#countdown");
    await context.setOffline(false);
    await page.locator("#connection").filter({ hasNotText: /./ }).waitFor({ state: "attached" });
  });
});

Deno.test("④ speaks of what is at hand: of pressing on a phone, of the telephone and of scanning on a PC", async () => {
  await walk({}, async ({ person: { page }, person }) => {
    await person.goTo("SOA209");
    const hint = page.locator("#call-hint");
    assert.equal(await hint.innerText(), "番号を押すと、電話がかかります。");
    assert.equal(await page.locator("summary").innerText(), "別の電話機で読み取って電話する");
    await page.setViewportSize({ width: 1280, height: 800 });
    assert.equal(await hint.innerText(), "お届け出電話番号の電話機からおかけください。");
    assert.equal(
      await page.locator("figcaption").innerText(),
      "スマートフォンで読み取って電話する",
    );
  });
});
