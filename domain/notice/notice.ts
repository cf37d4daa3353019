/** Mails to customers, kept in an outbox until a mail server has taken them. */
import type { EpochMillis } from "../time.ts";

/** A mail to be sent. Address and text are personal data: stored sealed. */
export interface NewNotice {
  /** Unique; queueing the same notice twice is queueing it once. Also the mail's Message-ID. */
  readonly id: string;
  readonly createdAt: EpochMillis;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same as HTML; absent in mails queued by a version that made none. */
  readonly html?: string;
}

/** How a mail stands in the outbox. */
interface Queued {
  /** How often sending was tried. */
  readonly attempts: number;
  /** Not to be tried before. */
  readonly nextAttemptAt: EpochMillis;
}

/** A mail in the outbox. */
export interface Notice extends NewNotice, Queued {}

/** A mail whose content cannot be read: the secret that sealed it is gone, or the row was damaged. */
export interface UnreadableNotice extends Pick<NewNotice, "id" | "createdAt">, Queued {
  readonly to?: undefined;
  readonly subject?: undefined;
  readonly text?: undefined;
  readonly html?: undefined;
}

/** The port to the outbox. A notice is sent at least once and never lost. */
export interface NoticeOutbox {
  /**
   * Leases the notices that are due, oldest first: no other caller gets them before `leaseUntil`,
   * and after that they are due again unless settled. Each lease counts as an attempt. One that
   * cannot be read keeps back no other.
   */
  lease(
    now: EpochMillis,
    leaseUntil: EpochMillis,
    limit: number,
  ): Promise<readonly (Notice | UnreadableNotice)[]>;
  /** Removes the address and text of a notice that was handed to the mail server, keeping the fact. */
  markSent(id: string, at: EpochMillis): Promise<void>;
  /** Puts a notice back, to be tried at a later time. */
  postpone(id: string, nextAttemptAt: EpochMillis, fault: string): Promise<void>;
  /** Gives up a notice that cannot be sent, and removes its address and text; the fact stays. */
  discard(id: string, at: EpochMillis): Promise<void>;
  /** Notices not yet sent, oldest first, for the operator. */
  listUnsent(
    limit: number,
  ): Promise<readonly ((Notice | UnreadableNotice) & { readonly lastFault?: string })[]>;
}

/** The port to the mail server. */
export interface Mailer {
  /**
   * Hands a mail over; throws `UnavailableError` unless the server has taken it. When the signal is
   * aborted it gives up at once, and it may be unknown whether the server has taken it.
   */
  send(notice: NewNotice, signal?: AbortSignal): Promise<void>;
}
