import assert from "node:assert/strict";
import type { LogRecord } from "../../../domain/audit/log_record.ts";
import { signStatement } from "../../../domain/audit/log_statement.ts";
import { verifyLog } from "../../../domain/audit/verify_log.ts";
import { makeLogKey, makeRecords } from "../../support/memory_log.ts";

Deno.test("a checkpoint behind entries that are there hides no deletion, unless retention overtakes the reader", async () => {
  const key = await makeLogKey();
  const records = await makeRecords(key, { sealed: 6, portion: 6 });
  const point = records[4]?.record === "entry" ? records[4].seal : undefined;
  assert.ok(point);
  const { position, chainHash: hash } = point;
  const { signed } = await signStatement(key, "checkpoint", { position, hash }, 1);
  const cut: LogRecord[] = [
    ...records.slice(0, 2),
    { record: "checkpoint", position, signed },
    ...records.slice(5, -1),
    { record: "end", sealed: 3, unsealed: 0 },
  ];
  assert.deepEqual((await verifyLog(cut)).fault, { kind: "missing", position: 3, until: 5 });
  assert.equal((await verifyLog(cut, { isLive: true })).fault, undefined);
});
