/** Readings of kanji: written in parentheses in the texts, 電話（でんわ）, shown above the kanji. */

/** Text between tags; that of `option` and of SVG's `text`, which hold nothing but text, is left alone. */
const TEXT = /(<(?:option|text)\b[^>]*>[^<]*)|(?<=>)[^<]+/g;
/** A number has a share in the reading of its day, 20日（はつか）, unless that is にち. */
const READING = /((?:[0-9]+(?=日（(?!にち)))?\p{sc=Han}+)（(\p{sc=Hiragana}+)）/gu;
const RUBY = "<ruby>$1<rp>（</rp><rt>$2</rt><rp>）</rp></ruby>";
/** Between spaces, or up to a mark; a quoted sentence with its particle. */
const PHRASE = /[^\s、。]+(?:。」と)?[、。」]*/g;
/** Characters, without the readings, that fit on a line of the narrowest screen. */
const MAX_PHRASE = 14;

/**
 * Turns the readings in the body of a page into ruby annotations (HTML, 4.5.10), and leaves them out in
 * its head. Browsers would break lines beside each, and after brackets; the style sheet keeps the phrases whole.
 */
export function showReadings(page: string): string {
  const body = page.indexOf("<body");
  const text = page.slice(body).replace(
    TEXT,
    (match: string, option?: string) => option ?? match.replace(PHRASE, annotate),
  );
  return page.slice(0, body).replace(READING, "$1") + text;
}

function annotate(phrase: string): string {
  const annotated = phrase.replace(READING, RUBY);
  const { length } = phrase.replace(READING, "$1");
  const mayBreak = annotated !== phrase || /[」)]./.test(phrase);
  if (!mayBreak || length > MAX_PHRASE) return annotated;
  return `<span class="phrase">${annotated}</span>`;
}
