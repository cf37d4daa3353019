import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { type Person, walk } from "../support/person.ts";

const WIDTHS = [320, 360, 768, 1280, 1440];
const AUDITED_WIDTHS = [360, 1280];

/** What one touches that does not stand in the midst of a sentence. */
const TARGETS = "button, input, select, summary, nav a, .button, .links a, #mails a";

/**
 * Everything that axe finds, with the elements that have it. In the frame of a mail no script runs,
 * so that axe would ask there in vain.
 */
async function audit(page: Page): Promise<readonly string[]> {
  return await page.evaluate<string[]>(
    `axe.run(${JSON.stringify(optionsFor(page))}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`,
  );
}

/** A mail is part of a page of the mail client, which has the landmarks. */
function optionsFor(page: Page): axe.RunOptions {
  const off = { enabled: false };
  const rules = page.url() === "about:blank" ? { region: off, "landmark-one-main": off } : {};
  return { iframes: false, rules };
}

const OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

const SMALL_TARGETS = `[...document.querySelectorAll(${JSON.stringify(TARGETS)})]
  .filter((element) => element.checkVisibility())
  .map((element) => ({ element, box: element.getBoundingClientRect() }))
  .filter(({ box }) => box.width < 44 || box.height < 44)
  .map(({ element }) => element.outerHTML)`;

async function findFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  await page.evaluate(axe.source);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    if (await page.evaluate<number>(OVERFLOW) > 0) faults.push(`wider than ${width} pixels`);
    if (!AUDITED_WIDTHS.includes(width)) continue;
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await audit(page);
      faults.push(...found.map((fault) => `${width} pixels, ${colorScheme}: ${fault}`));
    }
  }
  faults.push(...await page.evaluate<string[]>(SMALL_TARGETS));
  await page.setViewportSize({ width: 320, height: 800 });
  await page.evaluate("document.documentElement.style.fontSize = '200%'");
  if (await page.evaluate<number>(OVERFLOW) > 0) faults.push("too wide with text of 200 %");
  return faults;
}

/** Opens the pages one after another, each in a state in which there is much to see. */
async function* openPages(person: Person): AsyncGenerator<string> {
  const { page, gateway: { sandboxUrl, issuer } } = person;
  for (const path of ["/", "/app", "/nothing"]) {
    await page.goto(sandboxUrl + path);
    yield path;
  }
  await person.goTo("SOA206");
  const consentUrl = page.url();
  await page.goto(`${sandboxUrl}/phone?to=0120000111`);
  await person.press("call");
  yield "/phone";
  await page.goto(consentUrl);
  await person.press("allow", { agree: true });
  yield "/app, connected";
  await person.andLoad(page.locator("a.open-account").click());
  yield "/app, an account";
  await page.goto(`${sandboxUrl}/mailbox`);
  const mail = page.locator("#mails a");
  while (await mail.count() === 0) await page.reload();
  yield "/mailbox";
  await person.andLoad(mail.click());
  yield "/mailbox, a mail";
  const html = await (await page.request.get(`${page.url()}/html`)).text();
  await page.goto("about:blank");
  await page.setContent(html);
  yield "the mail itself";
  await page.goto(`${issuer}/docs`);
  yield "/docs";
}

Deno.test("sandbox and API document fit every window, text of 200 %, fingers, and axe finds nothing", async () => {
  const faults: Record<string, readonly string[]> = {};
  await walk({ mayMeet: [404] }, async ({ person }) => {
    for await (const name of openPages(person)) {
      const found = await findFaults(person.page);
      if (found.length > 0) faults[name] = found;
    }
  });
  assert.deepEqual(faults, {});
});
