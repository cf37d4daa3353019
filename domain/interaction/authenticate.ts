/**
 * Comparing what only the customer knows with core banking (② and ⑤). A try is reserved before core
 * banking is asked, so that no interleaving yields one guess more than the limit, and what was
 * counted is given back unless the try failed.
 */
import { UnavailableError } from "../errors.ts";
import type { GrantedAccount } from "../grant/grant.ts";
import { unlockMoment } from "../service/service_hours.ts";
import type { MaintenanceSchedule } from "../service/maintenance.ts";
import { toNetwork, toSite } from "../service/network_address.ts";
import type {
  Hit,
  Operation,
  OperationResult,
  Require,
  Reserve,
} from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import { queueLogEntry } from "../audit/log_queue.ts";
import { type Advance, advance, type InteractionEvent, type Verdict } from "./advance.ts";
import { currentState } from "./interaction.ts";
import { referenceOf } from "./interaction_record.ts";
import { FAILURE_WINDOW_SECONDS, TRIAL_LEASE_SECONDS } from "./limits.ts";
import { noteLock, REQUIRE_KNOWN_FAILURES, reserveTry } from "./lockout.ts";
import {
  beginStep,
  type BegunStep,
  finishStep,
  moveOn,
  type StepDependencies,
  stepLogEntry,
  type StepOutcome,
  type Submission,
} from "./step.ts";

/** What authentication needs beside a step. */
export interface AuthenticationDependencies extends StepDependencies {
  readonly maintenance: MaintenanceSchedule;
}

/** A site may fail as often as so many networks. */
const NETWORKS_OF_A_SITE = 4;

/** One kind of authentication. */
export interface Trial {
  readonly screen: "customer" | "pin";
  /** Asks core banking; throws `UnavailableError` when it gave no verdict. */
  compare(account: GrantedAccount): Promise<"right" | "wrong" | "not_eligible">;
  event(verdict: Verdict): InteractionEvent;
  readonly enteredName?: string;
}

/** Judges a submit of ② or ⑤ and moves the interaction on. */
export async function authenticate(
  deps: AuthenticationDependencies,
  submission: Submission,
  trial: Trial,
): Promise<StepOutcome> {
  const counted = countOperations(deps, submission);
  const step = await beginStep(deps, submission, counted, TRIAL_LEASE_SECONDS);
  if (step === undefined) return { kind: "lost" };
  const usableFrom = await whenUnlocked(deps, submission.context.now);
  const { verdict, cause } = await judge(deps, step, trial, usableFrom);
  const next = advance(step.interaction, trial.event(verdict), submission.context.now);
  const effects = await countingEffects(deps, step, trial, verdict);
  const after = next.next.kind === "links" ? [await noteViewing(deps, step, next)] : [];
  const done = { ...stepNames(trial), ...effects, after };
  const { isSet, before } = await finishStep(deps, step, next, done);
  if (!isSet) return { kind: "lost" };
  if (next.result === "busy") {
    const { clientId } = step.interaction;
    return { kind: "busy", version: submission.version + 1, clientId };
  }
  if (verdict.kind === "failed" && isLimitReached(deps, before)) {
    return await lockAfterRace(deps, step, trial, usableFrom);
  }
  const { request } = step;
  return { kind: "moved", state: next.next, request, ...(cause !== undefined && { cause }) };
}

/** Noted once, as the customer is let in: drawing the page again tells nobody anything new. */
async function noteViewing({ vault }: StepDependencies, step: BegunStep, next: Advance) {
  const entry = await stepLogEntry(vault, step, next, { event: "links.view" });
  return await queueLogEntry(vault, { ...entry, id: `links.view:${entry.id}`, result: "ok" });
}

function stepNames(trial: Trial) {
  const { screen, enteredName } = trial;
  return { event: `screen.${screen}`, ...(enteredName !== undefined && { enteredName }) };
}

/**
 * The counters come before the try: whoever exceeds one of them takes none from the account. Without
 * the failures of today nobody tries anything.
 */
function countOperations(
  { settings }: StepDependencies,
  { id, ipAddress, context: { now } }: Submission,
): readonly [Require, Hit, Hit, Hit, Hit, Reserve] {
  const hit = (at: Hit["at"], limit: number): Hit => ({
    verb: "hit",
    at,
    limit,
    expiresAt: addSeconds(now, FAILURE_WINDOW_SECONDS),
  });
  const address = ipAddress ?? "unknown";
  return [
    REQUIRE_KNOWN_FAILURES,
    hit(`failures:interaction:${id}`, settings.failuresPerInteraction),
    hit(`failures:address:${toNetwork(address)}`, settings.failuresPerAddressPerHour),
    hit(
      `failures:site:${toSite(address)}`,
      settings.failuresPerAddressPerHour * NETWORKS_OF_A_SITE,
    ),
    hit(referenceOf(id, "clientFailures"), settings.failuresPerClientPerHour),
    reserveTry(referenceOf(id, "attempts"), settings.failedAttempts, now),
  ];
}

