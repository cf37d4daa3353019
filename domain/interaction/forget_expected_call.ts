/** Leaving screen ④, by whichever way. */
import { expectationKey } from "../caller_id/expected_call.ts";
import type { Operation } from "../store/ephemeral_store.ts";
import { currentState } from "./interaction.ts";
import type { BegunStep, StepDependencies } from "./step.ts";

/**
 * The operations that free the number for the caller's next interaction, if a call is expected.
 * After its time a late call can still come for it, or it is another's already: it is not freed.
 */
export async function forgetExpectedCall(
  deps: StepDependencies,
  step: BegunStep,
): Promise<readonly Operation[]> {
  const { now } = step.submission.context;
  const state = currentState(step.interaction, now);
  if (state.kind !== "call" || now >= state.call.until) return [];
  const { call, holder } = state;
  const at = await expectationKey(deps.vault, call.destination, holder.phoneNumber);
  return [{ verb: "delete", at }];
}
