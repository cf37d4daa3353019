/** What bounds the walk through the screens. */
import type { ServiceHoursMode } from "../service/service_hours.ts";
import type { Interaction } from "./interaction.ts";

/**
 * How long a step may take that asks nobody but the stores: longer than a request may ever wait for
 * them (`KAKEHASHI_STORE_TIME_MS`). When its process died, or a store was away, the customer goes on
 * after so much time.
 */
export const STEP_LEASE_SECONDS = 5;

/** How long a step may take that asks core banking: longer than its time-out, shorter than patience. */
export const TRIAL_LEASE_SECONDS = 30;

const MAX_STEPS = 100;
const MAX_ANONYMOUS_STEPS = 20;

/**
 * How many forms one interaction takes. Each leaves an entry in the operation log, which is kept for
 * years, so nobody may send them without end; whoever tries out every mistake needs fewer. Where
 * neither an app nor core banking vouches for the sender, anybody can open one, and it takes less.
 */
export function maxSteps({ clientId, state }: Interaction): number {
  const isAnonymous = clientId === undefined &&
    (state.kind === "account" || state.kind === "customer");
  return isAnonymous ? MAX_ANONYMOUS_STEPS : MAX_STEPS;
}

/** How long the customer's own links are shown: whoever finds the device later sees nothing. */
export const LINKS_SHOWN_SECONDS = 300;

/** How long the receipt is shown after the code that came with the consent is worthless. */
export const RECEIPT_SECONDS = 300;

/** How long a finished interaction is remembered, so that its link can say that it is over. */
export const FINISHED_INTERACTION_SECONDS = 1800;

/** ④ How long a call is expected, from the answer that leads to the screen. */
export const CALL_WINDOW_SECONDS = 120;

/** For how long failures on ② and ⑤ are counted by address and by app. */
export const FAILURE_WINDOW_SECONDS = 3600;

/** When a customer who met the busy text may come back. */
export const BUSY_RETRY_SECONDS = 60;

/** What the configuration says about the screens. */
export interface InteractionSettings {
  /** From opening the first screen to the consent at the latest. */
  readonly interactionSeconds: number;
  readonly codeSeconds: number;
  /** 認可期間 */
  readonly grantDays: number;
  /** The version of the API terms that the customer agrees to. */
  readonly termsVersion: string;
  readonly serviceHours: ServiceHoursMode;
  /** 規定回数: failed authentications of one account in a day that lock it. */
  readonly failedAttempts: number;
  /** Failed tries on ② and ⑤, known and unknown accounts together. */
  readonly failuresPerInteraction: number;
  readonly failuresPerAddressPerHour: number;
  readonly failuresPerClientPerHour: number;
  /** The numbers that customers call, national digits. */
  readonly destinationNumbers: readonly string[];
  /** Accepted although no call can be placed from their range; only a sandbox has such. */
  readonly exemptPhoneNumbers: readonly string[];
}
