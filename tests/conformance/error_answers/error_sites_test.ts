import assert from "node:assert/strict";
import { findErrorSites } from "./error_sites.ts";

/** The code and description of each place, with … for what the source does not tell. */
function read(source: string, path = "domain/a.ts"): string[] {
  return findErrorSites(path, source).map(({ code, description, isOpaque }) =>
    isOpaque ? "opaque" : `${code && unescape(code)}: ${unescape(description)}`
  );
}

function unescape({ source }: RegExp): string {
  const plain = source.replaceAll(
    /\\x([0-9a-f]{2})/g,
    (_, hex) => String.fromCharCode(parseInt(hex, 16)),
  );
  return plain.replaceAll(".+", "…").replaceAll(/^\^|\$$|\\/g, "");
}

const FOUND: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  "an error with its code and description": [
    `throw new OAuthError("a", "is missing", reason);`,
    ["a: is missing"],
  ],
  "a template, by its constant parts": ["new OAuthError(`a`, `at most ${max} of ${all}`);", [
    "a: at most … of …",
  ]],
  "texts that are put together": [`new OAuthError("a", "one " + "two");`, ["a: one two"]],
  "both branches of a condition": [`new OAuthError("a", is ? "one" : "two");`, [
    "a: one",
    "a: two",
  ]],
  "a constant": [`const said = "one"; new ResourceProblem("a", said);`, ["a: one"]],
  "a class of its own": [
    `class B extends OAuthError { constructor() { super("a", "one"); } }`,
    ["a: one"],
  ],
  "the outcome of an authorization": [`const o = { error: "a", description: "one" };`, ["a: one"]],
  "an answer as it is on the wire": [`send({ error: "a", error_description: "one" });`, ["a: one"]],
  "faults that become part of a description": [
    `function findFault() { if (x) return "one"; return { fault: "two" }; }`,
    ["undefined: one", "undefined: two"],
  ],
};

for (const [what, [source, expected]] of Object.entries(FOUND)) {
  Deno.test(`findErrorSites() finds ${what}`, () => assert.deepEqual(read(source), expected));
}

Deno.test("findErrorSites() follows a description to the calls of the function that makes the error", () => {
  const source = `function f(why, said = "none") { return new OAuthError("a", said, why); }
    f("x"); f("y", "one"); f("z", two);`;
  assert.deepEqual(read(source), ["a: none", "a: one", "opaque"]);
});

Deno.test("findErrorSites() says when it can read nothing of a description", () => {
  assert.deepEqual(read(`new OAuthError("a", said());`), ["opaque"]);
  assert.deepEqual(read(`Response.json({ error: "a" });`, "routes/oauth/a.ts"), ["opaque"]);
});

Deno.test("findErrorSites() leaves errors alone that nobody outside is told of", () => {
  assert.deepEqual(read(`throw new Error("a bug"); new UnavailableError("redis");`), []);
});
