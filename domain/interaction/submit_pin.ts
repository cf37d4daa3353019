/** Screen ⑤. */
import type { CoreBanking, PinSealer } from "../banking/core_banking.ts";
import { authenticate, type AuthenticationDependencies } from "./authenticate.ts";
import { pinFault, readPin } from "./forms.ts";
import { type StepOutcome, type Submission, takeStep } from "./step.ts";

/** What screen ⑤ needs. */
export interface PinDependencies extends AuthenticationDependencies {
  readonly coreBanking: Pick<CoreBanking, "verifyPin">;
  readonly pinSealer: PinSealer;
}

/** ⑤ Has core banking verify the PIN, which is sealed at once and kept nowhere. */
export async function submitPin(
  deps: PinDependencies,
  submission: Submission,
  typed: string,
): Promise<StepOutcome> {
  const pin = readPin(typed);
  if (pin === undefined) {
    const event = { kind: "pin_refused", fault: pinFault(typed) } as const;
    return await takeStep(deps, submission, "screen.pin", event);
  }
  return await authenticate(deps, submission, {
    screen: "pin",
    event: (verdict) => ({ kind: "pin_judged", verdict }),
    async compare(account) {
      const sealed = await deps.pinSealer.seal(account, pin);
      return await deps.coreBanking.verifyPin(account, sealed);
    },
  });
}
