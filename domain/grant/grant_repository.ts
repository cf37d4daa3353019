/** The port to the grants and to what is written together with one. */
import type { NewOperationLogEntry } from "../audit/operation_log.ts";
import type { ClientId, GrantId, InteractionId } from "../ids.ts";
import type { NewNotice } from "../notice/notice.ts";
import type { EpochMillis } from "../time.ts";
import type { Grant, GrantEndReason } from "./grant.ts";

/** What the consent writes in one go. */
export interface ConsentRecord {
  readonly grant: Grant;
  readonly notice: NewNotice;
  readonly logEntry: NewOperationLogEntry;
}

/** Filters of the operator; all given ones must hold. */
export interface GrantFilter {
  readonly clientId?: ClientId;
  readonly accountReference?: string;
  /** Only grants that give access at this time: neither ended nor expired. */
  readonly activeAt?: EpochMillis;
  readonly limit: number;
}

/** See the methods. Every method throws `UnavailableError` when the database cannot be reached. */
export interface GrantRepository {
  /**
   * Records a consent: grant, completion mail and log entry, all or nothing, in one batch. A second
   * call for the same interaction changes nothing: a customer who presses again after a crash gets
   * the grant that is there. Answers with the grant that is now recorded.
   */
  recordConsent(consent: ConsentRecord): Promise<Grant>;

  find(id: GrantId): Promise<Grant | undefined>;

  /**
   * Attaches the refresh token (by its SHA-256) to a grant that has not ended, or was ended by the
   * reuse of its code a moment before, and returns the grant; undefined when there is none such. One
   * round trip. A grant has at most one refresh token.
   */
  attachRefreshToken(id: GrantId, tokenHash: string): Promise<Grant | undefined>;

  /** The grant of a refresh token (by its SHA-256), ended or not. */
  findByRefreshToken(tokenHash: string): Promise<Grant | undefined>;

  /**
   * Ends a grant, once: answers true only to the call that ended it, and writes the log entry with
   * it, all or nothing.
   */
  end(
    id: GrantId,
    reason: GrantEndReason,
    at: EpochMillis,
    logEntry: NewOperationLogEntry,
  ): Promise<boolean>;

  /**
   * Ends the grant of an interaction as its customer's wish, if there is one that has not ended, and
   * writes the log entry with it, all or nothing. A repetition changes nothing. Answers with the
   * grant that it ended.
   */
  withdraw(
    interactionId: InteractionId,
    at: EpochMillis,
    logEntry: NewOperationLogEntry,
  ): Promise<GrantId | undefined>;

  /** Newest first. */
  search(filter: GrantFilter): Promise<readonly Grant[]>;
}
