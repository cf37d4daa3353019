import assert from "node:assert/strict";
import { ManualClock } from "../../support/clock.ts";
import { createSeededRandom } from "../../support/random.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

Deno.test("the clock stands still until it is moved", () => {
  const clock = new ManualClock("2026-04-15T10:00:00+09:00");
  const { now } = clock;
  assert.equal(now(), Date.UTC(2026, 3, 15, 1));
  clock.advance(1500);
  assert.equal(now(), Date.UTC(2026, 3, 15, 1, 0, 1, 500));
  clock.set(0);
  assert.equal(now(), 0);
});

Deno.test("seeded randomness repeats for its seed and differs for another", () => {
  const first = createSeededRandom(1);
  const bytes = first(32);
  assert.deepEqual(createSeededRandom(1)(32), bytes);
  assert.notDeepEqual(createSeededRandom(2)(32), bytes);
  assert.notDeepEqual(first(32), bytes);
  assert.ok(new Set(createSeededRandom(1)(4096)).size > 250);
});

Deno.test("a temporary folder is gone after use, with everything in it", async () => {
  const directory = await makeTempDir();
  await Deno.writeTextFile(`${directory.path}/file`, "text");
  await directory.remove();
  await assert.rejects(Deno.stat(directory.path), Deno.errors.NotFound);
});
