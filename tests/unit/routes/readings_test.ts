import assert from "node:assert/strict";
import { showReadings } from "../../../routes/screens/readings.ts";

function ruby(kanji: string, reading: string): string {
  return `<ruby>${kanji}<rp>（</rp><rt>${reading}</rt><rp>）</rp></ruby>`;
}

function phrase(...parts: readonly string[]): string {
  return `<span class="phrase">${parts.join("")}</span>`;
}

Deno.test("a reading in parentheses goes above its kanji", () => {
  assert.equal(
    showReadings("<body><p>電話（でんわ）を 待（ま）つ</p>"),
    `<body><p>${phrase(ruby("電話", "でんわ"), "を")} ${phrase(ruby("待", "ま"), "つ")}</p>`,
  );
});

Deno.test("phrases stay in one line, with their marks, unless they are long", () => {
  const tel = ruby("電話", "でんわ");
  for (
    const [text, shown] of [
      ["「電話（でんわ）。」電話（でんわ）", phrase("「", tel, "。」") + phrase(tel)],
      ["「電話（でんわ）。」と でんわ", `${phrase("「", tel, "。」と")} でんわ`],
      ["でんわ 電話（でんわ）、", `でんわ ${phrase(tel, "、")}`],
      ["「186」をつけて (きまり)の", `${phrase("「186」をつけて")} ${phrase("(きまり)の")}`],
      ["電話（でんわ）をかけてくださいませんでしたか", `${tel}をかけてくださいませんでしたか`],
    ] as const
  ) {
    assert.equal(showReadings(`<body><p>${text}</p>`), `<body><p>${shown}</p>`);
  }
});

Deno.test("a day may be read together with its number", () => {
  assert.equal(
    showReadings("<body><p>20日（はつか） 21日（にち） 21分（ぷん）</p>"),
    `<body><p>${phrase(ruby("20日", "はつか"))} ${phrase("21", ruby("日", "にち"))} ${
      phrase("21", ruby("分", "ぷん"))
    }</p>`,
  );
});

Deno.test("the title, which shows no readings, is without them", () => {
  assert.equal(
    showReadings("<head><title>電話（でんわ）で</title></head><body>"),
    "<head><title>電話で</title></head><body>",
  );
});

Deno.test("what is no text of the page stays as it is", () => {
  const page = [
    "<head></head><body>",
    '<input value="電話（でんわ）"><option selected="">預金（よきん）</option>',
    '<svg><text x="1">店番（みせばん）</text></svg>',
    "<p>規定（きてい＝きまり）（でんわ）</p>",
  ].join("");
  assert.equal(showReadings(page), page);
});
