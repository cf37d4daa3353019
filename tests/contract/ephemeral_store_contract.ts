/**
 * The contract of the ephemeral store, sentence by sentence of the port's comments, to be met by
 * each of its implementations.
 */
import { COUNTER_CONTRACT } from "./ephemeral_counter_contract.ts";
import { RACE_CONTRACT } from "./ephemeral_race_contract.ts";
import { RECORD_CONTRACT } from "./ephemeral_record_contract.ts";
import { RUN_CONTRACT } from "./ephemeral_run_contract.ts";
import { STEP_CONTRACT } from "./ephemeral_step_contract.ts";
import type { OpenStores } from "./store_fixture.ts";

const CONTRACT = {
  ...RECORD_CONTRACT,
  ...STEP_CONTRACT,
  ...COUNTER_CONTRACT,
  ...RUN_CONTRACT,
  ...RACE_CONTRACT,
};

/** Registers the whole suite for one implementation; each test gets a store of its own. */
export function testEphemeralStore(name: string, open: OpenStores): void {
  for (const [guarantee, check] of Object.entries(CONTRACT)) {
    Deno.test(`${name}: ${guarantee}`, async () => {
      await using stores = await open();
      await check(stores);
    });
  }
}
