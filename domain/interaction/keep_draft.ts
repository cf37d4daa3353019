/** Keeping what was typed on ① or ② as it is, for a page that is to be drawn anew: in another language. */
import type { AccountForm, CustomerForm } from "./forms.ts";
import { type StepDependencies, type StepOutcome, type Submission, takeStep } from "./step.ts";

/** ① */
export async function keepAccountDraft(
  deps: StepDependencies,
  submission: Submission,
  form: AccountForm,
): Promise<StepOutcome> {
  return await takeStep(deps, submission, "screen.account", { kind: "account_drafted", form });
}

/** ② */
export async function keepCustomerDraft(
  deps: StepDependencies,
  submission: Submission,
  form: CustomerForm,
): Promise<StepOutcome> {
  return await takeStep(deps, submission, "screen.customer", { kind: "customer_drafted", form });
}
