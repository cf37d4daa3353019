import assert from "node:assert/strict";
import { contrastOf } from "../../../config/contrast.ts";
import { accentOf, paletteColor } from "../../../config/theme.ts";
import { ConfigurationError, loadConfig } from "../../../config.ts";
import { themeStyle } from "../../../routes/screens/theme.ts";

// Known values of the definition of contrast ratio in WCAG 2.2.
const CONTRASTS: readonly [string, string, string][] = [
  ["#000000", "#ffffff", "21.00"],
  ["#ffffff", "#000000", "21.00"],
  ["#777777", "#ffffff", "4.48"],
  ["#767676", "#ffffff", "4.54"],
  ["#0000ff", "#ffffff", "8.59"],
  ["#123456", "#123456", "1.00"],
];
for (const [one, other, expected] of CONTRASTS) {
  Deno.test(`the contrast of ${one} and ${other} is ${expected}`, () => {
    assert.equal(contrastOf(one, other).toFixed(2), expected);
  });
}

for (const scheme of ["light", "dark"] as const) {
  Deno.test(`the style sheet's own accent would be accepted in the ${scheme} scheme`, () => {
    const own = paletteColor(scheme, "accent");
    assert.equal(accentOf(scheme)(own).accent, own);
    assert.ok(contrastOf(own, paletteColor(scheme, "on-accent")) >= 4.5);
  });
}

Deno.test("the text on an accent is black or white, whichever can be read better", () => {
  assert.deepEqual(accentOf("light")("#7A1F5C"), { accent: "#7a1f5c", onAccent: "#ffffff" });
  assert.deepEqual(accentOf("dark")("#ffb3da"), { accent: "#ffb3da", onAccent: "#000000" });
});

function faultsOf(settings: Record<string, string>): readonly string[] {
  try {
    loadConfig(settings);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.faults;
  }
}

const REFUSED: readonly [Record<string, string>, RegExp][] = [
  [
    { COLOR: "#ff8800" },
    /^KAKEHASHI_INSTITUTION_COLOR has a contrast of 2\.\d\d:1 .*4\.5:1.*darker/,
  ],
  [{ COLOR: "#7cc4ee" }, /^KAKEHASHI_INSTITUTION_COLOR has a contrast of .*light scheme/],
  // Enough on white, but not on every background that links stand on.
  [{ COLOR: "#767676" }, /^KAKEHASHI_INSTITUTION_COLOR has a contrast of 4\.\d\d:1 on #/],
  [
    { COLOR_DARK: "#0b5c8a" },
    /^KAKEHASHI_INSTITUTION_COLOR_DARK has a contrast of .*dark scheme.*lighter/,
  ],
  [{ COLOR: "navy" }, /^KAKEHASHI_INSTITUTION_COLOR must be a colour such as #0b5c8a/],
  [{ COLOR: "#123" }, /^KAKEHASHI_INSTITUTION_COLOR must be a colour/],
  [{ COLOR: "#123456;}" }, /^KAKEHASHI_INSTITUTION_COLOR must be a colour/],
  [{ PHONE: "０１２０−０００" }, /^KAKEHASHI_INSTITUTION_PHONE must be a telephone number/],
  [{ PHONE: "call us" }, /^KAKEHASHI_INSTITUTION_PHONE must be a telephone number/],
  [{ PHONE: "0120-000-000-000-0000" }, /^KAKEHASHI_INSTITUTION_PHONE must be a telephone number/],
  [{ TERMS_URL: "javascript:alert(1)" }, /^KAKEHASHI_INSTITUTION_TERMS_URL must be a URL/],
  [{ FAQ_URL: "http://union.example/faq" }, /^KAKEHASHI_INSTITUTION_FAQ_URL must be https/],
  [
    { CONTACT_URL: "https://u:p@union.example/" },
    /^KAKEHASHI_INSTITUTION_CONTACT_URL must be with/,
  ],
];
for (const [settings, fault] of REFUSED) {
  Deno.test(`the institution's ${JSON.stringify(settings)} are refused, by name and reason`, () => {
    const named = Object.entries(settings).map(([name, text]) => [
      `KAKEHASHI_INSTITUTION_${name}`,
      text,
    ]);
    const faults = faultsOf(Object.fromEntries(named));
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", fault);
  });
}

Deno.test("every fault of both colours is told at once", () => {
  const faults = faultsOf({
    KAKEHASHI_INSTITUTION_COLOR: "#ffffff",
    KAKEHASHI_INSTITUTION_COLOR_DARK: "#000000",
  });
  assert.equal(faults.length, 2);
});

Deno.test("a theme says of each colour in which scheme it holds, and none changes nothing", () => {
  assert.equal(themeStyle(loadConfig({}).institution.theme), "");
  const { theme } = loadConfig({ KAKEHASHI_INSTITUTION_COLOR: "#7a1f5c" }).institution;
  assert.match(
    themeStyle(theme),
    /^\n@media screen and \(prefers-color-scheme: light\) \{\n {2}:root \{ --accent: #7a1f5c; --on-accent: #ffffff; \}\n\}\n$/,
  );
});

Deno.test("an institution's links and number are taken as they are meant", () => {
  const { institution } = loadConfig({
    KAKEHASHI_INSTITUTION_PHONE: "+81 (3) 0000-1234",
    KAKEHASHI_INSTITUTION_TERMS_URL: "https://union.example/terms",
    KAKEHASHI_INSTITUTION_FAQ_URL: "http://localhost:9000/faq",
  });
  assert.equal(institution.phone, "+81 (3) 0000-1234");
  assert.equal(institution.termsUrl, "https://union.example/terms");
  assert.equal(institution.faqUrl, "http://localhost:9000/faq");
});
