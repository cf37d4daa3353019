import assert from "node:assert/strict";
import { timePort } from "../../../adapters/telemetry/timed_port.ts";

/** Notes what is timed. */
function createTimer() {
  const timed: string[] = [];
  const time = async <Result>(
    dependency: string,
    operation: string,
    call: () => Promise<Result>,
  ): Promise<Result> => {
    timed.push(`${dependency} ${operation}`);
    return await call();
  };
  return { timed, time };
}

class Store {
  readonly kind = "store";
  #value = 1;

  add(more: number): Promise<number> {
    return Promise.resolve(this.#value += more);
  }

  fail(): Promise<number> {
    throw new RangeError("at once");
  }
}

Deno.test("a timed port does and answers what the port does", async () => {
  const timer = createTimer();
  const port = timePort(timer, "redis", "store", new Store());
  assert.equal(port.kind, "store");
  assert.equal(await port.add(2), 3);
  assert.equal(await port.add(2), 5);
  await assert.rejects(port.fail(), RangeError);
  assert.deepEqual(timer.timed, ["redis store.add", "redis store.add", "redis store.fail"]);
});
