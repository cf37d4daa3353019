/** Sends what waits in the outbox. */
import { UnavailableError } from "../errors.ts";
import { addSeconds, type Clock } from "../time.ts";
import type { Mailer, Notice, NoticeOutbox, UnreadableNotice } from "./notice.ts";

/** Longer than a mail server may take; when it lapses another process sends the mail. */
const LEASE_SECONDS = 120;
/** Sent side by side, so that a slow one holds up no other. */
const MAX_NOTICES_AT_ONCE = 10;
const FIRST_DELAY_SECONDS = 30;
const LONGEST_DELAY_SECONDS = 3600;

/** What one round did. */
export interface DeliveryReport {
  readonly sent: number;
  readonly postponed: number;
  /** The ids of those among the postponed whose content cannot be read. */
  readonly unreadable: readonly string[];
}

/** What the delivery works with. */
export interface DeliveryPorts {
  readonly outbox: Pick<NoticeOutbox, "lease" | "markSent" | "postpone">;
  readonly mailer: Mailer;
  readonly clock: Clock;
  /** Spreads the waits before a next attempt (milliseconds), so that not all come back at once. */
  readonly spread: (millis: number) => number;
}

/**
 * Sends the mails that are due, at most ten a round, each at least once: a mail counts as sent only
 * after the mail server took it, and what a killed process left is due again when its lease lapses.
 * A mail that cannot be sent, or not even read, is tried again later and holds up no other. Throws `UnavailableError`
 * when the database cannot be reached.
 *
 * @param givingUp when aborted, what is not yet sent is put back as if it could not be sent
 */
export async function deliverNotices(
  ports: DeliveryPorts,
  givingUp?: AbortSignal,
): Promise<DeliveryReport> {
  const now = ports.clock.now();
  const leaseUntil = addSeconds(now, LEASE_SECONDS);
  const notices = await ports.outbox.lease(now, leaseUntil, MAX_NOTICES_AT_ONCE);
  const outcomes = await Promise.allSettled(
    notices.map((notice) => deliver(ports, notice, givingUp)),
  );
  const done = outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
  const sent = done.filter((wasSent) => wasSent).length;
  const unreadable = notices.filter(({ to }) => to === undefined).map(({ id }) => id);
  return { sent, postponed: done.length - sent, unreadable };
}

async function deliver(
  ports: DeliveryPorts,
  notice: Notice | UnreadableNotice,
  givingUp: AbortSignal | undefined,
): Promise<boolean> {
  const fault = notice.to === undefined
    ? "its content cannot be read"
    : await trySending(ports.mailer, notice, givingUp);
  const now = ports.clock.now();
  if (fault === undefined) {
    await ports.outbox.markSent(notice.id, now);
    return true;
  }
  const delayMillis = ports.spread(retryDelaySeconds(notice.attempts) * 1000);
  const nextAttemptAt = now + Math.round(delayMillis);
  await ports.outbox.postpone(notice.id, nextAttemptAt, fault);
  return false;
}

async function trySending(
  mailer: Mailer,
  notice: Notice,
  givingUp: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    await mailer.send(notice, givingUp);
    return undefined;
  } catch (error) {
    // The message of any other error might quote the mail.
    if (error instanceof UnavailableError) return error.message;
    return error instanceof Error ? error.name : "unknown fault";
  }
}

/** Doubles with each attempt, up to an hour. `attempts` counts the one that just failed. */
export function retryDelaySeconds(attempts: number): number {
  const delay = FIRST_DELAY_SECONDS * 2 ** Math.max(0, attempts - 1);
  return Math.min(delay, LONGEST_DELAY_SECONDS);
}
