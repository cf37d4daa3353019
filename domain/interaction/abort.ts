/** Leaving: 中止する on ② to ⑤, 拒否する on ⑥. */
import { advance } from "./advance.ts";
import { forgetExpectedCall } from "./forget_expected_call.ts";
import { beginStep, type StepOutcome, type Submission } from "./step.ts";
import { endWithoutGrant, type WithdrawDependencies } from "./withdraw.ts";

/**
 * Ends the interaction by the customer's wish. On ⑥ also the grant, of which a process that died may
 * have recorded the consent: whoever refuses has no link.
 */
export async function abortInteraction(
  deps: WithdrawDependencies,
  submission: Submission,
): Promise<StepOutcome> {
  const step = await beginStep(deps, submission);
  if (step === undefined) return { kind: "lost" };
  const { now } = submission.context;
  const next = advance(step.interaction, { kind: "aborted" }, now);
  const before = await forgetExpectedCall(deps, step);
  return await endWithoutGrant(deps, step, next, { event: "screen.abort", before });
}
