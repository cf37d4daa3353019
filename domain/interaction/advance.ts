/** The rules of the walk: from one state and what happened to the next state. Pure. */
import type { AttemptedCall, CallStatus } from "../caller_id/expected_call.ts";
import type { GrantedAccount } from "../grant/grant.ts";
import type { AuthorizationCode, GrantId, IncidentId } from "../ids.ts";
import type { EpochMillis } from "../time.ts";
import type { AccountForm, CustomerForm, Fault, Faults, Reading, StatedHolder } from "./forms.ts";
import {
  type AccountState,
  type ConsentState,
  currentState,
  type CustomerState,
  type EndingState,
  type Interaction,
  type InteractionState,
  type LinksState,
  type OpenState,
  type PinState,
} from "./interaction.ts";

/** What came of comparing particulars or a PIN with core banking. */
export type Verdict =
  | { readonly kind: "passed" | "failed" | "not_eligible" | "unavailable" }
  /** The failure that reached the limit, or a try at an account that was locked already. */
  | { readonly kind: "locked" | "already_locked"; readonly usableFrom: EpochMillis }
  /** Too many tries: nothing was compared. */
  | { readonly kind: "busy" }
  | { readonly kind: "fault"; readonly incidentId: IncidentId };

/** What happened. */
export type InteractionEvent =
  | { readonly kind: "account_entered"; readonly reading: Reading<AccountForm, GrantedAccount> }
  | { readonly kind: "account_drafted"; readonly form: AccountForm }
  | { readonly kind: "customer_drafted"; readonly form: CustomerForm }
  | { readonly kind: "account_to_correct"; readonly form: CustomerForm }
  | { readonly kind: "customer_refused"; readonly form: CustomerForm; readonly faults: Faults }
  | {
    readonly kind: "customer_judged";
    readonly form: CustomerForm;
    readonly holder: StatedHolder;
    readonly verdict: Verdict;
  }
  | { readonly kind: "call_expected"; readonly call: AttemptedCall }
  | { readonly kind: "call_confirmed"; readonly status: CallStatus }
  | { readonly kind: "pin_refused"; readonly fault: Fault }
  | { readonly kind: "pin_judged"; readonly verdict: Verdict }
  | { readonly kind: "agreement_missing" }
  | {
    readonly kind: "consented";
    readonly code: AuthorizationCode;
    readonly codeExpiresAt: EpochMillis;
    /** Undefined until it is recorded. */
    readonly grantId?: GrantId;
  }
  /** Undefined: the account has no such link, or it is over. */
  | { readonly kind: "link_chosen"; readonly grantId: GrantId | undefined }
  | { readonly kind: "link_kept" | "link_ended" }
  | { readonly kind: "aborted" };

/** The next state, and the result as the operation log names it. */
export interface Advance {
  readonly next: InteractionState;
  readonly result: string;
}

/**
 * Takes an interaction one step on. Throws an `Error` when the event does not belong to the state:
 * forms are bound to their screen and version, so that is a fault of ours.
 */
export function advance(
  interaction: Interaction,
  event: InteractionEvent,
  now: EpochMillis,
): Advance {
  const state = currentState(interaction, now);
  switch (state.kind) {
    case "expired":
      return { next: state, result: "expired" };
    case "granted":
    case "locked":
    case "denied":
    case "left":
    case "aborted":
      throw new Error(`an interaction that is ${state.kind} does not go on`);
    default:
      return event.kind === "aborted" ? abort(state) : advanceOpen(interaction, state, event, now);
  }
}

function abort(state: OpenState): Advance {
  const kind = endOf(state);
  return { next: { kind }, result: kind };
}

function endOf(state: OpenState): "denied" | "left" | "aborted" {
  if (state.kind === "consent") return "denied";
  return state.kind === "links" || state.kind === "ending" ? "left" : "aborted";
}

function advanceOpen(
  interaction: Interaction,
  state: OpenState,
  event: Exclude<InteractionEvent, { kind: "aborted" }>,
  now: EpochMillis,
): Advance {
  switch (event.kind) {
    case "account_entered":
      return enterAccount(expectState(state, "account"), event.reading);
    case "account_drafted":
      return { next: { ...expectState(state, "account"), form: event.form }, result: "drafted" };
    case "customer_drafted":
      return { next: { ...expectState(state, "customer"), form: event.form }, result: "drafted" };
    case "account_to_correct":
      return correctAccount(expectState(state, "customer"), event.form);
    case "customer_refused": {
      const customer = expectState(state, "customer");
      return refuse({ ...customer, form: event.form }, event.faults);
    }
    case "customer_judged":
      return judgeCustomer(expectState(state, "customer"), event);
    case "call_expected": {
      const { account, holder } = expectState(state, "phone");
      return { next: { kind: "call", account, holder, call: event.call }, result: "call_expected" };
    }
    case "call_confirmed":
      return confirmCall(expectState(state, "call"), event.status);
    case "pin_refused":
      return refuse(expectState(state, "pin"), { pin: event.fault });
    case "pin_judged":
      return judgePin(interaction, expectState(state, "pin"), event.verdict, now);
    case "agreement_missing":
      return refuse(expectState(state, "consent"), { agree: "missing" });
    case "consented":
      expectState(state, "consent");
      return { next: { ...event, kind: "granted" }, result: "granted" };
    case "link_chosen":
      return chooseLink(expectState(state, "links"), event.grantId);
    case "link_kept":
    case "link_ended":
      return leaveEnding(expectState(state, "ending"), event.kind);
  }
}

