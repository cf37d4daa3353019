import assert from "node:assert/strict";
import { parseEmailAddress } from "../../../domain/notice/email_address.ts";

const ACCEPTED: readonly [string, string][] = [
  ["hanako@example.jp", "hanako@example.jp"],
  [" Hanako.Data+mail@mail.example.co.jp ", "Hanako.Data+mail@mail.example.co.jp"],
  ["ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"],
  ["hanako@example。co｡jp\u200b", "hanako@example.co.jp"],
  ["hanakoーdata@mail−server.example.jp", "hanako-data@mail-server.example.jp"],
  ["~hanako@example.jp", "~hanako@example.jp"],
  ["　hanako@example.jp\u3000", "hanako@example.jp"],
  ["a..b.@mobile.example", "a..b.@mobile.example"],
  ["x@xn--wgv71a.xn--q9jyb4c", "x@xn--wgv71a.xn--q9jyb4c"],
];
for (const [typed, expected] of ACCEPTED) {
  Deno.test(`parseEmailAddress() reads ${JSON.stringify(typed)}`, () => {
    assert.equal(parseEmailAddress(typed), expected);
  });
}

const REFUSED = [
  "",
  "hanako",
  "hanako@localhost",
  "@example.jp",
  "hanako@",
  "a@b@example.jp",
  "a b@example.jp",
  "a@example.jp,b@example.jp",
  "a@example.jp\r\nBcc: b@example.jp",
  '"a"@example.jp',
  "a@[192.0.2.1]",
  "a@-example.jp",
  "<a@example.jp>",
  "はなこ@example.jp",
];
for (const typed of REFUSED) {
  Deno.test(`parseEmailAddress() refuses ${JSON.stringify(typed)}`, () => {
    assert.equal(parseEmailAddress(typed), undefined);
  });
}

Deno.test("parseEmailAddress() takes 64 characters and refuses 65", () => {
  const address = (length: number) => "a".repeat(length - "@example.jp".length) + "@example.jp";
  assert.equal(parseEmailAddress(address(64))?.length, 64);
  assert.equal(parseEmailAddress(address(65)), undefined);
});
