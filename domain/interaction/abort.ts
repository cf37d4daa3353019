/** Leaving: 中止する on ② to ⑤, 拒否する on ⑥. */
import { expectationKey } from "../caller_id/expected_call.ts";
import type { Operation } from "../store/ephemeral_store.ts";
import { advance } from "./advance.ts";
import { currentState } from "./interaction.ts";
import {
  beginStep,
  type BegunStep,
  moveOn,
  type StepDependencies,
  type StepOutcome,
  type Submission,
} from "./step.ts";

/** Ends the interaction by the customer's wish. */
export async function abortInteraction(
  deps: StepDependencies,
  submission: Submission,
): Promise<StepOutcome> {
  const step = await beginStep(deps, submission);
  if (step === undefined) return { kind: "lost" };
  const next = advance(step.interaction, { kind: "aborted" }, submission.context.now);
  const before = await forgetExpectedCall(deps, step);
  return await moveOn(deps, step, next, { event: "screen.abort", before });
}

/** Frees the number for the caller's next interaction. After its time it is another's to free. */
async function forgetExpectedCall(
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
