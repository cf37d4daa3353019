/**
 * What every submit has in common: it begins a step (a lease on one version of the interaction),
 * and sets the next state together with everything that goes with it. Two round trips.
 */
import { queueLogEntry } from "../audit/log_queue.ts";
import { maskAccount } from "../banking/account_number.ts";
import { accountReference } from "../banking/account_reference.ts";
import { interactionKey, requestKey } from "../authorization/open_interaction.ts";
import {
  parsePushedRequest,
  type PushedAuthorizationRequest,
} from "../authorization/pushed_request.ts";
import type { NewOperationLogEntry } from "../audit/operation_log.ts";
import type { Vault } from "../crypto/vault.ts";
import type { GrantedAccount } from "../grant/grant.ts";
import type { ClientId, IncidentId, InteractionId, RandomSource } from "../ids.ts";
import type {
  CompareAndSet,
  EphemeralStore,
  Operation,
  OperationResult,
  RunContext,
} from "../store/ephemeral_store.ts";
import { addSeconds } from "../time.ts";
import { type Advance, advance, type InteractionEvent } from "./advance.ts";
import { type Interaction, type InteractionState, moveInteraction } from "./interaction.ts";
import {
  openInteraction,
  recordExpiry,
  referencesOf,
  sealInteraction,
} from "./interaction_record.ts";
import { type InteractionSettings, maxSteps, STEP_LEASE_SECONDS } from "./limits.ts";

/** What every step needs. */
export interface StepDependencies {
  readonly store: EphemeralStore;
  readonly vault: Vault;
  readonly random: RandomSource;
  readonly settings: InteractionSettings;
}

/** A form that a customer sent, from the browser that has the interaction's cookie. */
export interface Submission {
  readonly id: InteractionId;
  /** The version of the interaction for which the form was drawn. */
  readonly version: number;
  readonly browserSecretHash: string;
  readonly context: RunContext & { readonly incidentId: IncidentId };
  readonly ipAddress: string | undefined;
  readonly userAgent: string | undefined;
}

/** A step under way. */
export interface BegunStep {
  readonly submission: Submission;
  readonly interaction: Interaction;
  /** Undefined where there is no app. */
  readonly request: PushedAuthorizationRequest | undefined;
  /** The results of the operations that were run along. */
  readonly results: readonly OperationResult[];
}

/** What came of a submit. */
export type StepOutcome =
  /** The interaction is in this state now. `cause`: a fault of ours, for the log. */
  | {
    readonly kind: "moved";
    readonly state: InteractionState;
    readonly request: PushedAuthorizationRequest | undefined;
    readonly cause?: unknown;
  }
  /** Nothing was changed: the form was not the present one, or it is being processed already. */
  | { readonly kind: "lost" }
  /** Too much traffic. The form can be sent again, as of this version. */
  | { readonly kind: "busy"; readonly version: number; readonly clientId: ClientId | undefined };

/** What is written in one go with the next state. */
export interface StepEffects {
  /** The interaction's event in the operation log, for example `screen.pin`. */
  readonly event: string;
  /** Personal data for the log that the state does not hold any more, or not yet. */
  readonly enteredName?: string;
  /** No log entry goes with it: it is written elsewhere, or the page was only drawn anew. */
  readonly isUnlogged?: boolean;
  /** Run before the state is set; a guard among them can prevent it. */
  readonly before?: readonly Operation[];
  /** Run after the state was set, and only then. */
  readonly after?: readonly Operation[];
}

/**
 * Begins a step and runs `operations` along; undefined when the form was not the present one. At the
 * step that is one too many the interaction counts as expired.
 */
export async function beginStep(
  deps: StepDependencies,
  submission: Submission,
  operations: readonly Operation[] = [],
  leaseSeconds = STEP_LEASE_SECONDS,
): Promise<BegunStep | undefined> {
  const { id, version, context } = submission;
  const leaseUntil = addSeconds(context.now, leaseSeconds);
  const [begun, request, ...results] = await deps.store.run(context, [
    { verb: "beginStep", at: interactionKey(id), version, leaseUntil },
    { verb: "get", at: requestKey(id) },
    ...operations,
  ]);
  if (begun?.status !== "done" || begun.record === undefined) return undefined;
  const opened = await openInteraction(deps.vault, id, begun.record.value);
  if (opened.browserSecretHash !== submission.browserSecretHash) return undefined;
  const pushed = request?.record && parsePushedRequest(request.record.value);
  if (opened.clientId !== pushed?.clientId) throw new Error("an interaction without its request");
  const isOneTooMany = version >= maxSteps(opened);
  const interaction = isOneTooMany ? { ...opened, expiresAt: context.now } : opened;
  return { submission, interaction, request: pushed, results };
}

