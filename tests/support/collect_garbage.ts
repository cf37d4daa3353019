import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What is alive on the heap, in bytes: everything else is collected first. */
export function measureLiveHeap(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("the garbage collector cannot be called");
  collect();
  return Deno.memoryUsage().heapUsed;
}
