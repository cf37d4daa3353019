import assert from "node:assert/strict";
import { OAuthError, UnavailableError } from "../../../domain/errors.ts";
import { answerProblem } from "../../../routes/resource/answer_problem.ts";
import { PROBLEM_CODES, PROBLEMS, ResourceProblem } from "../../../routes/resource/problem.ts";
import { problemSchema } from "../../../routes/resource/schemas.ts";

function answer(error: unknown): Response {
  return answerProblem(error, {
    issuer: "https://gateway.example",
    mtls: undefined,
    interactionId: "9a8f7a8e-1c2d-4e3f-8a9b-0c1d2e3f4a5b",
    incidentId: "0A1B2C3D4E",
    scope: "accounts",
    headers: new Headers({ "Cache-Control": "no-store" }),
  });
}

Deno.test("each kind of fault has its status, its code and its fields", async () => {
  const cases = [
    [new OAuthError("invalid_request", "x"), 400, "invalid_request", null],
    [new OAuthError("invalid_token", "x"), 401, "invalid_token", null],
    [new OAuthError("invalid_dpop_proof", "x"), 401, "invalid_dpop_proof", null],
    [new OAuthError("insufficient_scope", "x"), 403, "insufficient_scope", null],
    [new UnavailableError("core banking"), 503, "core_banking_unavailable", "10"],
    [new UnavailableError("redis"), 503, "temporarily_unavailable", "10"],
    [new TypeError("bug"), 500, "server_error", null],
    ["a thrown text", 500, "server_error", null],
  ] as const;
  for (const [error, status, code, retryAfter] of cases) {
    const response = answer(error);
    assert.equal(response.status, status);
    assert.equal(response.headers.get("Retry-After"), retryAfter);
    assert.equal(response.headers.get("Cache-Control"), "no-store");
    assert.equal(response.headers.has("WWW-Authenticate"), error instanceof OAuthError);
    assert.equal(problemSchema.parse(await response.json()).code, code);
  }
});

Deno.test("a fault of ours tells the incident and nothing else", async () => {
  const text = await answer(new TypeError("marker 1100026")).text();
  assert.match(text, /"incidentId":"0A1B2C3D4E"/);
  assert.ok(!text.includes("marker") && !text.includes("1100026"));
});

Deno.test("the private reason of a refusal stays inside", async () => {
  const response = answer(new OAuthError("invalid_token", "said", "marker"));
  const told = JSON.stringify([...response.headers]) + await response.text();
  assert.ok(told.includes("said") && !told.includes("marker"));
});

Deno.test("every code has the status that its answer gives", async () => {
  for (const code of PROBLEM_CODES) {
    const response = answer(new ResourceProblem(code, "detail"));
    assert.equal(response.status, PROBLEMS[code].status);
    assert.equal((await response.json()).type, `https://gateway.example/docs#${code}`);
  }
});
