/** Leaving: 中止する on ② to ⑤, 拒否する on ⑥. */
import type { GrantRepository } from "../grant/grant_repository.ts";
import { advance } from "./advance.ts";
import { forgetExpectedCall } from "./forget_expected_call.ts";
import { currentState } from "./interaction.ts";
import {
  beginStep,
  moveOn,
  type StepDependencies,
  type StepOutcome,
  type Submission,
} from "./step.ts";
import { withdraw } from "./withdraw.ts";

/** What leaving needs. */
export interface AbortDependencies extends StepDependencies {
  readonly grants: Pick<GrantRepository, "withdraw">;
}

/**
 * Ends the interaction by the customer's wish. On ⑥ also the grant, of which a process that died may
 * have recorded the consent: whoever refuses has no link.
 */
export async function abortInteraction(
  deps: AbortDependencies,
  submission: Submission,
): Promise<StepOutcome> {
  const step = await beginStep(deps, submission);
  if (step === undefined) return { kind: "lost" };
  const { now } = submission.context;
  const next = advance(step.interaction, { kind: "aborted" }, now);
  if (currentState(step.interaction, now).kind === "consent") await withdraw(deps, step, next);
  const before = await forgetExpectedCall(deps, step);
  return await moveOn(deps, step, next, { event: "screen.abort", before });
}
