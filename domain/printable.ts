/** Texts of which strangers wrote parts, made fit for terminals and logs. */

/**
 * Control characters, which command a terminal or end a line for some readers, and those that are
 * invisible or turn the direction of writing, by which one text looks like another.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The text on one line, blanks in place of what cannot be printed. */
export function toPrintable(text: string): string {
  return text.replaceAll(UNPRINTABLE, " ");
}

/** JSON of the same meaning that can be printed: `JSON.stringify` alone escapes only some of it. */
export function toPrintableJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(UNPRINTABLE, escape);
}

function escape(character: string): string {
  const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
  return units.map((unit) => `\\u${unit}`).join("");
}
