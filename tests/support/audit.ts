/** What axe, a tool that looks for faults of accessibility, says about a page. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** The one frame there is, that of a mail, runs no script and cannot answer axe. */
const RULES = {
  iframes: false,
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
};

/** What axe finds, with the elements that have it. */
export async function audit(page: Page): Promise<string[]> {
  if (!await page.evaluate<boolean>("'axe' in globalThis")) await page.evaluate(axe.source);
  return await page.evaluate<string[]>(
    `axe.run(${JSON.stringify(RULES)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`,
  );
}
