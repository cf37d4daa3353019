/** Screen ④. */
import { callStatus } from "../caller_id/expected_call.ts";
import { advance } from "./advance.ts";
import { forgetExpectedCall } from "./forget_expected_call.ts";
import { currentState } from "./interaction.ts";
import { referenceOf } from "./interaction_record.ts";
import {
  beginStep,
  moveOn,
  type StepDependencies,
  type StepOutcome,
  type Submission,
} from "./step.ts";

/** ④ Goes on when the call has arrived, stays until then, and begins again when time ran out. */
export async function confirmCall(
  deps: StepDependencies,
  submission: Submission,
): Promise<StepOutcome> {
  const { id, context: { now } } = submission;
  const step = await beginStep(deps, submission, [
    { verb: "get", at: referenceOf(id, "call") },
    { verb: "get", at: referenceOf(id, "stray") },
  ]);
  if (step === undefined) return { kind: "lost" };
  const state = currentState(step.interaction, now);
  const [arrival, stray] = step.results.map((result) => result.record?.value);
  const status = state.kind === "call" ? callStatus(state.call, arrival, stray, now) : "over";
  const next = advance(step.interaction, { kind: "call_confirmed", status }, now);
  const before = status === "arrived" ? await forgetExpectedCall(deps, step) : [];
  return await moveOn(deps, step, next, { event: "screen.call", before });
}
