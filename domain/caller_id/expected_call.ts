/**
 * 発信者番号認証: a call that is expected from the customer's registered phone, at one number of our
 * pool, within a short time. Phone numbers appear in keys as pseudonyms only.
 */
import { toE164 } from "../banking/phone_number.ts";
import type { Vault } from "../crypto/vault.ts";
import type { InteractionId, RandomSource } from "../ids.ts";
import type { Key, PutIfAbsent } from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis } from "../time.ts";

/** How far a telephony provider's clock may be from ours when it dates a call. */
export const CALL_CLOCK_TOLERANCE_MILLIS = 10_000;

/**
 * How long a number stays with its interaction after its time: a call that comes too late is void, and
 * must not be taken for that of somebody else who waits for the same phone at the same number.
 */
export const LATE_CALL_SECONDS = 30;

/** The number to be called, and when. */
export interface AttemptedCall {
  /** As shown to the customer: national digits. */
  readonly destination: string;
  readonly from: EpochMillis;
  /** Exclusive. */
  readonly until: EpochMillis;
}

/** Whether the expected call came. `stray`: a call reached the number that cannot count. */
export type CallStatus = "waiting" | "withheld" | "other_number" | "arrived" | "over";

/** A call at a destination that matched nobody; never says which number called. */
export interface StrayCall {
  readonly kind: "withheld" | "other_number";
  readonly at: EpochMillis;
}

/** Where the expectation of one caller at one destination is kept; redeemed by the call. */
export async function expectationKey(
  vault: Vault,
  destination: string,
  caller: string,
): Promise<Key> {
  const [to, from] = await Promise.all([pseudonym(vault, destination), pseudonym(vault, caller)]);
  return `expect:${to}:${from}`;
}

/** Where the last stray call at a destination is kept. */
export async function strayKey(vault: Vault, destination: string): Promise<Key> {
  return `stray:${await pseudonym(vault, destination)}`;
}

/**
 * Where the call of an interaction is noted once it arrived: a place of its own for each time that one
 * is expected, so that nothing has to be cleared there.
 */
export function callKey(id: InteractionId, { from }: Pick<AttemptedCall, "from">): Key {
  return `call:${id}:${from}`;
}

/**
 * The operation that expects a call: the guard keeps two interactions from waiting for the same
 * caller at the same number, so that a call can only mean one of them.
 */
export async function expectCall(
  vault: Vault,
  id: InteractionId,
  call: AttemptedCall,
  caller: string,
): Promise<PutIfAbsent> {
  return {
    verb: "putIfAbsent",
    at: await expectationKey(vault, call.destination, caller),
    value: JSON.stringify({ from: call.from, until: call.until }),
    refs: { call: callKey(id, call) },
    expiresAt: addSeconds(call.until, LATE_CALL_SECONDS),
    guard: true,
  };
}

/**
 * Whether an event is about a call that took place before its number was shown to the customer from
 * whom it is expected, or came when their time was over: it must not use the expectation up.
 *
 * @param expectation the value under {@link expectationKey}
 */
export function isOutOfTime(
  expectation: string,
  occurredAt: EpochMillis,
  now: EpochMillis,
): boolean {
  const { from, until }: Pick<AttemptedCall, "from" | "until"> = JSON.parse(expectation);
  return occurredAt < from - CALL_CLOCK_TOLERANCE_MILLIS || now >= until;
}

/** The stored form of an arrived call: when it took place. */
export function serialiseArrival(occurredAt: EpochMillis): string {
  return JSON.stringify(occurredAt);
}

/**
 * How an expected call stands.
 *
 * @param arrival the value under {@link callKey}
 * @param stray the value under {@link strayKey}
 */
export function callStatus(
  call: AttemptedCall,
  arrival: string | undefined,
  stray: string | undefined,
  now: EpochMillis,
): CallStatus {
  if (now >= call.until) return "over";
  const earliest = call.from - CALL_CLOCK_TOLERANCE_MILLIS;
  const arrivedAt: EpochMillis | undefined = arrival && JSON.parse(arrival);
  // An event that was delayed can tell of a call from before this number was shown.
  if (arrivedAt !== undefined && arrivedAt >= earliest) return "arrived";
  const strayCall: StrayCall | undefined = stray === undefined ? undefined : JSON.parse(stray);
  return strayCall !== undefined && strayCall.at >= earliest ? strayCall.kind : "waiting";
}

/** The pool in a random order, each order equally likely (Fisher and Yates). */
export function shuffle(pool: readonly string[], random: RandomSource): readonly string[] {
  const numbers = [...pool];
  for (let last = numbers.length - 1; last > 0; last -= 1) {
    const chosen = randomBelow(last + 1, random);
    [numbers[last], numbers[chosen]] = [numbers[chosen] ?? "", numbers[last] ?? ""];
  }
  return numbers;
}

/** A random whole number from 0 to `bound - 1` (at most 65,536 of them), without bias. */
function randomBelow(bound: number, random: RandomSource): number {
  const unbiased = 65_536 - (65_536 % bound);
  for (;;) {
    const [high = 0, low = 0] = random.bytes(2);
    const drawn = high * 256 + low;
    if (drawn < unbiased) return drawn % bound;
  }
}

async function pseudonym(vault: Vault, phoneNumber: string): Promise<string> {
  return await vault.pseudonym("caller", toE164(phoneNumber) ?? phoneNumber);
}
