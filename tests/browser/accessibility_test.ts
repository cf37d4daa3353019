import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { takeTour } from "./tour.ts";

const PHONE = { width: 390, height: 844 };
/** 1280 pixels enlarged by 400 % (WCAG 2.2, 1.4.10). */
const ENLARGED = { width: 320, height: 256 };

/**
 * The serious faults that axe finds, with the elements that have them. The one frame there is, that
 * of a mail, runs no script and cannot answer axe.
 */
async function audit(page: Page, options: { runOnly?: string[] } = {}): Promise<string[]> {
  return await page.evaluate<string[]>(
    `axe.run(${JSON.stringify({ iframes: false, ...options })}).then(({ violations }) =>
      violations.filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`,
  );
}

/** Whether one would have to scroll sideways to read the page. */
async function overflows(page: Page): Promise<boolean> {
  return await page.evaluate(
    "document.documentElement.scrollWidth > document.documentElement.clientWidth",
  );
}

async function examine(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const faults = await audit(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const inTheDark = await audit(page, { runOnly: ["color-contrast"] });
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(ENLARGED);
  const enlarged = await overflows(page) ? ["wider than the window"] : [];
  await page.setViewportSize(PHONE);
  return [...faults, ...inTheDark.map((fault) => `in the dark, ${fault}`), ...enlarged];
}

Deno.test("no page has a serious fault of accessibility", async () => {
  const faults: Record<string, string[]> = {};
  let pages = 0;
  await takeTour({}, async (name, page) => {
    pages += 1;
    const found = await examine(page);
    if (found.length > 0) faults[name] = found;
  });
  assert.ok(pages > 40, `${pages} pages`);
  assert.deepEqual(faults, {});
});
