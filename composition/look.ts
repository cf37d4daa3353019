/** What all pages have in common: the colours of the screens, the house's style and its mark. */
import screenStyle from "../static/app.css" with { type: "text" };
import house from "../static/house.css" with { type: "text" };
import icon from "../static/icon.svg" with { type: "text" };

/** The rules for `:root`, those for the dark in their media query. */
const ROOT_RULES = /^(?:@media [^{]*\{\n +:root \{[^}]*\}\n\}|:root \{[^}]*\})$/gm;

/** The style of the pages that are no screens; the colours stand in one place, `app.css`. */
export const HOUSE_STYLE = [...screenStyle.match(ROOT_RULES) ?? [], house].join("\n");

/** The mark of the house, also the icon of its pages. */
export const ICON = icon;
