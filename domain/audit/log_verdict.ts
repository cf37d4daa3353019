/** What a check of the sealed operation log goes by, and how it ends. */
import type { StoredLogEntry } from "./log_chain.ts";
import type { LogStatement } from "./log_statement.ts";

/** What can be wrong with the log. */
export type LogFaultKind =
  /** The content of the entry is not what was hashed. */
  | "edited"
  /** Entries of the chain are not there, but later ones are. */
  | "missing"
  /** The position was there already: an entry that was put in, or is in another's place. */
  | "repeated"
  /** The entry of this position is there, but further back. */
  | "reordered"
  /** The entry does not follow the one before it: it was put in, or its predecessor replaced. */
  | "unlinked"
  /** The details were not encrypted by this gateway. */
  | "forged"
  /** Entries up to a signed head are not there, nor any after them. */
  | "truncated"
  /** Entries were changed together with their hashes: a signed head says otherwise. */
  | "rewritten"
  /** The signature of a head or checkpoint is wrong, or that of another. */
  | "badSignature"
  /** A head or checkpoint was signed with another key than the others. */
  | "foreignKey"
  /** Entries have seals, but no signed head covers them. */
  | "unsigned"
  /** A head, checkpoint or beginning is where none can be. */
  | "misplaced"
  /** A line of a file is no record. */
  | "unreadable"
  /** The records end without saying so. */
  | "cutOff";

/** The first fault found. */
export interface LogFault {
  readonly kind: LogFaultKind;
  /** The first position that is concerned. */
  readonly position?: number;
  /** The last one, where it cannot be told which of several entries it is. */
  readonly until?: number;
  /** The line of the file, where it is no record. */
  readonly line?: number;
  /** The entry's id, if it is there. */
  readonly entryId?: string;
}

/** What the check is to go by beside the records. */
export interface LogTrust {
  /** Thumbprint of the log's key; undefined: whatever key the records are signed with. */
  readonly kid?: string | undefined;
  /** Heads that were kept elsewhere, with their signatures checked. */
  readonly heads?: readonly LogStatement[];
  /** Whether the records are read from the store right now: retention may then overtake the reader. */
  readonly isLive?: boolean;
  /** Whether the gateway has encrypted the details of an entry; undefined: nobody can tell. */
  isOurs?(entry: StoredLogEntry): Promise<boolean>;
}

/** The outcome. */
export interface LogVerdict {
  /** Undefined: sound as far as can be told. */
  readonly fault: LogFault | undefined;
  /** Where the checked part begins: behind this position. */
  readonly after: number;
  /** Why it begins there: the log does, what was before was deleted by age, or was not exported. */
  readonly begins: "exported" | "pruned" | "whole";
  /** The last position. */
  readonly last: number;
  readonly sealed: number;
  readonly unsealed: number;
  /** The last head. */
  readonly head: LogStatement | undefined;
  /** The key of heads and checkpoints; undefined if there are none. */
  readonly kid: string | undefined;
  /** How many of the heads kept elsewhere could be compared; older ones than the part cannot. */
  readonly compared: number;
}
