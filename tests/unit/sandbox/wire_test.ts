import assert from "node:assert/strict";
import { browserStep, recordExchanges, type WireStep } from "../../../sandbox/demo_app/wire.ts";
import { addsUp, transactionsAnswer } from "../../../sandbox/demo_app/api_answers.ts";

const SECRETS = {
  client_assertion: "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJkZW1vIn0.c2lnbmF0dXJlLXRoYXQtc3RheXMtc2VjcmV0",
  code: "code-0123456789-0123456789-0123456789",
  code_verifier: "verifier-0123456789-0123456789-0123456789",
  access_token: "access-0123456789-0123456789-0123456789",
  refresh_token: "refresh-0123456789-0123456789-0123456789",
};
const DPOP = "eyJ0eXAiOiJkcG9wK2p3dCJ9.eyJodG0iOiJQT1NUIn0.cHJvb2Ytc2lnbmF0dXJlLTAxMjM0NTY3ODk";

async function exchange(answer: Response): Promise<{ step: WireStep; response: Response }> {
  const steps: WireStep[] = [];
  const settings = { fetch: () => Promise.resolve(answer), now: () => 7 };
  const fetch = recordExchanges(settings, "title", (step) => steps.push(step));
  const response = await fetch("http://localhost:8000/token", {
    method: "POST",
    headers: { DPoP: DPOP, Authorization: `DPoP ${SECRETS.access_token}` },
    body: new URLSearchParams(SECRETS),
  });
  const [step] = steps;
  assert.ok(step);
  return { step, response };
}

Deno.test("a recorded exchange holds no secret in full, neither sent nor received", async () => {
  const { step, response } = await exchange(Response.json(SECRETS));
  const recorded = JSON.stringify(step);
  for (const secret of [...Object.values(SECRETS), DPOP]) {
    assert.ok(!recorded.includes(secret), secret);
    assert.ok(!recorded.includes(secret.slice(-12)), secret);
  }
  assert.deepEqual(await response.json(), SECRETS, "the app itself gets the answer unchanged");
});

Deno.test("a recorded exchange shows what is inside assertions and proofs, but not their signatures", async () => {
  const { step } = await exchange(Response.json({}));
  const contents = step.sent.map((field) => field.content ?? "").join();
  assert.match(contents, /"iss": "demo"/);
  assert.match(contents, /"htm": "POST"/);
  assert.doesNotMatch(contents, /c2lnbmF0dXJl/);
});

Deno.test("a recorded exchange keeps status and answers without a body as they are", async () => {
  const { step, response } = await exchange(new Response(null, { status: 204 }));
  assert.equal(step.answer, "204");
  assert.equal(response.status, 204);
  assert.equal(await response.text(), "");
});

Deno.test("a recorded exchange cuts long bodies and shows what is no JSON", async () => {
  const { step } = await exchange(new Response("x".repeat(5000), { status: 502 }));
  const body = step.received.find((field) => field.name === "(body)");
  assert.ok(body && body.value.length < 2100);
});

Deno.test("a step of the browser shortens code and request_uri", () => {
  const uri = `urn:ietf:params:oauth:request_uri:${"r".repeat(43)}`;
  const url = new URL(`http://localhost:8000/authorize?client_id=demo&request_uri=${uri}`);
  const step = browserStep("title", url, 7);
  assert.equal(step.request, "GET http://localhost:8000/authorize");
  assert.deepEqual(step.sent, [
    { name: "client_id", value: "demo" },
    {
      name: "request_uri",
      value: `urn:ietf:params:oauth:request_uri:${"r".repeat(12)}…（43文字）`,
    },
  ]);
});

function page(...balances: readonly string[]) {
  return transactionsAnswer.parse({
    dateFrom: "2026-08-30",
    dateTo: "2026-11-30",
    count: balances.length,
    hasNext: false,
    transactions: balances.map((balance, index) => ({
      itemKey: String(index),
      transactionDate: "2026-11-30",
      transactionType: index % 2 === 0 ? "debit" : "credit",
      amount: "100",
      balance,
    })),
  });
}

Deno.test("addsUp() tells whether running balances agree to the yen", () => {
  assert.ok(addsUp(page()));
  assert.ok(addsUp(page("-50", "50", "-50")));
  assert.ok(!addsUp(page("-50", "51")));
  assert.ok(!addsUp(page("0", "100", "100")));
});
