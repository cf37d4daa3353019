import assert from "node:assert/strict";
import plugin from "../../../tools/lint/plugin.ts";

/** The rules that speak up about `source`; the one on docstrings only where it is the matter. */
function lint(path: string, source: string): string[] {
  const found = Deno.lint.runPlugin(plugin, path, source)
    .map(({ id }) => id.replace("kakehashi/", ""))
    .filter((id) => id !== "documented-exports" || path === "domain/documented.ts");
  return [...new Set(found)];
}

function refuses(rule: string, path: string, sources: string[]): void {
  for (const source of sources) assert.deepEqual(lint(path, source), [rule], `${path}: ${source}`);
}

function allows(path: string, sources: string[]): void {
  for (const source of sources) assert.deepEqual(lint(path, source), [], `${path}: ${source}`);
}

Deno.test("layering: domain imports domain and jose only", () => {
  allows("domain/token/a.ts", [
    `import { b } from "../grant/b.ts";`,
    `import { SignJWT } from "jose";`,
    `export * from "./b.ts";`,
  ]);
  refuses("layering", "domain/token/a.ts", [
    `import { b } from "../../adapters/b.ts";`,
    `import type { B } from "../../routes/b.ts";`,
    `export { b } from "../../config.ts";`,
    `export * from "../../sandbox/b.ts";`,
    `const b = await import("../../adapters/b.ts");`,
    `let b: import("../../adapters/b.ts").B;`,
    `import { Hono } from "hono";`,
    `import { readFileSync } from "node:fs";`,
    `import { x } from "jose-like";`,
  ]);
});

Deno.test("layering: the configuration knows the style sheet, and nothing else of the gateway", () => {
  allows("config/a.ts", [`import style from "../static/app.css" with { type: "text" };`]);
  refuses("layering", "config/a.ts", [
    `import { b } from "../domain/b.ts";`,
    `import { b } from "../routes/b.ts";`,
  ]);
});

Deno.test("layering: adapters and routes know domain and not each other", () => {
  allows("adapters/redis/a.ts", [
    `import { b } from "../../domain/b.ts";`,
    `import { Redis } from "@upstash/redis";`,
  ]);
  refuses("layering", "adapters/redis/a.ts", [
    `import { b } from "../../routes/b.ts";`,
    `import { b } from "../../config.ts";`,
    `import { b } from "../../sandbox/b.ts";`,
  ]);
  allows("routes/oauth/a.tsx", [
    `import { b } from "../../domain/b.ts";`,
    `import { Hono } from "hono";`,
    `import { getCookie } from "hono/cookie";`,
    `import { z } from "zod";`,
  ]);
  refuses("layering", "routes/oauth/a.tsx", [
    `import { b } from "../../adapters/b.ts";`,
    `import { Redis } from "@upstash/redis";`,
  ]);
});

Deno.test("layering: the sandbox knows nothing of the gateway's code", () => {
  allows("sandbox/bank/a.ts", [
    `import { b } from "../phone/b.ts";`,
    `import { Hono } from "hono";`,
  ]);
  refuses("layering", "sandbox/bank/a.ts", [
    `import type { B } from "../../domain/b.ts";`,
    `import { b } from "../../adapters/b.ts";`,
  ]);
});

Deno.test("layering: only the composition imports everything, and nothing imports tests", () => {
  for (const path of ["main.ts", "composition/gateway.ts"]) {
    const up = path === "main.ts" ? "./" : "../";
    allows(
      path,
      ["sandbox/a.ts", "adapters/a.ts", "routes/a.tsx"].map((to) => `import "${up}${to}";`),
    );
    refuses("layering", path, [`import "${up}tests/support/clock.ts";`]);
  }
  refuses("layering", "tools/operator/main.ts", [
    `import "../../tests/support/clock.ts";`,
    `import "../../sandbox/bank.ts";`,
  ]);
  allows("tests/unit/a_test.ts", [`import "../../sandbox/bank.ts";`, `import "../support/a.ts";`]);
});

