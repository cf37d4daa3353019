/** Readings of kanji: written in parentheses in the texts, 電話（でんわ）, shown above the kanji. */

/** Text between tags; that of `option` and of SVG's `text`, which hold nothing but text, is left alone. */
const TEXT = /(<(?:option|text)\b[^>]*>[^<]*)|(?<=>)[^<]+/g;
const READING = /(\p{sc=Han}+)（(\p{sc=Hiragana}+)）/gu;
const RUBY = "<ruby>$1<rp>（</rp><rt>$2</rt><rp>）</rp></ruby>";

/** Turns the readings in the body of a page into ruby annotations (HTML, 4.5.10). */
export function showReadings(page: string): string {
  const body = page.indexOf("<body");
  const text = page.slice(body).replace(
    TEXT,
    (match: string, option?: string) => option ?? match.replace(READING, RUBY),
  );
  return page.slice(0, body) + text;
}
