/** Replay protection: what may be used once is claimed in the same run in which it takes effect. */
import type { OAuthError } from "../errors.ts";
import type {
  ClaimOnce,
  EphemeralStore,
  Operation,
  ResultsOf,
  RunContext,
} from "../store/ephemeral_store.ts";

/** A claim, and what its second use is answered with. */
export interface ReplayClaim {
  readonly operation: ClaimOnce;
  readonly refusal: OAuthError;
}

/**
 * Runs operations behind replay claims, all in one round trip: none of them takes effect unless
 * every claim was the first of its kind. Throws the refusal of the claim that was not. Answers with
 * the results of `operations`.
 */
export async function runOnce<const Operations extends readonly Operation[]>(
  store: EphemeralStore,
  context: RunContext,
  claims: readonly ReplayClaim[],
  operations: Operations,
): Promise<ResultsOf<Operations>> {
  const claimed = claims.map((claim) => claim.operation);
  const results = await store.run(context, [...claimed, ...operations]);
  const replayed = claims.find((_, index) => results[index]?.status === "refused");
  if (replayed !== undefined) throw replayed.refusal;
  return results.slice(claims.length) as ResultsOf<Operations>;
}
