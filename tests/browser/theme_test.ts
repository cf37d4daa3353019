import assert from "node:assert/strict";
import { audit } from "../support/audit.ts";
import { walk } from "../support/person.ts";

const LOGO = btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20"><path d="M0 0h80v20H0z"/></svg>',
);
const settings = {
  KAKEHASHI_INSTITUTION_COLOR: "#7a1f5c",
  KAKEHASHI_INSTITUTION_COLOR_DARK: "#ffb3da",
  KAKEHASHI_INSTITUTION_LOGO: `data:image/svg+xml;base64,${LOGO}`,
};
const BUTTONS = {
  light: ["rgb(122, 31, 92)", "rgb(255, 255, 255)"],
  dark: ["rgb(255, 179, 218)", "rgb(0, 0, 0)"],
} as const;

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(`a theme is seen and can be read in the ${colorScheme} scheme`, async () => {
    await walk({ settings, colorScheme }, async ({ person: { page }, person }) => {
      await person.goTo("SOA201");
      const logo = page.getByRole("img", { name: "かけはし信用組合" });
      assert.ok(await logo.evaluate((image) => Reflect.get(image, "naturalWidth")) > 0);
      const colors = await page.evaluate<string[]>(
        `(({ backgroundColor, color }) => [backgroundColor, color])(
          getComputedStyle(document.getElementById("next")))`,
      );
      assert.deepEqual(colors, BUTTONS[colorScheme]);
      assert.deepEqual(await audit(page), []);
      await person.press("next");
      assert.deepEqual(await audit(page), [], "with the dialog");
      await page.locator("#ok").click();
      assert.deepEqual(await audit(page), [], "with faults");
    });
  });
}
