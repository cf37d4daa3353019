import assert from "node:assert/strict";
import { days, eras, minutes, moment } from "../../../routes/screens/texts/ja_simple/numbers.ts";

Deno.test("minutes are read as their number wants it", () => {
  const fun = [0, 2, 5, 7, 9, 12, 35];
  const pun = [1, 3, 4, 6, 8, 10, 11, 40];
  for (const count of fun) assert.equal(minutes(count), `${count}分（ふん）`);
  for (const count of pun) assert.equal(minutes(count), `${count}分（ぷん）`);
});

Deno.test("days are read as their number wants it", () => {
  assert.deepEqual([1, 2, 10, 14, 20, 24, 30, 90].map(days), [
    "1日（にち）",
    "2日（ふつか）",
    "10日（とおか）",
    "14日（じゅうよっか）",
    "20日（はつか）",
    "24日（にじゅうよっか）",
    "30日（にち）",
    "90日（にち）",
  ]);
});

Deno.test("a moment is that of Japan, with its readings", () => {
  assert.equal(
    moment(Date.UTC(2026, 3, 30, 15, 1)),
    "2026年（ねん） 5月（がつ） 1日（ついたち） 0時（じ）01分（ぷん）",
  );
  assert.equal(
    moment(Date.UTC(2026, 3, 20, 1, 0)),
    "2026年（ねん） 4月（がつ） 20日（はつか） 10時（じ）00分（ふん）",
  );
});

Deno.test("eras have readings and a first year", () => {
  assert.equal(
    eras("昭和64年・平成元年"),
    "昭和（しょうわ）64年（ねん）・平成（へいせい）1年（ねん）",
  );
  assert.equal(eras("令和元〜8年"), "令和（れいわ）1〜8年（ねん）");
});
