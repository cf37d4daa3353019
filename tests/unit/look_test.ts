import assert from "node:assert/strict";
import { contrastOf } from "../../config/contrast.ts";
import { paletteColor } from "../../config/theme.ts";
import { houseStyle, ICON } from "../../composition/look.ts";
import { DOCS_STYLE } from "../../routes/resource/docs_style.ts";
import sandboxStyle from "../../sandbox/web/style.css" with { type: "text" };
import screenStyle from "../../static/app.css" with { type: "text" };

function valuesOf(style: string, name: string): readonly string[] {
  return [...style.matchAll(new RegExp(`${name}: ([^;]+);`, "g"))].map(([, value = ""]) => value);
}

const HOUSE_STYLE = houseStyle({ light: undefined, dark: undefined });

Deno.test("sandbox and API document have the colours of the screens, in light and in dark", () => {
  const styles = HOUSE_STYLE + DOCS_STYLE + sandboxStyle;
  const used = new Set([...styles.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name = ""]) => name));
  assert.ok(used.size > 5);
  for (const name of used) {
    const values = valuesOf(HOUSE_STYLE, name);
    assert.ok(values.length >= 2, `${name} in light and in dark`);
    const ofScreens = valuesOf(screenStyle, name);
    assert.ok(values.every((value) => ofScreens.includes(value)), name);
  }
  assert.equal(HOUSE_STYLE.split("{").length, HOUSE_STYLE.split("}").length);
  assert.match(HOUSE_STYLE, /color-scheme: light dark;/);
  assert.match(HOUSE_STYLE, /@media \(prefers-color-scheme: dark\) \{\s+:root \{/);
});

Deno.test("the mark is a small picture that loads nothing", () => {
  assert.ok(new TextEncoder().encode(ICON).length < 1024);
  assert.doesNotMatch(
    ICON.replace('xmlns="http://www.w3.org/2000/svg"', ""),
    /http|href|url\(|script/,
  );
});

Deno.test("the institution's colours reach the pages beside the screens", () => {
  const style = houseStyle({ light: { accent: "#005500", onAccent: "#ffffff" }, dark: undefined });
  assert.match(style, /prefers-color-scheme: light\) \{\s+:root \{ --accent: #005500;/);
});

/** What must be seen to use a page, and on what it stands. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  // Fields, the box that is ticked, bars of progress.
  control: ["card", "page", "note-back"],
  // Buttons, the focus: in the page, in panels, in each kind of message, in the dialog.
  accent: ["card", "page", "note-back", "care-back", "fault-back"],
  // Faulty fields.
  fault: ["card", "page", "note-back", "fault-back"],
};

for (const scheme of ["light", "dark"] as const) {
  Deno.test(`fields, buttons and the focus can be told from what is around them, ${scheme}`, () => {
    for (const [part, backgrounds] of Object.entries(PARTS)) {
      for (const background of backgrounds) {
        const ratio = contrastOf(paletteColor(scheme, part), paletteColor(scheme, background));
        assert.ok(ratio >= 3, `--${part} on --${background}: ${ratio}:1 (WCAG 2.2, 1.4.11)`);
      }
    }
  });
}
