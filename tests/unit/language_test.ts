import assert from "node:assert/strict";
import { lookUpLanguage, parseLanguage } from "../../domain/language.ts";

const WANTED: readonly (readonly [string, string | undefined])[] = [
  ["en", "en"],
  ["EN-GB", "en"],
  ["ja-JP", "ja"],
  ["ja-simple", "ja-simple"],
  ["ja-Simple-x-kids", "ja-simple"],
  ["fr de-CH en ja", "en"],
  ["fr", undefined],
  ["", undefined],
  ["e n", undefined],
  ["english", undefined],
  ["ja\u0000", undefined],
  [`${"fr ".repeat(20)}en`, undefined],
];
for (const [wanted, found] of WANTED) {
  Deno.test(`of ui_locales ${JSON.stringify(wanted.slice(0, 20))} ${found ?? "none"} is found`, () => {
    assert.equal(lookUpLanguage(wanted), found);
  });
}

Deno.test("a language is known by its exact tag only", () => {
  assert.equal(parseLanguage("en"), "en");
  for (const tag of ["EN", "en-GB", "", undefined, "__proto__"]) {
    assert.equal(parseLanguage(tag), undefined);
  }
});
