import assert from "node:assert/strict";
import { equalInConstantTime } from "../../../routes/http/constant_time.ts";

const CASES: readonly [string, string, boolean][] = [
  ["abc", "abc", true],
  ["abd", "abc", false],
  ["ab", "abc", false],
  ["abcabc", "abc", false],
  ["", "abc", false],
  ["", "", true],
];
for (const [received, expected, isEqual] of CASES) {
  Deno.test(`equalInConstantTime(${received}, ${expected}) is ${isEqual}`, () => {
    assert.equal(equalInConstantTime(received, expected), isEqual);
  });
}
