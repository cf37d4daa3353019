/**
 * The contract of the ephemeral store, sentence by sentence of the port's comments, to be met by
 * each of its implementations.
 */
import { declareRecordTests } from "./ephemeral_record_contract.ts";
import { declareStepTests } from "./ephemeral_step_contract.ts";
import { declareCounterTests } from "./ephemeral_counter_contract.ts";
import { declareRunTests } from "./ephemeral_run_contract.ts";
import { declareRaceTests } from "./ephemeral_race_contract.ts";
import { declareTestsFor, type OpenStores } from "./store_fixture.ts";

/** Registers the whole suite for one implementation. */
export function testEphemeralStore(name: string, open: OpenStores): void {
  const declare = declareTestsFor(name, open);
  declareRecordTests(declare);
  declareStepTests(declare);
  declareCounterTests(declare);
  declareRunTests(declare);
  declareRaceTests(declare);
}
