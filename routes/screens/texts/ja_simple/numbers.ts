/** Numbers before words whose reading depends on them. */
import { type EpochMillis, toJst } from "../../../../domain/time.ts";

/** Minutes that last, or of a clock: `5分（ふん）`, `10分（ぷん）`. */
export function minutes(count: number | string): string {
  const isFun = /[2579]$/.test(String(count)) || Number(count) === 0;
  return `${count}分（${isFun ? "ふん" : "ぷん"}）`;
}

/** Days that last: `30日（にち）`, `20日（はつか）`. */
export function days(count: number): string {
  return `${count}日（${DAYS.get(count) ?? "にち"}）`;
}

/** A moment on the clock of Japan: `2026年（ねん） 4月（がつ） 20日（はつか） 10時（じ）05分（ふん）`. */
export function moment(at: EpochMillis): string {
  const { year, month, day } = toJst(at);
  const date = `${year}年（ねん） ${month}月（がつ） ${day === 1 ? "1日（ついたち）" : days(day)}`;
  return `${date} ${clock(at)}`;
}

/** The same without the day. */
export function clock(at: EpochMillis): string {
  const { hour, minute } = toJst(at);
  return `${hour}時（じ）${minutes(String(minute).padStart(2, "0"))}`;
}

/** Eras with their reading, and the first year of one as a number: `昭和（しょうわ）1〜64`. */
export function eras(text: string): string {
  const read = (era: string) => ERAS.has(era) ? `${era}（${ERAS.get(era)}）` : era;
  return text.replaceAll("元", "1").replace(/\p{sc=Han}{2}/gu, read).replaceAll("年", "年（ねん）");
}

/** Those whose reading is the number's too. */
const DAYS: ReadonlyMap<number, string> = new Map([
  [2, "ふつか"],
  [3, "みっか"],
  [4, "よっか"],
  [5, "いつか"],
  [6, "むいか"],
  [7, "なのか"],
  [8, "ようか"],
  [9, "ここのか"],
  [10, "とおか"],
  [14, "じゅうよっか"],
  [20, "はつか"],
  [24, "にじゅうよっか"],
]);

const ERAS: ReadonlyMap<string, string> = new Map([
  ["明治", "めいじ"],
  ["大正", "たいしょう"],
  ["昭和", "しょうわ"],
  ["平成", "へいせい"],
  ["令和", "れいわ"],
]);
