import assert from "node:assert/strict";
import { showReadings } from "../../../routes/screens/readings.ts";

function ruby(kanji: string, reading: string): string {
  return `<ruby>${kanji}<rp>（</rp><rt>${reading}</rt><rp>）</rp></ruby>`;
}

Deno.test("a reading in parentheses goes above its kanji", () => {
  assert.equal(
    showReadings("<body><p>電話（でんわ）を 待（ま）つ</p>"),
    `<body><p>${ruby("電話", "でんわ")}を ${ruby("待", "ま")}つ</p>`,
  );
});

Deno.test("what is no text of the page stays as it is", () => {
  const page = [
    "<head><title>電話（でんわ）</title></head><body>",
    '<input value="電話（でんわ）"><option selected="">預金（よきん）</option>',
    '<svg><text x="1">店番（みせばん）</text></svg>',
    "<p>規定（きてい＝きまり）（でんわ）</p>",
  ].join("");
  assert.equal(showReadings(page), page);
});
