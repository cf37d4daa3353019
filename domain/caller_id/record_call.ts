/** Matching a reported call with the interaction that expects it. */
import { queueLogEntry } from "../audit/log_queue.ts";
import { maskPhoneNumber, toE164 } from "../banking/phone_number.ts";
import type { Vault } from "../crypto/vault.ts";
import type { Append, EphemeralStore, RunContext } from "../store/ephemeral_store.ts";
import { sha256Base64Url } from "../ids.ts";
import { addSeconds } from "../time.ts";
import { type CallEvent, EVENT_TOLERANCE_SECONDS } from "./call_event.ts";
import {
  expectationKey,
  isOutOfTime,
  serialiseArrival,
  type StrayCall,
  strayKey,
} from "./expected_call.ts";

/** How long a call is of interest to a screen: longer than any screen waits for one. */
const CALL_MEMORY_SECONDS = 600;

/**
 * What came of an event. `matched`: an interaction waited for just this call. `repeated`: the event
 * was reported before, or the caller called again; `late`: the call was for an earlier screen, or too
 * late for its own; `withheld`, `unexpected`: it changes nothing.
 */
export type CallResult = "matched" | "repeated" | "late" | "withheld" | "unexpected";

/** Stores and secrets that matching needs. */
export interface CallDependencies {
  readonly store: EphemeralStore;
  readonly vault: Vault;
}

/**
 * Takes note of a call. The event is claimed, the expectation redeemed and the arrival noted in one
 * atomic run: a call counts for one interaction only, and an event once.
 */
export async function recordCall(
  deps: CallDependencies,
  context: RunContext,
  event: CallEvent,
): Promise<CallResult> {
  const caller = event.callerNumber === null ? undefined : toE164(event.callerNumber);
  if (caller === undefined) return await recordStray(deps, context, event, "withheld");
  const expectation = await expectationKey(deps.vault, event.destinationNumber, caller);
  const [{ record }] = await deps.store.run(context, [{ verb: "get", at: expectation }]);
  // Else an event that was delayed would use up the expectation of the call that is yet to come.
  if (record && isOutOfTime(record.value, event.occurredAt, context.now)) {
    return await recordLate(deps, context, event);
  }
  const [claim, redeemed] = await deps.store.run(context, [
    await claimEvent(event, context),
    { verb: "redeem", at: expectation },
    {
      verb: "put",
      at: { of: expectation, ref: "call" },
      value: serialiseArrival(event.occurredAt),
      expiresAt: addSeconds(context.now, CALL_MEMORY_SECONDS),
    },
    await logEntry(deps, context, event, "matched"),
  ]);
  if (claim.status !== "done" || redeemed.status === "refused") return "repeated";
  if (redeemed.status === "done") return "matched";
  return await recordStray(deps, context, event, "unexpected");
}

async function recordLate(
  deps: CallDependencies,
  context: RunContext,
  event: CallEvent,
): Promise<CallResult> {
  const [claim] = await deps.store.run(context, [
    await claimEvent(event, context),
    await logEntry(deps, context, event, "late"),
  ]);
  return claim.status === "done" ? "late" : "repeated";
}

/** Notes at the number, for the screens that show it, that a call came which cannot count. */
async function recordStray(
  deps: CallDependencies,
  context: RunContext,
  event: CallEvent,
  result: "withheld" | "unexpected",
): Promise<CallResult> {
  const stray: StrayCall = {
    kind: result === "withheld" ? "withheld" : "other_number",
    at: context.now,
  };
  const [claim] = await deps.store.run(context, [
    await claimEvent(event, context),
    {
      verb: "put",
      at: await strayKey(deps.vault, event.destinationNumber),
      value: JSON.stringify(stray),
      expiresAt: addSeconds(context.now, CALL_MEMORY_SECONDS),
    },
    await logEntry(deps, context, event, result),
  ]);
  return claim.status === "done" ? result : "repeated";
}

/** Remembered until its time stamp is too old to be accepted again. */
async function claimEvent(event: CallEvent, context: RunContext) {
  return {
    verb: "claimOnce",
    at: `event:${await sha256Base64Url(event.eventId)}`,
    expiresAt: addSeconds(context.now, 2 * EVENT_TOLERANCE_SECONDS + 1),
  } as const;
}

async function logEntry(
  deps: CallDependencies,
  context: RunContext,
  event: CallEvent,
  result: CallResult,
): Promise<Append> {
  return await queueLogEntry(deps.vault, {
    id: `call:${context.attempt}:${result}`,
    at: context.now,
    actor: "system",
    event: "call",
    result,
    details: {
      caller: event.callerNumber === null ? undefined : maskPhoneNumber(event.callerNumber),
      destination: event.destinationNumber,
    },
  });
}
