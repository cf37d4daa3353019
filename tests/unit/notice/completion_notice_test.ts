import assert from "node:assert/strict";
import { completionNotice } from "../../../domain/notice/completion_notice.ts";
import { makeGrant } from "../../contract/repository_fixture.ts";

const SENDER = {
  name: "かけはし信用組合",
  phone: "0120-000-111",
  phoneHours: "平日 9時から17時",
};
const APP = { name: "ためし家計簿", operatorName: "ためし株式会社" };

function noticeOf(app: Partial<typeof APP> = {}, sender = SENDER) {
  const { text, html = "", subject } = completionNotice(
    sender,
    { ...APP, ...app },
    makeGrant("g1", { expiresAt: Date.parse("2026-07-14T10:05:00+09:00") }),
    "hanako@mail.example",
  );
  return { text, html, subject };
}

/** What a reader of the HTML sees, one line per line. */
function visibleTextOf(html: string): string {
  const body = html.slice(html.indexOf("<body"));
  return body.replaceAll(/<[^>]*>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}

/** Texts of which mail clients are known to make links. */
const LINK =
  /[a-z]+:\/\/|www\.\S|mailto:\S|tel:\S|[\p{L}\p{N}-]+[.．。｡][\p{L}\p{N}]{2,}|[^\s@＠]+[@＠][^\s]+/iu;

Deno.test("the completion mail tells app, masked account, period and whom to call, in both forms", () => {
  const { text, html } = noticeOf();
  const parts = [
    "ためし家計簿",
    "ためし株式会社",
    "普通預金 115-****026",
    "2026年4月15日 10時00分",
    "2026年7月14日 10時05分まで",
    "お心当たりのない",
    "かけはし信用組合 お問合せ窓口",
    "電話 0120-000-111",
    "受付 平日 9時から17時",
    "暗証番号等をお尋ねすることは決してありません",
  ];
  for (const part of parts) {
    assert.ok(text.includes(part), `text: ${part}`);
    assert.ok(html.includes(part), `HTML: ${part}`);
  }
  assert.ok(!(text + html).includes("1100026"));
});

Deno.test("text and HTML of the completion mail say the same", () => {
  const { text, html, subject } = noticeOf();
  const condense = (words: string) => words.replaceAll(/[\s■◆]/g, "");
  assert.equal(condense(visibleTextOf(html)), condense(subject + text));
});

Deno.test("the completion mail has no link, picture, script, style sheet or address of the web", () => {
  const { text, html } = noticeOf();
  assert.doesNotMatch(html, /<(a|img|script|style|link|iframe|form|object|svg|base)\b/i);
  assert.doesNotMatch(html, /\b(href|src|srcset|action|background|on\w+)\s*=|url\(|@import/i);
  assert.doesNotMatch(html, /http-equiv/i);
  for (const form of [text, html]) assert.doesNotMatch(form, /https?:/i);
  assert.doesNotMatch(text, LINK);
  assert.doesNotMatch(visibleTextOf(html), LINK);
});

const HOSTILE_NAMES = [
  "evil.example",
  "www.evil.example/login",
  "https://evil.example/?a=b",
  "HTTP://evil",
  "help@evil.example",
  "help＠evil．example",
  "悪い。example",
  "mailto:eve@evil.example",
  "tel:09099990000",
  "evil\u2060.\u200bexample",
];

for (const name of HOSTILE_NAMES) {
  Deno.test(`an app named ${JSON.stringify(name)} puts no link in the completion mail`, () => {
    for (const app of [{ name }, { operatorName: name }]) {
      const { text, html } = noticeOf(app);
      assert.doesNotMatch(text, LINK);
      assert.doesNotMatch(visibleTextOf(html), LINK);
      assert.doesNotMatch(html, /https?:\/\//i);
    }
  });
}

Deno.test("an app's name is text in the HTML, whatever is in it", () => {
  const { html } = noticeOf({ name: `<img src=x onerror="alert(1)"><!-- ' & &lt;` });
  assert.ok(html.includes(
    "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&lt;!-- &#39; &amp; &amp;lt;",
  ));
  assert.doesNotMatch(html, /<img|<!--/);
});

Deno.test("an app's name adds no line to the mail and turns no writing around", () => {
  const lines = noticeOf().text.split("\n").length;
  const { text, html } = noticeOf({ name: "家計簿\r\n\u2028■電話\u202e 0120\u0000" });
  assert.equal(text.split("\n").length, lines);
  assert.match(text, /^　家計簿 ■電話 0120$/m);
  assert.doesNotMatch(text + html, /[^\P{C}\n]|[\u2028\u2029]/u);
});

Deno.test("an ordinary name stands in the mail as it is", () => {
  for (const name of ["まとめて家計簿（サンプル）", "Kakeibo & Co", "家計簿 for シニア・プラス!"]) {
    assert.ok(noticeOf({ name }).text.includes(`　${name}\n`), name);
  }
});

Deno.test("no line of the text is wider than a phone, however long the names are", () => {
  const columns = (line: string) =>
    [...line].reduce((sum, sign) => sum + (/[ -~]/.test(sign) ? 1 : 2), 0);
  const names = ["長い名前の".repeat(40), "a".repeat(300), "、".repeat(90), "word ".repeat(60)];
  for (const name of names) {
    const app = { name, operatorName: name };
    const { text } = noticeOf(app, { ...SENDER, name: "かけはし".repeat(25) });
    for (const line of text.split("\n")) assert.ok(columns(line) <= 70, line);
    const condense = (words: string) => words.replaceAll(/\s/g, "");
    assert.ok(condense(text).includes(condense(name)), "nothing of it is lost");
    assert.doesNotMatch(noticeOf({ name: "長い、".repeat(40) }).text, /^　?[、。）」]/m);
  }
});

Deno.test("the HTML names its language and charset, and fixes no colour of text or ground", () => {
  const { html } = noticeOf();
  assert.match(html, /^<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8">/);
  assert.match(html, /<meta name="color-scheme" content="light dark">/);
  assert.doesNotMatch(html, /[";](color|background(-color)?):/);
  assert.ok(new TextEncoder().encode(html).length < 8192);
});
