/** `deno task screenshots`: pictures of all screens in all their states, into `screenshots/`. */
import type { PersonOptions } from "../support/person.ts";
import { takeTour } from "./tour.ts";

const FOLDER = "screenshots";

const SERIES: Readonly<Record<string, PersonOptions>> = {
  phone: { window: "phone" },
  pc: { window: "pc" },
  dark: { window: "phone", colorScheme: "dark" },
  plain: { window: "phone", javaScriptEnabled: false },
};

await Deno.mkdir(FOLDER, { recursive: true });
for (const [series, options] of Object.entries(SERIES)) {
  await takeTour(options, async (name, page) => {
    const path = `${FOLDER}/${name}-${series}.png`;
    await page.screenshot({ path, fullPage: true, scale: "css" });
    console.log(path);
  });
}
