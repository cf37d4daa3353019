/**
 * The operation log (操作ログ): who did what, with what result, when and from where. Append-only.
 * Never in it: PIN, tokens, codes, assertions, proofs, full phone numbers, cookies.
 */
import type { ClientId, IncidentId, InteractionId } from "../ids.ts";
import type { EpochMillis } from "../time.ts";

/** The parts of an entry that are personal data; stored sealed. */
export interface OperationLogDetails {
  /** The account with most digits masked, for example `115-****026`. */
  readonly maskedAccount?: string;
  /** The name as the customer entered it (half-width katakana). */
  readonly enteredName?: string;
  readonly ipAddress?: string;
  readonly userAgent?: string;
  /** Anything else worth knowing, by name; no secrets. */
  readonly [name: string]: string | undefined;
}

/** An entry as it is written. */
export interface NewOperationLogEntry {
  /** Unique; writing the same entry twice is writing it once. */
  readonly id: string;
  readonly at: EpochMillis;
  /** `customer`, `system`, `app`, or `operator:NAME`. */
  readonly actor: string;
  /** What was done, for example `screen.customer`, `grant.end`, `lock.lift`. */
  readonly event: string;
  /** How it ended, for example `ok`, `mismatch`, `locked`, `call_withheld`. */
  readonly result: string;
  readonly clientId?: ClientId;
  readonly interactionId?: InteractionId;
  readonly incidentId?: IncidentId;
  /** Pseudonym of the account, for searching. */
  readonly accountReference?: string;
  readonly details: OperationLogDetails;
}

/** An entry as it is read. */
export interface OperationLogEntry extends NewOperationLogEntry {
  /** Grows by one with each entry; gives the order. */
  readonly sequence: number;
}

/** What became of what was done, without anything that is sealed. */
export type LogOutcome = Pick<
  OperationLogEntry,
  "sequence" | "event" | "result" | "accountReference"
>;

/** Filters of the operator; all given ones must hold; `from` inclusive, `to` exclusive. */
export interface OperationLogFilter {
  readonly accountReference?: string;
  readonly clientId?: string;
  readonly interactionId?: string;
  readonly incidentId?: string;
  readonly from?: EpochMillis;
  readonly to?: EpochMillis;
  /** Entries with a greater sequence than this one, for reading in portions. */
  readonly afterSequence?: number;
  readonly limit: number;
}

/** The port to the log. */
export interface OperationLog {
  /** Writes entries, all or nothing; those whose id is there already are passed over. */
  append(entries: readonly NewOperationLogEntry[]): Promise<void>;
  /** In the order of their sequence. */
  search(filter: OperationLogFilter): Promise<readonly OperationLogEntry[]>;
  /** The same, of which only the outcomes: also of entries that cannot be unsealed. */
  searchOutcomes(filter: OperationLogFilter): Promise<readonly LogOutcome[]>;
}
