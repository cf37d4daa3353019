import assert from "node:assert/strict";
import fc from "fast-check";
import { isSameTarget } from "../../../domain/proof/target_uri.ts";

const TARGET = "https://gateway.example/accounts/abc";

const CASES: readonly (readonly [string, boolean])[] = [
  [TARGET, true],
  ["HTTPS://Gateway.EXAMPLE/accounts/abc", true],
  ["https://gateway.example:443/accounts/abc", true],
  [`${TARGET}?limit=1`, true],
  [`${TARGET}#part`, true],
  ["https://gateway.example/accounts/./abc", true],
  ["https://gateway.example/accounts/ABC", false],
  ["https://gateway.example/accounts/abc/", false],
  ["https://gateway.example/accounts%2Fabc", false],
  ["https://gateway.example:8443/accounts/abc", false],
  ["http://gateway.example/accounts/abc", false],
  ["https://gateway.example.evil/accounts/abc", false],
  ["https://user@gateway.example/accounts/abc", false],
  ["https://:pw@gateway.example/accounts/abc", false],
  ["https:\\\\gateway.example\\accounts\\abc", false],
  ["https://gateway.example/acc\tounts/abc", false],
  [" https://gateway.example/accounts/abc", false],
  ["/accounts/abc", false],
  ["", false],
];

for (const [htu, isSame] of CASES) {
  Deno.test(`isSameTarget() says ${isSame} to ${JSON.stringify(htu)}`, () => {
    assert.equal(isSameTarget(htu, TARGET), isSame);
  });
}

Deno.test("isSameTarget() never accepts a URL of another host, and never throws", () => {
  fc.assert(fc.property(fc.webUrl(), (url) => {
    assert.equal(isSameTarget(url, TARGET), URL.parse(url)?.href.startsWith(TARGET) === true);
  }));
  fc.assert(fc.property(fc.string(), (text) => {
    assert.equal(isSameTarget(text, TARGET), false);
  }));
});
