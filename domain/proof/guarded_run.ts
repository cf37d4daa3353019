/** What must be right in the store before anything takes effect, checked in the very same run. */
import type { OAuthError } from "../errors.ts";
import type {
  ClaimOnce,
  EphemeralStore,
  Hit,
  Operation,
  ResultsOf,
  RunContext,
} from "../store/ephemeral_store.ts";

/** A guard, and what its refusal is answered with: a replay claim or a limit. */
export interface RunGuard {
  readonly operation: ClaimOnce | Hit;
  /** Called only when the guard refuses: an error costs its stack trace. */
  readonly refusal: () => OAuthError;
}

/**
 * Runs operations behind guards, all in one round trip: none of them takes effect unless every
 * guard lets it. Throws the refusal of the guard that does not. Answers with the results of
 * `operations`.
 */
export async function runGuarded<const Operations extends readonly Operation[]>(
  store: EphemeralStore,
  context: RunContext,
  guards: readonly RunGuard[],
  operations: Operations,
): Promise<ResultsOf<Operations>> {
  const results = await store.run(context, [
    ...guards.map((guard) => guard.operation),
    ...operations,
  ]);
  const refusing = guards.find((_, index) => results[index]?.status === "refused");
  if (refusing !== undefined) throw refusing.refusal();
  return results.slice(guards.length) as ResultsOf<Operations>;
}
