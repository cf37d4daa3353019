import assert from "node:assert/strict";
import { LruCache } from "../../domain/lru_cache.ts";

Deno.test("LruCache forgets what was not used for longest", () => {
  const cache = new LruCache<string, number>(2);
  cache.set("a", 1);
  cache.set("b", 2);
  assert.equal(cache.get("a"), 1);
  cache.set("c", 3);
  assert.deepEqual(["a", "b", "c"].map((key) => cache.get(key)), [1, undefined, 3]);
  cache.delete("a");
  assert.equal(cache.get("a"), undefined);
});
