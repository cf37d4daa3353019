/** What the contract tests of the ephemeral store share. */
import type { EphemeralStore, Operation, ResultsOf } from "../../domain/store/ephemeral_store.ts";
import { newAttemptId } from "../../domain/ids.ts";
import { createSeededRandom } from "../support/random.ts";

/** Two instances of a store over the same, at first empty, data. */
export interface OpenedStores extends AsyncDisposable {
  readonly store: EphemeralStore;
  readonly peer: EphemeralStore;
}

/** Opens the store under test. */
export type OpenStores = () => Promise<OpenedStores>;

/** The time at which tests begin, and points in time after it. */
export const NOW = Date.parse("2026-04-15T10:00:00+09:00");
export const SOON = NOW + 1_000;
export const LATER = NOW + 60_000;
export const MUCH_LATER = NOW + 3_600_000;

const random = { bytes: createSeededRandom() };

/** A fresh attempt. */
export const attempt = () => newAttemptId(random);

/** Runs operations as a new attempt (or a given one) at {@link NOW} (or a given time). */
export function run<const Operations extends readonly Operation[]>(
  store: EphemeralStore,
  operations: Operations,
  { now = NOW, by = attempt() } = {},
): Promise<ResultsOf<Operations>> {
  return store.run({ now, attempt: by }, operations);
}

/** A part of the contract: guarantee → the check of it. */
export type Contract = Readonly<Record<string, (stores: OpenedStores) => Promise<void>>>;

/** How many of the parallel runs had all their operations done. */
export function countDone(results: readonly (readonly { readonly status: string }[])[]): number {
  return results.filter((run) => run.every(({ status }) => status === "done")).length;
}

/** Runs 50 attempts at once, half of them on each instance. */
export function race<const Operations extends readonly Operation[]>(
  { store, peer }: OpenedStores,
  operations: Operations,
): Promise<ResultsOf<Operations>[]> {
  const runs = Array.from(
    { length: 50 },
    (_, index) => run(index % 2 === 0 ? store : peer, operations),
  );
  return Promise.all(runs);
}
