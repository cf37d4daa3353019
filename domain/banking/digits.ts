/** Numbers as customers type them on Japanese keyboards. */

/** Every dash, minus and long-vowel sign that is typed for a hyphen, and every kind of space. */
const SEPARATORS = /[\p{Pd}\p{Zs}\t\u2212\u2500\u30FC\uFF70]/gu;

/**
 * Full-width digits and letters as half-width ones, without hyphens, spaces and the invisible
 * characters that come along when a number is copied from a page.
 */
export function normaliseNumber(text: string): string {
  return text.normalize("NFKC").replace(SEPARATORS, "").replace(/\p{Cf}/gu, "");
}
