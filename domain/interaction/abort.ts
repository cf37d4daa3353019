/** Leaving: 中止する on ② to ⑤, 拒否する on ⑥. */
import { advance } from "./advance.ts";
import { forgetExpectedCall } from "./forget_expected_call.ts";
import {
  beginStep,
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
