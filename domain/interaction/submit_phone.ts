/** Screen ③. */
import { expectCall, shuffle } from "../caller_id/expected_call.ts";
import { addSeconds } from "../time.ts";
import { advance } from "./advance.ts";
import { currentState } from "./interaction.ts";
import { CALL_WINDOW_SECONDS } from "./limits.ts";
import {
  beginStep,
  finishStep,
  moveOn,
  type StepDependencies,
  type StepOutcome,
  type Submission,
} from "./step.ts";

/** What screen ③ needs. */
export interface PhoneDependencies extends StepDependencies {
  /**
   * Told of each call that is expected from now on, and waited for: a sandbox may place it, so that
   * it has arrived when the screen is shown. Must not throw.
   */
  onCallExpected?(call: { readonly destination: string; readonly caller: string }): Promise<void>;
}

/**
 * ③ Settles the phone number and expects its call at a number of the pool, chosen at random. A
 * number at which the same caller is expected already is passed over.
 */
export async function submitPhone(
  deps: PhoneDependencies,
  submission: Submission,
): Promise<StepOutcome> {
  const step = await beginStep(deps, submission);
  if (step === undefined) return { kind: "lost" };
  const { id, context: { now } } = submission;
  const state = currentState(step.interaction, now);
  const event = "screen.phone";
  if (state.kind === "expired") {
    return await moveOn(deps, step, { next: state, result: state.kind }, { event });
  }
  const caller = "holder" in state ? state.holder.phoneNumber : "";
  for (const destination of shuffle(deps.settings.destinationNumbers, deps.random)) {
    const call = { destination, from: now, until: addSeconds(now, CALL_WINDOW_SECONDS) };
    const next = advance(step.interaction, { kind: "call_expected", call }, now);
    const effects = { event, before: [await expectCall(deps.vault, id, call, caller)] };
    const { isSet, before } = await finishStep(deps, step, next, effects);
    if (isSet) {
      await deps.onCallExpected?.({ destination, caller });
      return { kind: "moved", state: next.next, request: step.request };
    }
    if (before[0]?.status !== "refused") return { kind: "lost" };
  }
  const { clientId } = step.interaction;
  return { kind: "busy", version: submission.version, clientId };
}
