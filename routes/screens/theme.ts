/** The institution's colours as a style sheet. */

/** The colour of links, buttons and marks in one colour scheme, and that of texts on it. */
export interface Accent {
  readonly accent: string;
  readonly onAccent: string;
}

/** The institution's colours, `#rrggbb`; undefined: those of `app.css`. */
export interface Theme {
  readonly light: Accent | undefined;
  readonly dark: Accent | undefined;
}

/**
 * Stands after `app.css`, in the same file, and takes the place of its accent. Of both schemes each
 * says itself when it holds, so that one alone does not colour the other; and paper stays black.
 */
export function themeStyle({ light, dark }: Theme): string {
  return rule("light", light) + rule("dark", dark);
}

function rule(scheme: keyof Theme, colors: Accent | undefined): string {
  if (colors === undefined) return "";
  return `\n@media screen and (prefers-color-scheme: ${scheme}) {\n` +
    `  :root { --accent: ${colors.accent}; --on-accent: ${colors.onAccent}; }\n}\n`;
}
