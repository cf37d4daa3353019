import assert from "node:assert/strict";
import { CompactSign, importJWK } from "jose";
import { canonicalJson } from "../../../domain/audit/canonical_json.ts";
import type { LogKey } from "../../../domain/audit/log_key.ts";
import { readStatement, signStatement } from "../../../domain/audit/log_statement.ts";
import { makeLogKey } from "../../support/memory_log.ts";

const KEY = await makeLogKey();
const POINT = { position: 7, hash: "hash" };

Deno.test("canonicalJson() orders members and escapes as RFC 8785 says", () => {
  const value = {
    "\u20ac": "Euro\r",
    "1": 333333333.3333333,
    "\ufb33": '\u0001"\\/',
    a: null,
    A: -0,
  };
  assert.equal(
    canonicalJson(value),
    '{"1":333333333.3333333,"A":0,"a":null,"€":"Euro\\r","\ufb33":"\\u0001\\"\\\\/"}',
  );
});

Deno.test("a statement carries its key and can be read by anyone", async () => {
  const made = await signStatement(KEY, "head", POINT, 42);
  assert.deepEqual(await readStatement("head", made.signed), made);
  assert.deepEqual(await signStatement(KEY, "head", POINT, 42), made, "and is always the same");
  assert.doesNotMatch(atob(made.signed.split(".")[0] ?? ""), /"d"/, "without its private part");
});

Deno.test("a statement of another kind, changed, or without a fitting key is none", async () => {
  const { signed } = await signStatement(KEY, "head", POINT, 42);
  assert.equal(await readStatement("checkpoint", signed), undefined);
  const [header = "", , signature = ""] = signed.split(".");
  const other = await signStatement(KEY, "head", { ...POINT, position: 8 }, 42);
  const payload = other.signed.split(".")[1] ?? "";
  assert.equal(await readStatement("head", `${header}.${payload}.${signature}`), undefined);
  assert.equal(await readStatement("head", "nonsense"), undefined);
  const typ = "kakehashi-log-head+json";
  const right = { position: 7, hash: "", at: 1 };
  assert.ok(await readStatement("head", await sign({ typ, jwk: KEY.publicJwk }, right)));
  assert.equal(await readStatement("head", await sign({ typ }, right)), undefined);
  const zero = { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) };
  assert.equal(await readStatement("head", await sign({ typ, jwk: zero }, right)), undefined);
  const incomplete = await sign({ typ, jwk: KEY.publicJwk }, { ...right, position: "7" });
  assert.equal(await readStatement("head", incomplete), undefined);
});

async function sign(
  header: { readonly typ: string; readonly jwk?: LogKey["publicJwk"] },
  payload: Readonly<Record<string, unknown>>,
): Promise<string> {
  const key = await importJWK({ ...KEY.privateJwk }, "EdDSA");
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "EdDSA", ...header })
    .sign(key);
}
