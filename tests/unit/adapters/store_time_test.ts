import assert from "node:assert/strict";
import {
  renewStoreTime,
  shareStoreTime,
  STORE_TIME_MILLISECONDS,
  storeMillisLeft,
} from "../../../adapters/store_time.ts";

/** Lets a moment pass. */
function spend(millis: number): void {
  const end = performance.now() + millis;
  while (performance.now() < end);
}

Deno.test("all calls of a request share one time, which begins with the first of them", async () => {
  await shareStoreTime(async () => {
    spend(20);
    assert.equal(storeMillisLeft(), STORE_TIME_MILLISECONDS);
    spend(20);
    await Promise.resolve();
    assert.ok(storeMillisLeft() <= STORE_TIME_MILLISECONDS - 20);
  });
});

Deno.test("requests do not share their time with each other, nor with what is no request", async () => {
  const other = Promise.withResolvers<void>();
  const first = shareStoreTime(async () => {
    storeMillisLeft();
    spend(20);
    await other.promise;
    assert.ok(storeMillisLeft() <= STORE_TIME_MILLISECONDS - 20);
  });
  await shareStoreTime(() => Promise.resolve(assert.equal(storeMillisLeft(), 1500)));
  assert.equal(storeMillisLeft(), STORE_TIME_MILLISECONDS);
  other.resolve();
  await first;
});

Deno.test("a request has the time that it is told", async () => {
  await shareStoreTime(() => Promise.resolve(assert.equal(storeMillisLeft(), 700)), 700);
});

Deno.test("what goes on after the answer has the whole time for each call", async () => {
  const answered = Promise.withResolvers<void>();
  const goingOn = await shareStoreTime(() => {
    storeMillisLeft();
    const rest = answered.promise.then(() => storeMillisLeft());
    return Promise.resolve({ rest });
  });
  spend(20);
  answered.resolve();
  assert.equal(await goingOn.rest, STORE_TIME_MILLISECONDS);
});

Deno.test("the time begins anew after another system was waited for", async () => {
  await shareStoreTime(() => {
    storeMillisLeft();
    spend(20);
    renewStoreTime();
    return Promise.resolve(assert.equal(storeMillisLeft(), STORE_TIME_MILLISECONDS));
  });
  renewStoreTime();
});
