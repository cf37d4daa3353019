import assert from "node:assert/strict";
import { createStructuredLog, describeFault } from "../../../adapters/log/structured_log.ts";

Deno.test("a log line is one JSON object with time, severity, event and fields", () => {
  const lines: string[] = [];
  const log = createStructuredLog(() => 0, (line) => lines.push(line));
  log.write("warning", "store.slow", { millis: 12, note: "two\nlines" });
  assert.equal(lines.length, 1);
  assert(!lines[0]?.includes("\n"));
  assert.deepEqual(JSON.parse(lines[0] ?? ""), {
    time: "1970-01-01T00:00:00Z",
    severity: "warning",
    event: "store.slow",
    millis: 12,
    note: "two\nlines",
  });
});

Deno.test("describeFault() tells the cause of a fault and never the content of a thrown value", () => {
  const fault = describeFault(new Error("outer", { cause: new TypeError("inner") }));
  assert.equal(fault["fault"], "Error");
  assert.equal(fault["cause"], "TypeError: inner");
  assert.deepEqual(describeFault("secret"), { fault: "string" });
});