Deno.test("purity: domain has no clock, randomness, network, timers or output", () => {
  refuses("purity", "domain/a.ts", [
    "const now = Date.now();",
    `const now = Date["now"]();`,
    "const read = Date.now;",
    "const now = new Date();",
    "const now = Date();",
    "const now = Temporal.Now.instant();",
    "const dice = Math.random();",
    "const { random } = Math;",
    "crypto.getRandomValues(bytes);",
    "const id = crypto.randomUUID();",
    "const { subtle } = crypto;",
    "await crypto.subtle.generateKey(algorithm, false, usages);",
    "await fetch(url);",
    "const send = fetch;",
    "const send = globalThis.fetch;",
    "setTimeout(run, 1);",
    "console.log(1);",
    "performance.now();",
    "await Deno.readTextFile(path);",
    "const all = { fetch };",
  ]);
  allows("domain/a.ts", [
    "const then = new Date(now);",
    "const then = Temporal.Instant.fromEpochMilliseconds(now);",
    `await crypto.subtle.digest("SHA-256", bytes);`,
    "const high = Math.max(1, 2);",
    "await port.fetch(id);",
    "interface Port { fetch(id: string): void }",
    "const port = { fetch: 1 };",
  ]);
  allows("adapters/a.ts", ["const now = Date.now();", "await fetch(url);"]);
});

Deno.test("environment: only config.ts, tools and tests read it", () => {
  const reads = [`Deno.env.get("A");`, "const all = process.env;", "const { env } = Deno;"];
  for (const path of ["main.ts", "config/parsers.ts", "adapters/a.ts", "sandbox/a.ts"]) {
    refuses("environment", path, [...reads, `import { env } from "node:process";`]);
  }
  for (const path of ["config.ts", "tools/a.ts", "tests/a.ts"]) allows(path, reads);
  allows("adapters/a.ts", ["const a = context.env;", "const { pid } = Deno;"]);
});

Deno.test("function-length: 50 lines pass and 51 do not, of every kind of function", () => {
  const body = (lines: number) => "{\n" + "  f('普通');\n".repeat(lines - 2) + "}";
  for (const head of ["function a() ", "const a = () => ", "const a = function () "]) {
    allows("main.ts", [head + body(50)]);
    refuses("function-length", "main.ts", [head + body(51)]);
  }
  refuses("function-length", "main.ts", [`class A {\n  a() ${body(51)}\n}`]);
});

Deno.test("file-length: 300 lines pass and 301 do not", () => {
  allows("main.ts", ["f();\n".repeat(300)]);
  refuses("file-length", "main.ts", ["f();\n".repeat(301)]);
});

Deno.test("no-double-assertion: a value is parsed, not asserted twice", () => {
  refuses("no-double-assertion", "main.ts", ["const a = b as unknown as C;"]);
  allows("main.ts", ["const a = b as C;", "const a = [1] as const;"]);
});

Deno.test("every-test-runs: no test is skipped or alone", () => {
  refuses("every-test-runs", "tests/a_test.ts", [
    `Deno.test.only("a", run);`,
    `Deno.test.ignore("a", run);`,
    `it.skip("a", run);`,
    `Deno.test({ name: "a", fn: run, ignore: true });`,
    `Deno.test("a", { only: true }, run);`,
  ]);
  allows("tests/a_test.ts", [`Deno.test("a", run);`, `parse({ ignore: true });`]);
});

Deno.test("documented-exports: what is exported has a docstring", () => {
  refuses("documented-exports", "domain/documented.ts", [
    "export const a = 1;",
    "export function a() {}",
    "// no docstring\nexport class A {}",
    "export interface A {}",
    "export type A = 1;",
    "export default {};",
  ]);
  allows("domain/documented.ts", [
    "/** Meaning. */\nexport const a = 1;",
    "/** Meaning. */\nexport type A = 1;\nexport const A = 1;",
    "const a = 1;",
    `export { b } from "./b.ts";`,
  ]);
});
