/** Log lines forged, split or hidden by what a stranger sends. */
import assert from "node:assert/strict";
import { createStructuredLog } from "../../adapters/log/structured_log.ts";
import { openTestGateway } from "../support/gateway.ts";

/** Ends of lines, commands to a terminal, and what turns writing round, in an address. */
const FORGERIES = [
  '%0A{"severity":"info","event":"forged"}',
  "%0D%0A",
  "%C2%85",
  "%E2%80%A8",
  "%C2%9B2J",
  "%1B%5B2J",
  "%7F",
  "%E2%80%AE",
  "%F3%A0%80%81",
  "%22,%22event%22:%22forged",
];
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

Deno.test("what a stranger sends stays within its field of its log line, and is visible", async () => {
  const lines: string[] = [];
  const log = createStructuredLog(() => 0, (line) => lines.push(line));
  await using gateway = await openTestGateway({ log });
  for (const forgery of FORGERIES) {
    const headers = { "Authorization": "x", "User-Agent": "x\x9b2J", "DPoP": "x" };
    const request = new Request(`${gateway.issuer}/grants/x${forgery}`, { headers });
    assert.equal((await gateway.gateway.fetch(request)).status, 400);
  }
  const refusals = lines.filter((line) => line.includes("request.refused"));
  assert.equal(refusals.length, FORGERIES.length);
  for (const line of lines) assert.doesNotMatch(line, UNPRINTABLE);
  assert.match(JSON.stringify("\x9b2J\u202e"), UNPRINTABLE, "JSON alone hides it not");
  for (const [index, line] of refusals.entries()) {
    const entry = JSON.parse(line);
    assert.equal(entry.event, "request.refused");
    assert.equal(entry.path, `/grants/x${decodeURIComponent(FORGERIES[index] ?? "")}`);
  }
});