async function judge(
  deps: StepDependencies,
  step: BegunStep,
  trial: Trial,
  usableFrom: EpochMillis,
): Promise<{ readonly verdict: Verdict; readonly cause?: unknown }> {
  const { context } = step.submission;
  const state = currentState(step.interaction, context.now);
  const reserved = reservation(step);
  if (reserved.status === "refused" && reserved.failures === deps.settings.failedAttempts) {
    return { verdict: { kind: "already_locked", usableFrom } };
  }
  // An interaction that expired is not judged either; advance() says so.
  const isOpen = state.kind === "customer" || state.kind === "pin";
  if (reserved.status !== "done" || !isOpen) return { verdict: { kind: "busy" } };
  try {
    const comparison = await trial.compare(state.account);
    if (comparison === "right") return { verdict: { kind: "passed" } };
    if (comparison === "not_eligible") return { verdict: { kind: "not_eligible" } };
    const isLast = (reserved.failures ?? 0) + 1 >= deps.settings.failedAttempts;
    return { verdict: isLast ? { kind: "locked", usableFrom } : { kind: "failed" } };
  } catch (cause) {
    if (cause instanceof UnavailableError) return { verdict: { kind: "unavailable" } };
    return { verdict: { kind: "fault", incidentId: context.incidentId }, cause };
  }
}

/** What the verdict does to the counters; the settled try comes first. */
async function countingEffects(
  deps: StepDependencies,
  step: BegunStep,
  trial: Trial,
  verdict: Verdict,
): Promise<{ before: readonly Operation[] }> {
  const { interaction: { state }, submission: { id, context } } = step;
  const attempts = referenceOf(id, "attempts");
  const isReserved = reservation(step).status === "done";
  const isFailure = verdict.kind === "failed" || verdict.kind === "locked";
  const isLocked = verdict.kind === "locked" || verdict.kind === "already_locked";
  const isAuthenticated = verdict.kind === "passed" && trial.screen === "pin";
  const before: Operation[] = [];
  if (isReserved) {
    const outcome = isFailure ? "failed" : isAuthenticated ? "cleared" : "released";
    before.push({ verb: "settle", at: attempts, outcome });
  }
  // Both errors of the table count against the interaction, the address and the app.
  if (!isFailure && verdict.kind !== "not_eligible") before.push(...refunds(deps, step));
  if (isLocked && "account" in state) {
    before.push(await noteLock(deps.vault, state.account, context.now));
  }
  return { before };
}

function refunds(deps: StepDependencies, step: BegunStep): readonly Operation[] {
  return countOperations(deps, step.submission)
    .filter((operation, index) => operation.verb === "hit" && isDone(step.results[index]))
    .map(({ at }) => ({ verb: "refund", at }));
}

/** The failure turned out to be the last one only when it was counted: others were faster. */
async function lockAfterRace(
  deps: StepDependencies,
  step: BegunStep,
  trial: Trial,
  usableFrom: EpochMillis,
): Promise<StepOutcome> {
  const { submission, interaction } = step;
  const version = submission.version + 1;
  const later = { ...step, submission: { ...submission, version } };
  const next = advance(
    interaction,
    trial.event({ kind: "locked", usableFrom }),
    submission.context.now,
  );
  const lock = "account" in interaction.state
    ? [await noteLock(deps.vault, interaction.state.account, submission.context.now)]
    : [];
  return await moveOn(deps, later, next, { ...stepNames(trial), before: lock });
}

function isLimitReached(deps: StepDependencies, before: readonly OperationResult[]): boolean {
  return (before[0]?.failures ?? 0) >= deps.settings.failedAttempts;
}

async function whenUnlocked(
  deps: AuthenticationDependencies,
  now: EpochMillis,
): Promise<EpochMillis> {
  const maintenance = await deps.maintenance.upcoming(now);
  return unlockMoment({ mode: deps.settings.serviceHours, maintenance }, now);
}

function reservation(step: BegunStep): OperationResult {
  return step.results.at(-1) ?? { status: "skipped" };
}

function isDone(result: OperationResult | undefined): boolean {
  return result?.status === "done";
}