/**
 * Sets the next state with its log entry and effects. Answers with the results of `effects.before`,
 * and whether the state was set: not so when a guard refused or the lease had lapsed.
 */
export async function finishStep(
  deps: StepDependencies,
  step: BegunStep,
  advance: Advance,
  effects: StepEffects,
): Promise<{ readonly isSet: boolean; readonly before: readonly OperationResult[] }> {
  const { before = [], after = [] } = effects;
  const log = effects.isUnlogged
    ? []
    : [await queueLogEntry(deps.vault, await stepLogEntry(deps.vault, step, advance, effects))];
  const results: readonly OperationResult[] = await deps.store.run(step.submission.context, [
    ...before,
    ...log,
    await setState(deps.vault, step, advance.next),
    ...after,
  ]);
  return {
    isSet: results[before.length + log.length]?.status === "done",
    before: results.slice(0, before.length),
  };
}

/** A whole step that has no effect but the next state, and its log entry. */
export async function takeStep(
  deps: StepDependencies,
  submission: Submission,
  effects: string | StepEffects,
  event: InteractionEvent,
): Promise<StepOutcome> {
  const step = await beginStep(deps, submission);
  if (step === undefined) return { kind: "lost" };
  const next = advance(step.interaction, event, submission.context.now);
  return await moveOn(deps, step, next, typeof effects === "string" ? { event: effects } : effects);
}

/** {@link finishStep} where nothing but the state is of interest. */
export async function moveOn(
  deps: StepDependencies,
  step: BegunStep,
  advance: Advance,
  effects: StepEffects,
): Promise<StepOutcome> {
  const { isSet } = await finishStep(deps, step, advance, effects);
  if (!isSet) return { kind: "lost" };
  return { kind: "moved", state: advance.next, request: step.request };
}

async function setState(
  vault: Vault,
  step: BegunStep,
  state: InteractionState,
): Promise<CompareAndSet> {
  const { id, version, context } = step.submission;
  const next = moveInteraction(step.interaction, state, context.now);
  return {
    verb: "compareAndSet",
    at: interactionKey(id),
    version,
    value: await sealInteraction(vault, id, next),
    refs: await referencesOf(vault, id, next),
    expiresAt: recordExpiry(next),
  };
}

/** The log entry of a step: who (app, masked account, name as entered), what, result, when, from where. */
export async function stepLogEntry(
  vault: Vault,
  step: BegunStep,
  advance: Advance,
  effects: Pick<StepEffects, "event" | "enteredName">,
): Promise<NewOperationLogEntry> {
  const { submission: { context, id, version, ipAddress, userAgent }, interaction } = step;
  const account = accountOf(interaction.state) ?? accountOf(advance.next);
  const enteredName = effects.enteredName ?? nameOf(interaction.state);
  const isFault = advance.result === "fault";
  return {
    id: `${id}:${version}:${advance.result}:${context.attempt}`,
    at: context.now,
    actor: "customer",
    event: effects.event,
    result: advance.result,
    ...(interaction.clientId !== undefined && { clientId: interaction.clientId }),
    interactionId: id,
    ...(isFault && { incidentId: context.incidentId }),
    ...(account && { accountReference: await accountReference(vault, account) }),
    details: {
      ...(account && { maskedAccount: maskAccount(account) }),
      ...(enteredName !== undefined && { enteredName }),
      ...(ipAddress !== undefined && { ipAddress }),
      ...(userAgent !== undefined && { userAgent }),
    },
  };
}

function accountOf(state: InteractionState): GrantedAccount | undefined {
  return "account" in state ? state.account : undefined;
}

function nameOf(state: InteractionState): string | undefined {
  return "holder" in state ? state.holder.name : undefined;
}
