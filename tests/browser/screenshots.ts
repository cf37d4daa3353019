/**
 * `deno task screenshots`: pictures of all screens in all their states, in each language, on phone
 * and PC, light and dark, and without JavaScript; into `screenshots/`, with a sheet of all of them.
 * Named parts of a series' name (`deno task screenshots en-phone`) take only what has them.
 */
import { LANGUAGES } from "../../domain/language.ts";
import type { PersonOptions } from "../support/person.ts";
import { takeTour } from "./tour.ts";

const FOLDER = "screenshots";

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
    const path = `${FOLDER}/${name}-${series}.png`;
    await page.screenshot({ path, fullPage: true, scale: "css" });
    names.add(name);
    console.log(path);
  });
}
await Deno.writeTextFile(`${FOLDER}/index.html`, sheet(wanted.map(([series]) => series)));

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
