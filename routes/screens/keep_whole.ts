/** Names, dates and phone numbers that stand in a sentence are not broken at the end of a line. */
import { html } from "hono/html";

/** Text between tags of a body; that of `option` and of SVG's `text` is left alone. */
const TEXT = /(<(?:option|text)\b[^>]*>[^<]*)|(?<=>)[^<]+/g;
/** What fits on each line: phone numbers, dates, times of the day, and words that Chromium breaks. */
const WHOLE = [
  /[0-9]{2,4}-[0-9]{2,4}-[0-9]{2,4}/,
  /[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日/,
  /[0-9]{1,2}時[0-9]{2}分/,
  /[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}, [0-9:]{5} JST/,
  /[0-9]{1,2}:[0-9]{2}[〜–]翌?[0-9]{1,2}:[0-9]{2}/,
  /(?:第[0-9]・)?第[0-9][月日]曜日/,
  /翌日0時/,
  /なお、/,
  /お問い合わせ/,
  /お取り扱い/,
  /買い替え/,
].map(({ source }) => source).join("|");

/** And where no spaces part the words: particles with the bracket before them, and what Chromium parts. */
const WHOLE_UNSPACED = [
  /[）」](?:[はがをにのでとへも]|から|まで)/,
  /によ(?:って|り)/,
  /[るたの]ため/,
].map(({ source }) => source).join("|");

const UNSPACED = '<html lang="ja">';

const OPENING_BRACKET = /[（「『([]$/;

/**
 * Marks them in the body of a page, for the style sheet. What stands alone is left as it is.
 * `names`: of apps, companies, the institution; one that is longer than a line is broken after all.
 */
export function keepWhole(page: string, names: readonly string[] = []): string {
  const body = page.indexOf("<body");
  const whole = page.startsWith(UNSPACED) ? `${WHOLE}|${WHOLE_UNSPACED}` : WHOLE;
  const pattern = new RegExp(`(${anyOf(names)})|${whole}`, "g");
  const text = page.slice(body).replace(
    TEXT,
    (match: string, option?: string) => option ?? markIn(match, pattern),
  );
  return page.slice(0, body) + text;
}

/** The longer name first, as another may be its beginning. Without names: what is found nowhere. */
function anyOf(names: readonly string[]): string {
  const longestFirst = names.toSorted((a, b) => b.length - a.length);
  return longestFirst.map((name) => RegExp.escape(String(html`${name}`))).join("|") || "(?!)";
}

function markIn(text: string, pattern: RegExp): string {
  return text.replace(pattern, (whole: string, name: string | undefined, at: number) => {
    if (whole === text) return whole;
    if (name === undefined) return `<span class="whole">${whole}</span>`;
    const marked = `<span class="name">${name}</span>`;
    return at === 0 || OPENING_BRACKET.test(text.slice(0, at)) ? marked : `<wbr>${marked}`;
  });
}
