/** Numbers as customers type them on Japanese keyboards. */
import { toPlainText } from "../typed_text.ts";

/** Hyphens and every kind of space; the wave dash, which some keyboards give in full width for `~`. */
const SEPARATORS = /[-~\p{Zs}\t]/gu;

/**
 * Full-width digits and letters as half-width ones, without hyphens, spaces and the invisible
 * characters that come along when a number is copied from a page.
 */
export function normaliseNumber(text: string): string {
  return toPlainText(text).replace(SEPARATORS, "").normalize("NFKC");
}
