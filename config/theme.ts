/** The institution's colour, judged on the backgrounds that the style sheet has. */
import style from "../static/app.css" with { type: "text" };
import { color, contrastOf, LEAST_CONTRAST } from "./contrast.ts";
import { SettingFault, type SettingParser, type SettingsReader } from "./reader.ts";

/** Light or dark, as the customer has set it. */
export type ColorScheme = "light" | "dark";

/** The colour of links, buttons and marks in one scheme, and that of texts on it. */
export interface Accent {
  readonly accent: string;
  readonly onAccent: string;
}

/** The institution's colour in each scheme; undefined: the style sheet's own. */
export type Theme = Readonly<Record<ColorScheme, Accent | undefined>>;

/** On these stand links and names of buttons. */
const BACKGROUNDS = ["page", "card", "note-back", "care-back", "fault-back"] as const;

/** The colours of both schemes in the style sheet. */
const PALETTES =
  /:root \{(?<light>[^}]*)\}.*?\(prefers-color-scheme: dark\) \{\s*:root \{(?<dark>[^}]*)\}/s.exec(
    style,
  )?.groups ?? {};

/** A colour of the style sheet by its name; throws if the sheet has none. */
export function paletteColor(scheme: ColorScheme, name: string): string {
  const [, found] = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(PALETTES[scheme] ?? "") ?? [];
  if (found === undefined) throw new Error(`app.css has no --${name} in the ${scheme} scheme`);
  return found;
}

/** A colour that can be read on every background of a scheme. */
export function accentOf(scheme: ColorScheme): SettingParser<Accent> {
  return (text) => {
    const accent = color(text);
    for (const name of BACKGROUNDS) {
      const background = paletteColor(scheme, name);
      const ratio = contrastOf(accent, background);
      if (ratio >= LEAST_CONTRAST) continue;
      throw new SettingFault(
        `has a contrast of ${roundDown(ratio)}:1 on ${background} (--${name}, ${scheme} scheme) ` +
          `and needs at least ${LEAST_CONTRAST}:1 (WCAG 2.2, 1.4.3): choose one that is ` +
          (scheme === "light" ? "darker" : "lighter"),
      );
    }
    // One of the two has at least 4.58:1 on whatever colour.
    const isDark = contrastOf(accent, "#ffffff") > contrastOf(accent, "#000000");
    return { accent, onAccent: isDark ? "#ffffff" : "#000000" };
  };
}

/** The colours that are set. */
export function readTheme(reader: SettingsReader): Theme {
  return {
    light: reader.optional("KAKEHASHI_INSTITUTION_COLOR", accentOf("light")),
    dark: reader.optional("KAKEHASHI_INSTITUTION_COLOR_DARK", accentOf("dark")),
  };
}

function roundDown(ratio: number): string {
  return (Math.floor(ratio * 100) / 100).toFixed(2);
}
