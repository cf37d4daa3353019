/** Taking back a consent that was recorded, but to which the interaction did not come. */
import type { GrantRepository } from "../grant/grant_repository.ts";
import type { Advance } from "./advance.ts";
import { type BegunStep, type StepDependencies, stepLogEntry } from "./step.ts";

/** Ends the grant of the interaction, if one was recorded, with its log entry. */
export async function withdraw(
  { grants, vault }: Pick<StepDependencies, "vault"> & {
    readonly grants: Pick<GrantRepository, "withdraw">;
  },
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
