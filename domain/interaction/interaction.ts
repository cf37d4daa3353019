/** One walk of a customer through the screens. */
import type { AttemptedCall } from "../caller_id/expected_call.ts";
import type { GrantedAccount } from "../grant/grant.ts";
import type { AuthorizationCode, ClientId, GrantId, IncidentId } from "../ids.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import {
  type AccountForm,
  type CustomerForm,
  EMPTY_ACCOUNT_FORM,
  EMPTY_CUSTOMER_FORM,
  type Faults,
  type StatedHolder,
} from "./forms.ts";
import { LINKS_SHOWN_SECONDS } from "./limits.ts";

/** What the last submit left to be said on the screen. */
export type Message =
  | { readonly id: "missing-input" | "malformed-input"; readonly faults: Faults }
  | {
    readonly id:
      | "account-not-eligible"
      | "authentication-failed"
      | "call-pending"
      | "call-timeout"
      | "core-banking-unavailable"
      | "link-ended"
      | "link-unknown";
  }
  /** B84: the account was locked before. `usableFrom`: when the service can be used again. */
  | { readonly id: "already-locked"; readonly usableFrom: EpochMillis }
  /** A fault of ours. */
  | { readonly id: "system-error"; readonly incidentId: IncidentId };

interface Messaged {
  readonly message?: Message;
}

/** ① Ready for the account. `customerForm`: what was typed on ② before the customer came back. */
export interface AccountState extends Messaged {
  readonly kind: "account";
  readonly form: AccountForm;
  readonly customerForm: CustomerForm;
}
/** ② Ready for the customer's particulars. */
export interface CustomerState extends Messaged {
  readonly kind: "customer";
  readonly account: GrantedAccount;
  readonly form: CustomerForm;
}
/** ③ Account, date of birth and phone number agree with core banking. */
export interface PhoneState extends Messaged {
  readonly kind: "phone";
  readonly account: GrantedAccount;
  readonly holder: StatedHolder;
}
/** ④ A call is expected. */
export interface CallState extends Messaged {
  readonly kind: "call";
  readonly account: GrantedAccount;
  readonly holder: StatedHolder;
  readonly call: AttemptedCall;
}
/** ⑤ The call arrived. */
export interface PinState extends Messaged {
  readonly kind: "pin";
  readonly account: GrantedAccount;
  readonly holder: StatedHolder;
}
/** ⑥ The customer is authenticated. */
export interface ConsentState extends Messaged {
  readonly kind: "consent";
  readonly account: GrantedAccount;
  readonly holder: StatedHolder;
  readonly authenticatedAt: EpochMillis;
}
/** In place of ⑥ for who came to see their own links: the customer is authenticated. */
export interface LinksState extends Messaged {
  readonly kind: "links";
  readonly account: GrantedAccount;
  readonly holder: StatedHolder;
}
/** The customer wants to end a link of the account, and has to confirm it. */
export interface EndingState extends Messaged {
  readonly kind: "ending";
  readonly account: GrantedAccount;
  readonly holder: StatedHolder;
  readonly grantId: GrantId;
}
/** The app may have the code again, by the same browser, while it lives. */
export interface GrantedState {
  readonly kind: "granted";
  readonly code: AuthorizationCode;
  readonly codeExpiresAt: EpochMillis;
  /** What was granted, for its receipt; undefined in records of an earlier version. */
  readonly grantId?: GrantId;
}
/** The account was locked by this interaction's failure. */
export interface LockedState {
  readonly kind: "locked";
  readonly usableFrom: EpochMillis;
}
/** `denied` on ⑥, `left` on the page of links, `aborted` before. */
export interface EndedState {
  readonly kind: "denied" | "left" | "aborted" | "expired";
}

/** Where an interaction is and what it knows. */
export type InteractionState =
  | AccountState
  | CustomerState
  | PhoneState
  | CallState
  | PinState
  | ConsentState
  | LinksState
  | EndingState
  | GrantedState
  | LockedState
  | EndedState;

/** States in which the interaction is over for good. */
export type FinalState = GrantedState | LockedState | EndedState;
/** States from which it goes on. */
export type OpenState = Exclude<InteractionState, FinalState>;

/** An interaction as it is stored, sealed. */
export interface Interaction {
  /** The app that wants to be linked; undefined for who came to see and end their own links. */
  readonly clientId?: ClientId;
  /** SHA-256 of the cookie of the browser that opened it, base64url. */
  readonly browserSecretHash: string;
  /** Exclusive. */
  readonly expiresAt: EpochMillis;
  readonly state: InteractionState;
}

/** The state in which every interaction begins. */
export const FIRST_STATE: AccountState = {
  kind: "account",
  form: EMPTY_ACCOUNT_FORM,
  customerForm: EMPTY_CUSTOMER_FORM,
};

/** Whether a state is final. */
export function isFinal(state: InteractionState): state is FinalState {
  switch (state.kind) {
    case "granted":
    case "locked":
    case "denied":
    case "left":
    case "aborted":
    case "expired":
      return true;
    default:
      return false;
  }
}

/** The interaction in its next state. The customer's own links are not shown for long. */
export function moveInteraction(
  interaction: Interaction,
  state: InteractionState,
  now: EpochMillis,
): Interaction {
  const isEntering = state.kind === "links" && interaction.state.kind === "pin";
  const until = isEntering ? addSeconds(now, LINKS_SHOWN_SECONDS) : interaction.expiresAt;
  return { ...interaction, state, expiresAt: Math.min(interaction.expiresAt, until) };
}

/** The state as it counts now: an interaction that outlived its time is expired. */
export function currentState(interaction: Interaction, now: EpochMillis): InteractionState {
  const { state, expiresAt } = interaction;
  return isFinal(state) || now < expiresAt ? state : { kind: "expired" };
}
