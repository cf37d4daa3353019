import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type DistinguishedName,
  isSameName,
  parseDistinguishedName,
} from "../../../domain/client/distinguished_name.ts";

const [C, O, OU, CN, DC] = [
  "2.5.4.6",
  "2.5.4.10",
  "2.5.4.11",
  "2.5.4.3",
  "0.9.2342.19200300.100.1.25",
];

/** The examples of RFC 4514, section 4, and what certificates of companies look like. */
const READABLE: readonly [text: string, name: DistinguishedName][] = [
  ["CN=app", [[{ type: CN, text: "app" }]]],
  ["CN=app,O=Example,C=JP", [
    [{ type: C, text: "JP" }],
    [{ type: O, text: "Example" }],
    [{ type: CN, text: "app" }],
  ]],
  ["cn=app", [[{ type: CN, text: "app" }]]],
  ["OU=Sales+CN=J.  Smith,DC=net", [
    [{ type: DC, text: "net" }],
    [{ type: OU, text: "Sales" }, { type: CN, text: "J.  Smith" }],
  ]],
  [String.raw`CN=James \"Jim\" Smith\, III`, [[{ type: CN, text: 'James "Jim" Smith, III' }]]],
  [String.raw`CN=Before\0dAfter`, [[{ type: CN, text: "Before\rAfter" }]]],
  [String.raw`CN=Lu\C4\8Di\C4\87`, [[{ type: CN, text: "Lučić" }]]],
  ["CN=架け橋株式会社", [[{ type: CN, text: "架け橋株式会社" }]]],
  [String.raw`CN=\ app\ `, [[{ type: CN, text: " app " }]]],
  [String.raw`CN=\#1`, [[{ type: CN, text: "#1" }]]],
  ["CN=a=b", [[{ type: CN, text: "a=b" }]]],
  ["2.5.4.3=app", [[{ type: CN, text: "app" }]]],
  ["1.3.6.1.4.1.1466.0=#04024869", [[{ type: "1.3.6.1.4.1.1466.0", der: "04024869" }]]],
  ["O=", [[{ type: O, text: "" }]]],
];

for (const [text, name] of READABLE) {
  Deno.test(`parseDistinguishedName() reads ${text}`, () => {
    assert.deepEqual(parseDistinguishedName(text), name);
  });
}

const UNREADABLE: readonly string[] = [
  "",
  "app",
  "CN",
  "CN=app,",
  ",CN=app",
  "CN=app, O=Example",
  "CN = app",
  "CN=app;O=Example",
  "/C=JP/O=Example/CN=app",
  "XYZ=app",
  "CN=#0",
  "CN=#xyz",
  'CN="app"',
  "CN= app",
  "CN=app ",
  String.raw`CN=a\z`,
  String.raw`CN=a\FF`,
  "CN=a\0b",
  "3.1=a",
  "2.05=a",
];

for (const text of UNREADABLE) {
  Deno.test(`parseDistinguishedName() refuses ${JSON.stringify(text)}`, () => {
    assert.equal(parseDistinguishedName(text), undefined);
  });
}

/** Whether two texts name the same. */
function isSame(one: string, other: string): boolean {
  const names = [one, other].map(parseDistinguishedName);
  assert(names[0] && names[1]);
  return isSameName(names[0], names[1]);
}

Deno.test("isSameName() looks at the parts, not at how they are written", () => {
  assert(isSame("CN=app,O=Example", "cn=app,2.5.4.10=Example"));
  assert(isSame("CN=a+OU=b,C=JP", "OU=b+CN=a,C=JP"));
  assert(isSame(String.raw`CN=a\2Cb`, String.raw`CN=a\,b`));
});

const DIFFERENT: readonly [string, string][] = [
  ["CN=app,O=Example", "O=Example,CN=app"],
  ["CN=app", "CN=app,O=Example"],
  ["CN=app,O=Example", "CN=app"],
  ["CN=app", "CN=App"],
  ["CN=app", "OU=app"],
  ["CN=a+OU=b", "CN=a,OU=b"],
  ["CN=a+CN=a", "CN=a+CN=b"],
  [String.raw`CN=a\,O=b`, "CN=a,O=b"],
  ["CN=a", String.raw`CN=a\ `],
  ["CN=Hi", "CN=#0c024869"],
];

for (const [one, other] of DIFFERENT) {
  Deno.test(`isSameName() tells ${one} from ${other}`, () => {
    assert(!isSame(one, other));
    assert(!isSame(other, one));
  });
}

Deno.test("isSameName() compares a value in hex with the value's DER", () => {
  const inCertificate: DistinguishedName = [[{ type: CN, text: "Hi", der: "0c024869" }]];
  const written = (text: string) => parseDistinguishedName(text) ?? [];
  assert(isSameName(written("CN=#0C024869"), inCertificate));
  assert(isSameName(inCertificate, written("CN=Hi")));
  assert(!isSameName(written("CN=#13024869"), inCertificate));
});

Deno.test("a value with every character escaped is read as what it was", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (value) => {
    const escaped = [...new TextEncoder().encode(value)]
      .map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
    assert.deepEqual(parseDistinguishedName(`CN=${escaped}`), [[{ type: CN, text: value }]]);
  }));
});
