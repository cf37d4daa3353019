/**
 * Names as Japanese bank transfer data (全銀) write them: half-width katakana without small
 * letters, voiced marks as characters of their own, one kind of dash.
 */
import { toPlainText } from "../typed_text.ts";

/** The longest name that transfer data carry, in half-width characters. */
export const NAME_MAX_CHARACTERS = 48;

const FULL_WIDTH =
  "ヲアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
const HALF_WIDTH = "ｦｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ";
const SMALL_OR_OLD = "ァィゥェォッャュョヮヵヶヰヱ";
const ENLARGED = "アイウエオツヤユヨワカケイエ";

const COMBINING_VOICED = "\u3099";
const COMBINING_SEMI_VOICED = "\u309A";
const MIDDLE_DOT = "\u30FB";

const KANA = new Map<string, string>([
  ...pairs(FULL_WIDTH, HALF_WIDTH),
  ...pairs(SMALL_OR_OLD, [...ENLARGED].map((kana) => HALF_WIDTH.charAt(FULL_WIDTH.indexOf(kana)))),
  [COMBINING_VOICED, "ﾞ"],
  [COMBINING_SEMI_VOICED, "ﾟ"],
  ["「", "｢"],
  ["」", "｣"],
  // Transfer data have no middle dot; the full stop stands for it.
  [MIDDLE_DOT, "."],
]);

/** A kana, voiced or not, and the mark that repeats it: いすゞ, さゝき. */
const REPEATED = /([ァ-ヶ])(\u3099?)ヽ/g;
const PERMITTED = /^[ｦｱ-ﾝﾞﾟ0-9A-Z ()\-.,/｢｣¥]+$/;

/**
 * Reads a name in whatever kana and width it was typed; undefined when something remains that
 * transfer data cannot carry (kanji, for example), or when it is too long after conversion.
 */
export function parseHolderName(text: string): string | undefined {
  const name = toBankKana(text);
  return name.length <= NAME_MAX_CHARACTERS && PERMITTED.test(name) ? name : undefined;
}

/** Converts what can be converted and leaves the rest as it is. */
export function toBankKana(text: string): string {
  // NFKC would take a voiced mark that stands alone apart into a space and a combining mark.
  const marked = text.replaceAll("゛", COMBINING_VOICED).replaceAll("゜", COMBINING_SEMI_VOICED);
  const katakana = toPlainText(marked).replace(/[ぁ-ゖゝゞ]/g, toKatakana);
  const plain = katakana.replaceAll("~", "-").replace(/\s+/gu, " ").trim();
  const letters = plain.normalize("NFD").replace(REPEATED, "$1$2$1");
  return [...letters].map((letter) => KANA.get(letter) ?? letter).join("").toUpperCase();
}

function toKatakana(hiragana: string): string {
  return String.fromCharCode(hiragana.charCodeAt(0) + 0x60);
}

function pairs(from: string, to: Iterable<string>): [string, string][] {
  const targets = [...to];
  return [...from].map((letter, index) => [letter, targets[index] ?? letter]);
}
