/** Screen ①, and the way back to it from ②. */
import {
  type AccountForm,
  type CustomerForm,
  normaliseCustomerForm,
  readAccountForm,
} from "./forms.ts";
import { type StepDependencies, type StepOutcome, type Submission, takeStep } from "./step.ts";

/** ① Takes the account. Core banking is not asked, so nobody learns whether it exists. */
export async function submitAccount(
  deps: StepDependencies,
  submission: Submission,
  typed: AccountForm,
): Promise<StepOutcome> {
  const reading = readAccountForm(typed);
  return await takeStep(deps, submission, "screen.account", { kind: "account_entered", reading });
}

/** ② Goes back to ① to mend the account; what was typed on ② is kept. */
export async function correctAccount(
  deps: StepDependencies,
  submission: Submission,
  typed: CustomerForm,
): Promise<StepOutcome> {
  const form = normaliseCustomerForm(typed, deps.settings.exemptPhoneNumbers);
  const event = { kind: "account_to_correct", form } as const;
  return await takeStep(deps, submission, "screen.customer", event);
}
