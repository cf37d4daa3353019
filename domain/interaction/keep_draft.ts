/**
 * Keeping what was typed on ① or ② as it is, for a page that is to be drawn anew: in another language.
 * Nothing happened that is worth an entry in the operation log.
 */
import type { AccountForm, CustomerForm } from "./forms.ts";
import { type StepDependencies, type StepOutcome, type Submission, takeStep } from "./step.ts";

/** ① */
export async function keepAccountDraft(
  deps: StepDependencies,
  submission: Submission,
  form: AccountForm,
): Promise<StepOutcome> {
  const effects = { event: "screen.account", isUnlogged: true };
  return await takeStep(deps, submission, effects, { kind: "account_drafted", form });
}

/** ② */
export async function keepCustomerDraft(
  deps: StepDependencies,
  submission: Submission,
  form: CustomerForm,
): Promise<StepOutcome> {
  const effects = { event: "screen.customer", isUnlogged: true };
  return await takeStep(deps, submission, effects, { kind: "customer_drafted", form });
}
