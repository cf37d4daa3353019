import assert from "node:assert/strict";
import { type Answer, type Kind, saysTryAgain, saysUsed } from "../../soak/answers.ts";

const JSON_TYPE = { "content-type": "application/json", "cache-control": "no-store" };
const BUSY = JSON.stringify({ error: "temporarily_unavailable" });

function answer(status: number, headers: Record<string, string>, text: string): Answer {
  return { status, headers: new Headers(headers), text };
}

Deno.test("saysTryAgain() wants status, Retry-After, no-store and the word of the endpoint", () => {
  const right = { ...JSON_TYPE, "retry-after": "5" };
  assert.ok(saysTryAgain("token", answer(503, right, BUSY)));
  assert.ok(saysTryAgain("par", answer(429, right, BUSY)));
  assert.ok(!saysTryAgain("token", answer(500, right, BUSY)));
  assert.ok(!saysTryAgain("token", answer(503, JSON_TYPE, BUSY)));
  assert.ok(!saysTryAgain("token", answer(503, { ...right, "retry-after": "soon" }, BUSY)));
  assert.ok(!saysTryAgain("token", answer(503, { ...right, "cache-control": "" }, BUSY)));
  assert.ok(!saysTryAgain("token", answer(503, right, "<html>")));
  assert.ok(!saysTryAgain("token", answer(503, right, '{"error":"server_error"}')));
});

Deno.test("saysTryAgain() wants the busy text of a screen and a problem of the resource API", () => {
  const html = { "content-type": "text/html", "cache-control": "no-store", "retry-after": "60" };
  assert.ok(saysTryAgain("screen", answer(503, html, '<p data-message="busy">')));
  assert.ok(!saysTryAgain("screen", answer(503, html, '<p data-message="system-error">')));
  const problem = { ...html, "content-type": "application/problem+json" };
  assert.ok(saysTryAgain("resource", answer(503, problem, '{"code":"core_banking_unavailable"}')));
  assert.ok(!saysTryAgain("resource", answer(503, problem, '{"code":"server_error"}')));
});

const USED: readonly [Kind, Answer, boolean][] = [
  ["token", answer(400, JSON_TYPE, '{"error":"invalid_grant"}'), true],
  ["token", answer(400, JSON_TYPE, '{"error":"invalid_request"}'), false],
  ["par", answer(401, JSON_TYPE, '{"error":"invalid_client"}'), true],
  ["resource", answer(401, { "www-authenticate": "DPoP" }, '{"code":"consent_revoked"}'), true],
  ["resource", answer(401, {}, '{"code":"consent_revoked"}'), false],
  ["resource", answer(404, { "www-authenticate": "DPoP" }, '{"code":"account_not_found"}'), false],
  ["screen", answer(403, {}, '<p data-message="other-browser">'), true],
  ["screen", answer(404, {}, '<p data-message="unknown-link">'), false],
  ["telephony", answer(401, {}, '{"error":"unauthorized"}'), false],
];

Deno.test("saysUsed() knows the refusals of what was used, and takes no other for one", () => {
  for (const [kind, refusal, isUsed] of USED) {
    assert.equal(saysUsed(kind, refusal), isUsed, `${kind} ${refusal.status} ${refusal.text}`);
  }
});
