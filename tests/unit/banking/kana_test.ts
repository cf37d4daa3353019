import assert from "node:assert/strict";
import { parseHolderName, toBankKana } from "../../../domain/banking/kana.ts";

const CONVERSIONS: readonly [string, string, string][] = [
  ["half-width katakana stays as it is", "ﾃﾞ-ﾀ ﾊﾅｺ", "ﾃﾞ-ﾀ ﾊﾅｺ"],
  ["full-width katakana", "シンクミ　タロウ", "ｼﾝｸﾐ ﾀﾛｳ"],
  ["hiragana", "うるう　つづきこ", "ｳﾙｳ ﾂﾂﾞｷｺ"],
  ["small kana are enlarged", "ショウガイ　リョッピャァィゥェォヮヵヶ", "ｼﾖｳｶﾞｲ ﾘﾖﾂﾋﾟﾔｱｲｳｴｵﾜｶｹ"],
  ["half-width small kana are enlarged", "ｼｮｳ ｯｬｭｮｧｨｩｪｫ", "ｼﾖｳ ﾂﾔﾕﾖｱｲｳｴｵ"],
  ["small hiragana are enlarged", "しょう っゃゅょぁぃぅぇぉゎゕゖ", "ｼﾖｳ ﾂﾔﾕﾖｱｲｳｴｵﾜｶｹ"],
  ["voiced marks become characters of their own", "ガパヴヷ", "ｶﾞﾊﾟｳﾞﾜﾞ"],
  ["combining voiced marks", "か\u3099は\u309A", "ｶﾞﾊﾟ"],
  ["voiced marks that stand alone", "カ゛ハ゜ｶﾞﾊﾟ", "ｶﾞﾊﾟｶﾞﾊﾟ"],
  ["the long vowel becomes a dash", "データ", "ﾃﾞ-ﾀ"],
  ["the half-width long vowel becomes a dash", "ﾃﾞｰﾀ", "ﾃﾞ-ﾀ"],
  ["every dash becomes one kind", "ア‐ア‑ア‒ア–ア—ア―ア−ア－ア─ア﹣ア-", "ｱ-ｱ-ｱ-ｱ-ｱ-ｱ-ｱ-ｱ-ｱ-ｱ-ｱ-"],
  ["spaces of every kind are one", "  ア\u3000 \u00A0\tイ ", "ｱ ｲ"],
  ["old kana", "ヰヱゐゑヲを", "ｲｴｲｴｦｦ"],
  ["letters and digits", "Ａｂｃ１２ (カ)", "ABC12 (ｶ)"],
  ["a middle dot", "ジョン・スミス ｽﾐｽ･ｼﾞｮﾝ", "ｼﾞﾖﾝ.ｽﾐｽ ｽﾐｽ.ｼﾞﾖﾝ"],
  ["squared kana", "㌔ヿ", "ｷﾛｺﾄ"],
  ["corner brackets", "「ア」｢ｲ｣", "｢ｱ｣｢ｲ｣"],
  ["wave dashes", "さ〜や　サ～ヤ", "ｻ-ﾔ ｻ-ﾔ"],
  ["what cannot be seen", "\uFEFFハナ\u200Bコ\u200E\uFE0E", "ﾊﾅｺ"],
  ["marks that repeat", "いすゞ　さゝき　バヽ タヾシ", "ｲｽｽﾞ ｻｻｷ ﾊﾞﾊ ﾀﾀﾞｼ"],
  ["a yen sign", "￥", "¥"],
];

for (const [what, typed, expected] of CONVERSIONS) {
  Deno.test(`toBankKana() converts: ${what}`, () => {
    assert.equal(toBankKana(typed), expected);
    assert.equal(parseHolderName(typed), expected);
  });
}

for (
  const typed of ["", "　", "山田", "ア山", "ア!", "ゝ", "\u200B", "ｱ*", "カ々", "é", "😀", "ア\\"]
) {
  Deno.test(`parseHolderName() refuses ${JSON.stringify(typed)}`, () => {
    assert.equal(parseHolderName(typed), undefined);
  });
}

Deno.test("parseHolderName() counts 48 characters after the conversion", () => {
  assert.equal(parseHolderName("ガ".repeat(24))?.length, 48);
  assert.equal(parseHolderName("ガ".repeat(24) + "ア"), undefined);
  assert.equal(parseHolderName("ア".repeat(48))?.length, 48);
  assert.equal(parseHolderName("ア".repeat(49)), undefined);
});
