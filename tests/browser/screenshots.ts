/**
 * `deno task screenshots`: pictures of all screens in all their states, in each language, on phone
 * and PC, light and dark, and without JavaScript; into `screenshots/`, with a sheet of all of them.
 * What lies over a page is shown in its window, and the page behind it as `NAME-behind`.
 * Named parts of a series' name (`deno task screenshots en-phone`) take only what has them.
 */
import { LANGUAGES } from "../../domain/language.ts";
import type { Page } from "playwright-core";
import type { PersonOptions } from "../support/person.ts";
import { takeTour } from "./tour.ts";

const FOLDER = "screenshots";

/** In the page: a whole page is longer than any window, so nothing lies over it or sticks to an edge. */
const FLATTEN = `(isFlat) => {
  const set = (selector, property, value) => {
    for (const { style } of document.querySelectorAll(selector)) {
      if (isFlat) style.setProperty(property, value, "important");
      else style.removeProperty(property);
    }
  };
  set("dialog:modal", "display", "none");
  set("dialog:not(:modal), .time-left, .finish", "position", "static");
}`;

/** Where help can be unfolded: the drawing of the card, the table of eras. */
const UNFOLDED: readonly string[] = ["1-account", "2-customer"];

const SERIES = new Map<string, PersonOptions>([
  ...LANGUAGES.flatMap((language) =>
    (["phone", "pc"] as const).flatMap((window) =>
      (["light", "dark"] as const).map((colorScheme): [string, PersonOptions] => [
        `${language}-${window}-${colorScheme}`,
        { language, window, colorScheme },
      ])
    )
  ),
  ["without-javascript", { window: "phone", javaScriptEnabled: false }],
]);

const wanted = [...SERIES].filter(([name]) => Deno.args.every((part) => name.includes(part)));
await Deno.mkdir(FOLDER, { recursive: true });
const names = new Set<string>();
for (const [series, options] of wanted) {
  await takeTour(options, async (name, page) => {
    if (UNFOLDED.includes(name)) await page.locator(".card-help summary, .eras summary").click();
    const hasDialog = await page.locator("dialog[open]").count() > 0;
    await take(page, name, series, { fullPage: !hasDialog });
    if (hasDialog) await take(page, `${name}-behind`, series, { fullPage: true });
    if (name !== "links-receipt") return;
    await page.emulateMedia({ media: "print" });
    await take(page, `${name}-printed`, series, { fullPage: true });
    await page.emulateMedia({ media: "screen" });
  });
}
await Deno.writeTextFile(`${FOLDER}/index.html`, sheet(wanted.map(([series]) => series)));

async function take(
  page: Page,
  name: string,
  series: string,
  { fullPage }: { readonly fullPage: boolean },
): Promise<void> {
  const path = `${FOLDER}/${name}-${series}.png`;
  if (fullPage) await page.evaluate(`(${FLATTEN})(true)`);
  await page.screenshot({ path, fullPage, scale: "css" });
  if (fullPage) await page.evaluate(`(${FLATTEN})(false)`);
  names.add(name);
  console.log(path);
}

/** One row for each state, one picture for each series. */
function sheet(series: readonly string[]): string {
  const rows = [...names].map((name) => {
    const pictures = series.map((each) =>
      `<img src="${name}-${each}.png" width="240" alt="${each}">`
    );
    return `<h2>${name}</h2>\n${pictures.join("\n")}`;
  });
  return `<!DOCTYPE html>\n<meta charset="utf-8">\n<title>Screens</title>\n${rows.join("\n")}\n`;
}
