import assert from "node:assert/strict";
import { textsOf } from "../../../routes/screens/texts/catalogue.ts";
import { INSTITUTION } from "../../support/screen_defaults.ts";

const SCREENS = new URL("../../../routes/screens/", import.meta.url);

/** Every text by its path; those with something to fill in are filled with marks. */
function textsIn(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return textsIn(value(...argumentsFor(value, path)), path);
  assert.ok(typeof value === "object" && value !== null, path);
  return Object.entries(value).flatMap(([key, part]) => textsIn(part, `${path}.${key}`));
}

function argumentsFor({ length }: { readonly length: number }, path: string): readonly unknown[] {
  if (/Page$|\.hours$/.test(path)) return [INSTITUTION];
  if (/\.(moment|clock)$/.test(path)) return [Date.UTC(2026, 3, 15, 1, 5)];
  if (path.endsWith(".eraRange")) return ["令和", "元〜8", 7003, 7004];
  if (path.endsWith(".era")) return [7001, "昭和64年・平成元年"];
  return Array.from({ length }, (_, index) => 7001 + index);
}

const JAPANESE = new Map(textsIn({ ...textsOf("ja") }, ""));
const SIMPLE = new Map(textsIn({ ...textsOf("ja-simple") }, ""));
const ENGLISH = new Map(textsIn({ ...textsOf("en") }, ""));
const LANGUAGES = { "ja": JAPANESE, "ja-simple": SIMPLE, "en": ENGLISH };

for (const [language, texts] of Object.entries(LANGUAGES)) {
  Deno.test(`no text of ${language} is empty, and each says all that is filled in`, () => {
    for (const [path, text] of texts) {
      assert.notEqual(text.trim(), "", path);
      const marks = JAPANESE.get(path)?.match(/700\d|\{\w+\}/g) ?? [];
      for (const mark of new Set(marks)) assert.ok(text.includes(mark), `${path} lacks ${mark}`);
    }
  });
}

Deno.test("the English texts are English, but for words that stand on the card", () => {
  for (const [path, text] of ENGLISH) {
    if (path === ".language" || path.endsWith(".unselected")) continue;
    const rest = text.replace(/\([\p{sc=Han}\p{sc=Hiragana}\d]+\)/gu, "")
      .replace("電子決済等代行業者", "").replaceAll(INSTITUTION.name, "")
      .replace("ﾃﾞ-ﾀ ﾊﾅｺ", "");
    assert.doesNotMatch(rest, /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}、。]/u, path);
  }
});

/** What is the same in both kinds of Japanese: signs, numbers, names. */
const SHARED =
  /^\.language$|(moment|clock)$|screenId$|copyright$|\.ok$|errorTitle|unselected|\.(year|month|day)$|customer\.era$|\.email(Title)?$|pages\.error$|common\.title$|link\.href$|contactPage\.sections\.0\.heading/;

Deno.test("やさしい日本語 is no copy of the other texts, and is without their honorifics", () => {
  for (const [path, text] of SIMPLE) {
    if (SHARED.test(path)) continue;
    assert.notEqual(text, JAPANESE.get(path), path);
    assert.doesNotMatch(text, /ご[一-龠]|お客様|恐れ入り|いただ|申し/, path);
  }
});

Deno.test("no text is left over", async () => {
  let sources = "";
  for await (const { name, isFile } of Deno.readDir(SCREENS)) {
    if (isFile) sources += await Deno.readTextFile(new URL(name, SCREENS));
  }
  const { language: _, messages, advice, malformed, faults, ...groups } = textsOf("ja");
  for (const [group, texts] of Object.entries(groups)) {
    const keys = typeof texts === "function" ? [group] : Object.keys(texts);
    for (const key of keys) assert.match(sources, new RegExp(`\\.${key}\\b`), `${group}.${key}`);
  }
  for (const id of Object.keys(advice)) assert.ok(id in messages, id);
  assert.ok(Object.keys(malformed).length > 0 && Object.keys(faults).length > 0);
});
