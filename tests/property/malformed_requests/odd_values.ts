/** Values that break parsers, comparisons, keys of stores, or memory. */
import fc from "fast-check";

const TEXTS = [
  "",
  " ",
  "\0",
  "a\0b",
  "\r\nX-Injected: 1",
  "\ud800",
  "\udfff\ud800",
  "\ufeff",
  "\u202e\u2066",
  "\u007f\u0080\u009f",
  "%00%ff%",
  "%C0%AF",
  "+%20+",
  "﷽",
  "٣٤٥",
  "１２３",
  "ﾃﾞ-ﾀ",
  "🏦",
  "0",
  "-1",
  "1e309",
  "9007199254740993",
  "0x10",
  "NaN",
  "Infinity",
  "null",
  "undefined",
  "true",
  "__proto__",
  "constructor",
  "{}",
  "[]",
  '"',
  "\\",
  '\\"',
  "'; DROP TABLE record; --",
  ":*?[]",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "${7*7}",
  ",",
  ";",
  "=",
  "&",
  "https://attacker.example/",
  "none",
  "plain",
];

/** Any code units, also halves of pairs. */
function anyText(max: number): fc.Arbitrary<string> {
  const units = fc.array(fc.nat(max), { minLength: 1, maxLength: 12 });
  return units.map((chosen) => String.fromCharCode(...chosen));
}

/** A text that no app means to send. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 4, arbitrary: anyText(0xffff) },
  { weight: 4, arbitrary: anyText(0x7f) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom("a", "é", "%", "0", "\u3000"), fc.nat(9000)).map(
      ([unit, times]) => unit.repeat(times),
    ),
  },
);

/** A value that JSON can carry where another is meant. */
export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e308,
    9_007_199_254_740_993,
    [],
    {},
    [null],
    ["https://gateway.example"],
    { "__proto__": null, "toString": 1 },
    { kty: "oct", k: "AAAA" },
    { kty: "OKP", crv: "Ed25519", x: "AA" },
    { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) },
    { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) },
    { kty: "RSA", e: "AQAB", n: `_${"A".repeat(341)}` },
  ),
  oddText,
);

/** Texts in the place of a JSON object. */
export const oddJsonText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    "null",
    "1",
    '"text"',
    "[]",
    "[{}]",
    "{",
    "{}",
    '{"a":1}}',
    '{"a":',
    '{"__proto__":{"iss":"x"}}',
    "\ufeff{}",
    "{'a':1}",
    "[".repeat(4000),
    `${'{"a":'.repeat(900)}1${"}".repeat(900)}`,
  ),
  oddText,
);