function enterAccount(
  state: AccountState,
  reading: Reading<AccountForm, GrantedAccount>,
): Advance {
  if ("faults" in reading) return refuse({ ...state, form: reading.form }, reading.faults);
  return {
    next: { kind: "customer", account: reading.values, form: state.customerForm },
    result: "entered",
  };
}

/** Back to ①, keeping what was typed on ②. */
function correctAccount(state: CustomerState, customerForm: CustomerForm): Advance {
  const form = { ...state.account };
  return { next: { kind: "account", form, customerForm }, result: "to_correct" };
}

function judgeCustomer(
  state: CustomerState,
  { form, holder, verdict }: Extract<InteractionEvent, { kind: "customer_judged" }>,
): Advance {
  if (verdict.kind !== "passed") return judged({ ...state, form }, verdict);
  return { next: { kind: "phone", account: state.account, holder }, result: "matched" };
}

function confirmCall(
  state: Extract<OpenState, { kind: "call" }>,
  status: CallStatus,
): Advance {
  const { account, holder } = state;
  if (status === "arrived") return { next: { kind: "pin", account, holder }, result: "arrived" };
  if (status !== "over") {
    return { next: { ...state, message: { id: "call-pending" } }, result: status };
  }
  return {
    next: {
      kind: "account",
      form: { ...account },
      customerForm: customerFormOf(holder),
      message: { id: "call-timeout" },
    },
    result: "call_timeout",
  };
}

/** Only who came from an app is asked for a consent. */
function judgePin(
  { clientId }: Interaction,
  state: PinState,
  verdict: Verdict,
  now: EpochMillis,
): Advance {
  if (verdict.kind !== "passed") return judged(state, verdict);
  const { account, holder } = state;
  if (clientId === undefined) {
    return { next: { kind: "links", account, holder }, result: "authenticated" };
  }
  return {
    next: { kind: "consent", account, holder, authenticatedAt: now },
    result: "authenticated",
  };
}

function chooseLink({ account, holder }: LinksState, grantId: GrantId | undefined): Advance {
  if (grantId !== undefined) {
    return { next: { kind: "ending", account, holder, grantId }, result: "chosen" };
  }
  const message = { id: "link-unknown" } as const;
  return { next: { kind: "links", account, holder, message }, result: "link_unknown" };
}

function leaveEnding(
  { account, holder }: EndingState,
  kind: "link_kept" | "link_ended",
): Advance {
  const ended = kind === "link_ended" && { message: { id: "link-ended" } as const };
  return { next: { kind: "links", account, holder, ...ended }, result: kind };
}

/** Screens ② and ⑤ share their errors. */
function judged(state: CustomerState | PinState, verdict: Verdict): Advance {
  const { message: _, ...silent } = state;
  switch (verdict.kind) {
    case "passed":
      throw new Error("a passed check has no error");
    case "failed":
      return said(silent, { id: "authentication-failed" }, "failed");
    case "not_eligible":
      return said(silent, { id: "account-not-eligible" }, "not_eligible");
    case "unavailable":
      return said(silent, { id: "core-banking-unavailable" }, "core_banking_unavailable");
    case "already_locked":
      return said(
        silent,
        { id: "already-locked", usableFrom: verdict.usableFrom },
        "already_locked",
      );
    case "fault":
      return said(silent, { id: "system-error", incidentId: verdict.incidentId }, "fault");
    case "busy":
      return { next: silent, result: "busy" };
    case "locked":
      return { next: { kind: "locked", usableFrom: verdict.usableFrom }, result: "locked" };
  }
}

function said(
  state: Omit<CustomerState, "message"> | Omit<PinState, "message">,
  message: NonNullable<OpenState["message"]>,
  result: string,
): Advance {
  return { next: { ...state, message }, result };
}

/** Missing input has the word before malformed input; every fault is marked all the same. */
function refuse(
  state: AccountState | CustomerState | PinState | ConsentState,
  faults: Faults,
): Advance {
  const missing = Object.values(faults).includes("missing");
  const id = missing ? "missing-input" : "malformed-input";
  return { next: { ...state, message: { id, faults } }, result: id.replace("-", "_") };
}

function customerFormOf(holder: StatedHolder): CustomerForm {
  const [birthYear = "", birthMonth = "", birthDay = ""] = holder.dateOfBirth.split("-");
  return {
    name: holder.name,
    birthYear,
    birthMonth: String(Number(birthMonth)),
    birthDay: String(Number(birthDay)),
    phoneNumber: holder.phoneNumber,
    email: holder.email ?? "",
    emailConfirmation: holder.email ?? "",
  };
}

function expectState<Kind extends OpenState["kind"]>(
  state: OpenState,
  kind: Kind,
): Extract<OpenState, { kind: Kind }> {
  if (!isKind(state, kind)) throw new Error(`an event for ${kind} met the state ${state.kind}`);
  return state;
}

function isKind<Kind extends OpenState["kind"]>(
  state: OpenState,
  kind: Kind,
): state is Extract<OpenState, { kind: Kind }> {
  return state.kind === kind;
}
