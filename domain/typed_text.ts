/**
 * What Japanese keyboards, their suggestions, voice input and copied pages give in place of plain
 * characters. NFKC (Unicode Annex 15) takes care of widths, circled and squared characters; this of
 * the rest. Numbers in kanji (三十九) stay as they are, to be refused: the 一 among them is typed for a
 * dash as well, so that a guess could be wrong. No keyboard gives them where a number is asked for.
 */

/** Dashes, minus signs, lines of tables and the long vowel: all are typed for a hyphen. */
const DASHES = /[\p{Pd}\u2212\u2500\u2501\u30FC]/gu;

/** What has no width: joiners, marks of direction and order, selectors of a variant. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Plain characters as far as Unicode knows them, one kind of dash, nothing that cannot be seen. */
export function toPlainText(text: string): string {
  // Once more, because what stood apart may now combine: to do all this twice is to do it once.
  return text.normalize("NFKC").replace(INVISIBLE, "").replace(DASHES, "-").normalize("NFKC");
}
