import { createRedisEphemeralStore } from "../../adapters/redis/ephemeral_store.ts";
import { startRedis } from "../support/redis.ts";
import { testEphemeralStore } from "./ephemeral_store_contract.ts";

testEphemeralStore("Redis", async () => {
  const server = await startRedis();
  return {
    store: createRedisEphemeralStore(server),
    peer: createRedisEphemeralStore(server),
    [Symbol.asyncDispose]: server.stop,
  };
});
