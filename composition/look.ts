/** What all pages have in common: the colours of the screens, the house's style and its mark. */
import { type Theme, themeStyle } from "../routes/screens/theme.ts";
import screens from "../static/app.css" with { type: "text" };
import house from "../static/house.css" with { type: "text" };
import icon from "../static/icon.svg" with { type: "text" };

/** A rule for `:root`, alone or the first of a media query. */
const ROOT_RULE = /(@media [^{}]*\{\s*)?:root \{[^}]*\}/g;

/** The style of the screens in the institution's colours: in one file, so that no page asks for two. */
export function screenStyle(theme: Theme): string {
  return screens + themeStyle(theme);
}

/** The style of the pages that are no screens; the colours are those of the screens. */
export function houseStyle(theme: Theme): string {
  return [...rootRules(screens), themeStyle(theme), house].join("\n");
}

/** The mark of the house, also the icon of its pages. */
export const ICON = icon;

function rootRules(style: string): readonly string[] {
  return [...style.matchAll(ROOT_RULE)].map(([rule, query]) => query ? `${rule}\n}` : rule);
}
