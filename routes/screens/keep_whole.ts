/** Dates, versions and phone numbers that stand in a sentence are not broken at the end of a line. */

/** Text between tags of a body; that of `option` and of SVG's `text` is left alone. */
const TEXT = /(<(?:option|text)\b[^>]*>[^<]*)|(?<=>)[^<]+/g;
const WHOLE =
  /[0-9]{2,4}-[0-9]{2,4}-[0-9]{2,4}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}, [0-9:]{5} JST/g;

/** Marks them in the body of a page, for the style sheet. What stands alone is left as it is. */
export function keepWhole(page: string): string {
  const body = page.indexOf("<body");
  const text = page.slice(body).replace(
    TEXT,
    (match: string, option?: string) => option ?? markIn(match),
  );
  return page.slice(0, body) + text;
}

function markIn(text: string): string {
  return text.replace(
    WHOLE,
    (whole) => whole === text ? whole : `<span class="whole">${whole}</span>`,
  );
}
