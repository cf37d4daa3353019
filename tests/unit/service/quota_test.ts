import assert from "node:assert/strict";
import { quotaHit, quotaStanding } from "../../../domain/service/quota.ts";

const QUOTA = { name: "resource-client", limit: 10, windowSeconds: 60 };
const NOW = 1_000 * 60_000 + 17_500;

Deno.test("quotaHit() counts by caller and window, and forgets the window when it is over", () => {
  assert.deepEqual(quotaHit(QUOTA, "app", NOW), {
    verb: "hit",
    at: "rate:resource-client:app:1000",
    limit: 10,
    expiresAt: 1_001 * 60_000,
  });
  assert.equal(quotaHit(QUOTA, "app", 1_001 * 60_000).at, "rate:resource-client:app:1001");
});

Deno.test("quotaStanding() tells what is left and for how long", () => {
  const standing = (result: Parameters<typeof quotaStanding>[1]) => {
    const found = quotaStanding(QUOTA, result, NOW);
    return found && [found.remaining, found.resetSeconds];
  };
  assert.deepEqual(standing({ status: "done", count: 1 }), [9, 43]);
  assert.deepEqual(standing({ status: "done", count: 10 }), [0, 43]);
  assert.deepEqual(standing({ status: "refused" }), [0, 43]);
  assert.equal(standing({ status: "skipped" }), undefined);
});
