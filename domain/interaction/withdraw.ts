/** Taking back a consent that was recorded, but to which the interaction did not come. */
import type { GrantRepository } from "../grant/grant_repository.ts";
import type { Advance } from "./advance.ts";
import { currentState } from "./interaction.ts";
import {
  type BegunStep,
  moveOn,
  type StepDependencies,
  type StepEffects,
  stepLogEntry,
  type StepOutcome,
} from "./step.ts";

/** What taking back needs. */
export interface WithdrawDependencies extends StepDependencies {
  readonly grants: Pick<GrantRepository, "withdraw">;
}

/**
 * Ends the interaction; on ⑥ the grant is withdrawn before and after. Before, as this process may die
 * in between; after, as a consent that was held up may have been recorded in between: it takes itself
 * back only when it sees that the interaction has ended.
 */
export async function endWithoutGrant(
  deps: WithdrawDependencies,
  step: BegunStep,
  next: Advance,
  effects: StepEffects,
): Promise<StepOutcome> {
  const { now } = step.submission.context;
  const isConsent = currentState(step.interaction, now).kind === "consent";
  if (isConsent) await withdraw(deps, step, next);
  const outcome = await moveOn(deps, step, next, effects);
  if (isConsent && outcome.kind === "moved") await withdraw(deps, step, next);
  return outcome;
}

/** Ends the grant of the interaction, if one was recorded, with its log entry. */
export async function withdraw(
  { grants, vault }: Pick<WithdrawDependencies, "grants" | "vault">,
  step: BegunStep,
  next: Advance,
): Promise<void> {
  const { id, context: { now } } = step.submission;
  const entry = await stepLogEntry(vault, step, next, { event: "grant.end" });
  await grants.withdraw(id, now, {
    ...entry,
    id: `withdrawn:${id}`,
    result: "revoked_by_customer",
  });
}
