/** What all pages have in common: the colours of the screens, the house's style and its mark. */
import screenStyle from "../static/app.css" with { type: "text" };
import house from "../static/house.css" with { type: "text" };
import icon from "../static/icon.svg" with { type: "text" };

/** A rule for `:root`, alone or the first of a media query. */
const ROOT_RULE = /(@media [^{}]*\{\s*)?:root \{[^}]*\}/g;

/** The style of the pages that are no screens; the colours stand in one place, `app.css`. */
export const HOUSE_STYLE = [...rootRules(screenStyle), house].join("\n");

/** The mark of the house, also the icon of its pages. */
export const ICON = icon;

function rootRules(style: string): readonly string[] {
  return [...style.matchAll(ROOT_RULE)].map(([rule, query]) => query ? `${rule}\n}` : rule);
}
