import assert from "node:assert/strict";
import {
  createCachedClientRegistry,
  createCachedMaintenanceSchedule,
} from "../../../adapters/cache/cached_stores.ts";
import type { ClientRegistry } from "../../../domain/client/client_registry.ts";
import type { ClientId } from "../../../domain/ids.ts";
import { ManualClock } from "../../support/clock.ts";

/** A registry that counts its look-ups and fails them while `failing`. */
function makeRegistry() {
  const state = { lookUps: 0, failing: false };
  const registry: ClientRegistry = {
    find: () => {
      state.lookUps += 1;
      return state.failing ? Promise.reject(new Error("down")) : Promise.resolve(undefined);
    },
  };
  const clock = new ManualClock();
  return { state, clock, cached: createCachedClientRegistry(registry, clock) };
}

const app = (name: string) => name as ClientId;

Deno.test("an app is looked up again after 5 seconds, not before", async () => {
  const { state, clock, cached } = makeRegistry();
  await cached.find(app("a"));
  clock.advance(4999);
  await cached.find(app("a"));
  assert.equal(state.lookUps, 1);
  clock.advance(1);
  await cached.find(app("a"));
  assert.equal(state.lookUps, 2);
  await cached.find(app("b"));
  assert.equal(state.lookUps, 3);
});

Deno.test("parallel look-ups of one app are one", async () => {
  const { state, cached } = makeRegistry();
  await Promise.all(Array.from({ length: 20 }, () => cached.find(app("a"))));
  assert.equal(state.lookUps, 1);
});

Deno.test("a failed look-up is not remembered", async () => {
  const { state, cached } = makeRegistry();
  state.failing = true;
  await assert.rejects(cached.find(app("a")), /down/);
  state.failing = false;
  await cached.find(app("a"));
  assert.equal(state.lookUps, 2);
});

Deno.test("a clock that is put back does not keep an app alive", async () => {
  const { state, clock, cached } = makeRegistry();
  await cached.find(app("a"));
  clock.advance(-60_000);
  await cached.find(app("a"));
  assert.equal(state.lookUps, 2);
});

Deno.test("unknown ids do not fill the memory, nor push out what was just used", async () => {
  const { state, cached } = makeRegistry();
  for (let index = 0; index < 1001; index += 1) await cached.find(app(`stranger-${index}`));
  assert.equal(state.lookUps, 1001);
  await cached.find(app("stranger-1000"));
  assert.equal(state.lookUps, 1001);
  await cached.find(app("stranger-0"));
  assert.equal(state.lookUps, 1002);
});

Deno.test("closed windows are remembered for 5 seconds, but end on time", async () => {
  const clock = new ManualClock();
  let lookUps = 0;
  const schedule = createCachedMaintenanceSchedule({
    upcoming: (now) => {
      lookUps += 1;
      return Promise.resolve([{ id: "w", from: now - 1000, until: now + 2000 }]);
    },
  }, clock);
  assert.equal((await schedule.upcoming(clock.now())).length, 1);
  clock.advance(2000);
  assert.equal((await schedule.upcoming(clock.now())).length, 0);
  assert.equal(lookUps, 1);
  clock.advance(3000);
  assert.equal((await schedule.upcoming(clock.now())).length, 1);
  assert.equal(lookUps, 2);
});
