/** What strangers put into names and documents, shown on the operator's terminal. */
import assert from "node:assert/strict";
import { APP_DOCUMENT, openOperator, type OperatorFixture } from "../support/operator.ts";

/** Clears the screen, sets the title, begins a line, turns writing round; in 7 and in 8 bits. */
const CONTROLS = "\x1b[2J\x1b]0;owned\x07\r\n\x9b2J\x7f\u202e\u2066\u200b\u2028";
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Everything printed, line by line. */
function linesOf({ output, faults }: { output: string; faults: string }): string[] {
  return `${output}${faults}`.split("\n");
}

async function logUserAgent({ stores, clock }: OperatorFixture): Promise<void> {
  await stores.operationLog.append([{
    id: "entry",
    at: clock.now(),
    actor: "customer",
    event: "screen.account",
    result: "entered",
    details: { userAgent: `Mozilla${CONTROLS}` },
  }]);
}

Deno.test("what a browser calls itself cannot command the terminal, in any form of output", async () => {
  await using operator = await openOperator();
  await logUserAgent(operator);
  const naive = JSON.stringify({ userAgent: CONTROLS });
  assert.match(naive, UNPRINTABLE, "JSON alone does not protect");
  for (const words of [["log", "search"], ["log", "search", "--json"], ["log", "export"]]) {
    const outcome = await operator.run(...words);
    assert.equal(outcome.code, 0);
    // What is exported is sealed.
    if (words.includes("search")) assert.match(outcome.output, /Mozilla/);
    for (const line of linesOf(outcome)) assert.doesNotMatch(line, UNPRINTABLE);
  }
});

Deno.test("JSON says what was there, character by character", async () => {
  await using operator = await openOperator();
  await logUserAgent(operator);
  const [entry] = await operator.json("log", "search");
  assert.deepEqual(entry?.["details"], { userAgent: `Mozilla${CONTROLS}` });
});

Deno.test("a document that an app sent for registration cannot command the terminal", async () => {
  await using operator = await openOperator();
  const documents = {
    id: { ...APP_DOCUMENT, client_id: `app${CONTROLS}` },
    member: { ...APP_DOCUMENT, [`tls_client_${CONTROLS}`]: true },
    forgedLine: { ...APP_DOCUMENT, "tls_client_\n登録しました": true },
  };
  for (const [name, document] of Object.entries(documents)) {
    operator.files[name] = JSON.stringify(document);
    for (const words of [["client", "check", name], ["client", "add", name]]) {
      const outcome = await operator.run(...words);
      assert.equal(outcome.code, 1);
      for (const line of linesOf(outcome)) {
        assert.doesNotMatch(line, UNPRINTABLE);
        assert.ok(!line.startsWith("登録しました"), line);
      }
    }
  }
});
