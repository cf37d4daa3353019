import assert from "node:assert/strict";
import { Hono } from "hono";
import { withSecurityHeaders } from "../../../routes/http/security_headers.ts";

function answerOf(issuer: string, headers: Record<string, string> = {}) {
  const app = new Hono().use(withSecurityHeaders(issuer));
  return app.get("/", (c) => c.text("", 200, headers)).request("/");
}

Deno.test("N5: an https issuer tells browsers never to come without TLS, fit for the preload list", async () => {
  const { headers } = await answerOf("https://gateway.example");
  assert.equal(
    headers.get("strict-transport-security"),
    "max-age=63072000; includeSubDomains; preload",
  );
});

Deno.test("a loopback issuer in clear sends no HSTS, which would lock out its neighbours", async () => {
  const { headers } = await answerOf("http://localhost:8000");
  assert.equal(headers.get("strict-transport-security"), null);
});

Deno.test("an answer without a policy may load nothing and be framed by nobody", async () => {
  const { headers } = await answerOf("https://gateway.example");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("referrer-policy"), "no-referrer");
  assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
});

Deno.test("an answer's own policy stays", async () => {
  const own = { "Content-Security-Policy": "default-src 'self'" };
  const { headers } = await answerOf("https://gateway.example", own);
  assert.equal(headers.get("content-security-policy"), "default-src 'self'");
});
