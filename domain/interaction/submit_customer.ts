/** Screen ②. */
import type { CoreBanking } from "../banking/core_banking.ts";
import { authenticate, type AuthenticationDependencies } from "./authenticate.ts";
import { type CustomerForm, readCustomerForm } from "./forms.ts";
import { type StepDependencies, type StepOutcome, type Submission, takeStep } from "./step.ts";
import { viewInteraction } from "./view_interaction.ts";

/** What screen ② needs. */
export interface CustomerDependencies extends AuthenticationDependencies {
  readonly coreBanking: Pick<CoreBanking, "matchHolder">;
}

const COMPARISONS = {
  matched: "right",
  mismatched: "wrong",
  not_eligible: "not_eligible",
} as const;

/** ② Compares account, date of birth and phone number with core banking. */
export async function submitCustomer(
  deps: CustomerDependencies,
  submission: Submission,
  typed: CustomerForm,
): Promise<StepOutcome> {
  const { now } = submission.context;
  const { exemptPhoneNumbers } = deps.settings;
  const asksForEmail = await isEmailAskedFor(deps, submission, typed);
  const reading = readCustomerForm(typed, { now, exemptPhoneNumbers, asksForEmail });
  const { form } = reading;
  if ("faults" in reading) {
    const event = { kind: "customer_refused", form, faults: reading.faults } as const;
    return await takeStep(deps, submission, "screen.customer", event);
  }
  const { values: holder } = reading;
  return await authenticate(deps, submission, {
    screen: "customer",
    enteredName: holder.name,
    event: (verdict) => ({ kind: "customer_judged", form, holder, verdict }),
    async compare(account) {
      const { dateOfBirth, phoneNumber } = holder;
      return COMPARISONS[await deps.coreBanking.matchHolder({ account, dateOfBirth, phoneNumber })];
    },
  });
}

/**
 * Only an app's customers get a completion notice, so only they are asked where to. Whether there is
 * an app is looked up for a form without any address alone, which costs the others nothing.
 */
async function isEmailAskedFor(
  deps: StepDependencies,
  { id, context, browserSecretHash }: Submission,
  { email, emailConfirmation }: CustomerForm,
): Promise<boolean> {
  if (email !== "" || emailConfirmation !== "") return true;
  const view = await viewInteraction(deps, context, id, browserSecretHash);
  return view.kind !== "own" || view.interaction.clientId !== undefined;
}
