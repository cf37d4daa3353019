import assert from "node:assert/strict";
import { keepWhole } from "../../../routes/screens/keep_whole.ts";

function bodyOf(text: string): string {
  return `<head><title>0120-000-000 に</title></head><body>${text}</body>`;
}

Deno.test("a date, a version and a phone number in a sentence are kept whole", () => {
  assert.equal(
    keepWhole(bodyOf("<p>2026年11月5日 0時01分 から（0120-000-000）</p><p>2026-10-01版</p>")),
    bodyOf(
      '<p><span class="whole">2026年11月5日</span> <span class="whole">0時01分</span> から' +
        '（<span class="whole">0120-000-000</span>）</p>' +
        '<p><span class="whole">2026-10-01</span>版</p>',
    ),
  );
});

Deno.test("what stands alone, in an attribute, in an option or in the head is left alone", () => {
  const page = bodyOf(
    '<a href="/x?a=0120-000-000 b">0120-000-000</a><option value="1">1 0120-000-000</option>',
  );
  assert.equal(keepWhole(page), page);
});

Deno.test("a name in a sentence is kept whole, with a place before it where a line may end", () => {
  const names = ["架空", "架空 & 会社（株）"];
  assert.equal(
    keepWhole(bodyOf("<p>お客様は架空 &amp; 会社（株）の</p><p>架空の「架空」</p>"), names),
    bodyOf(
      '<p>お客様は<wbr><span class="name">架空 &amp; 会社（株）</span>の</p>' +
        '<p><span class="name">架空</span>の「<span class="name">架空</span>」</p>',
    ),
  );
  assert.equal(keepWhole(bodyOf("<p>架空</p>"), names), bodyOf("<p>架空</p>"));
});

Deno.test("times of the day and words that are broken wrongly are kept whole", () => {
  assert.equal(
    keepWhole(bodyOf("<p>From 4 May 2026, 10:00 JST: 2:00–6:00</p>")),
    bodyOf(
      '<p>From <span class="whole">4 May 2026, 10:00 JST</span>: ' +
        '<span class="whole">2:00–6:00</span></p>',
    ),
  );
  assert.equal(
    keepWhole(bodyOf("<p>第2・第4日曜日の23:40〜翌0:10。 なお、</p>")),
    bodyOf(
      '<p><span class="whole">第2・第4日曜日</span>の<span class="whole">23:40〜翌0:10</span>。 ' +
        '<span class="whole">なお、</span></p>',
    ),
  );
});

Deno.test("in Japanese without spaces a particle is kept with the bracket before it", () => {
  const text = "<p>「停止。」と（通常）から</p>";
  assert.equal(
    keepWhole(`<html lang="ja">${bodyOf(text)}`),
    '<html lang="ja">' +
      bodyOf(
        '<p>「停止。<span class="whole">」と</span>（通常<span class="whole">）から</span></p>',
      ),
  );
  assert.equal(keepWhole(bodyOf(text)), bodyOf(text));
});
