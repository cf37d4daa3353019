/** A minute of what `deno task soak` does for ten: judged by what holds, whoever is slow. */
import assert from "node:assert/strict";
import { soak } from "../soak/soak.ts";

/** A slow machine gets far more done. */
const FEWEST_WALKS = 1;
const FEWEST_KILLS = 1;

Deno.test("while instances, stores, bank and mail break: nothing acknowledged is lost, nothing counts twice, failures say to come again", async () => {
  const { evidence, verdicts, mostGuesses } = await soak({
    seed: 20261127,
    instances: 3,
    customers: 6,
    seconds: 40,
    finishSeconds: 12,
    settleSeconds: 2,
  });
  assert.deepEqual(evidence.violations, []);
  assert.ok(verdicts.every(({ missing, surplus }) => missing === 0 && surplus === 0));
  assert.equal(evidence.counted("double uses"), 0);
  assert.ok(mostGuesses <= 3, `${mostGuesses} guesses`);
  assert.ok(evidence.counted("walks done") >= FEWEST_WALKS, "too few walks");
  assert.ok(evidence.counted("instance killed") >= FEWEST_KILLS, "too few kills");
});
