/**
 * Compares what was acknowledged with what is stored, when all is quiet. What holds of any history is
 * judged by {@link findFaults}; here are the translation, the figures, and what only a soak knows: why
 * grants were ended, which refusals and calls are in the log, and that nobody else is locked. An answer that is
 * wrong by itself has been accused at the {@link Door}.
 */
import { drainOperationLog } from "../../domain/audit/log_queue.ts";
import { readLogRecords } from "../../domain/audit/log_record.ts";
import type { OperationLogEntry } from "../../domain/audit/operation_log.ts";
import { verifyLog } from "../../domain/audit/verify_log.ts";
import { maskPhoneNumber } from "../../domain/banking/phone_number.ts";
import type { Grant } from "../../domain/grant/grant.ts";
import { listLocks } from "../../domain/interaction/lockout.ts";
import { nextJstMidnight } from "../../domain/time.ts";
import type { Storage } from "../../composition/storage.ts";
import { findFaults, type Happening, type Stored as HistoryStored } from "../support/history.ts";
import type { ReceivedMail } from "../support/smtp_server.ts";
import type { Evidence } from "./evidence.ts";
import type { Walk } from "./walk.ts";

/** What the judge knows of a walk. */
export type WalkRecord = Pick<
  Walk,
  | "calls"
  | "codes"
  | "customer"
  | "ended"
  | "hasConsented"
  | "id"
  | "isDenied"
  | "isGuess"
  | "lockedAt"
  | "mayBeEnded"
  | "taken"
>;

/** What was stored in the end. */
export interface Stored {
  readonly grants: readonly Grant[];
  readonly log: readonly OperationLogEntry[];
  /** The addresses of mails that wait to be sent. */
  readonly unsent: readonly string[];
  /** The numbers of the locked accounts. */
  readonly locked: readonly string[];
}

/** All that is judged. */
export interface SoakHistory {
  readonly walks: readonly WalkRecord[];
  readonly stored: Stored;
  readonly mails: readonly ReceivedMail[];
  /** How often the bank said of each account that something was wrong, by its number. */
  readonly wrongGuesses: ReadonlyMap<string, number>;
  /** 規定回数. */
  readonly failureLimit: number;
}

/** Figures of the comparison. */
export interface Figures {
  readonly name: string;
  readonly acknowledged: number;
  readonly stored: number;
}

const ALL = 10_000_000;

/** Reads everything, once the log's queue is empty. */
export async function readStored({ stores, vault }: Storage): Promise<Stored> {
  const { ephemeral: store, operationLog: log } = stores;
  await drainOperationLog({ store, log, vault });
  const locks = await listLocks({ store, vault }, Date.now());
  return {
    grants: await stores.grants.search({ limit: ALL }),
    log: await log.search({ limit: ALL }),
    unsent: (await stores.notices.listUnsent(ALL)).map(({ to }) => to ?? "unreadable"),
    locked: locks.map(({ account }) => account.accountNumber),
  };
}

/** The chain of the log is whole, whoever sealed it; accuses it otherwise. */
export async function verifyStoredLog(
  evidence: Evidence,
  { stores, vault }: Storage,
): Promise<{ readonly sealed: number; readonly unsealed: number }> {
  const { fault, sealed, unsealed } = await verifyLog(readLogRecords(stores.sealedLog), {
    kid: (await stores.logKeys.read())?.kid ?? "none",
    isOurs: ({ id, sealedDetails }) =>
      vault.open("log", id, sealedDetails).then(() => true, () => false),
  });
  if (fault !== undefined) evidence.accuse(`the log is ${fault.kind} at ${fault.position}`);
  return { sealed, unsealed };
}

/** Judges all of it, accuses what is wrong, and answers with the figures. */
export function judge(evidence: Evidence, soak: SoakHistory): readonly Figures[] {
  const { failureLimit } = soak;
  const history = tellHistory(soak);
  const stored = tellStored(soak);
  const faults = [
    ...findFaults(history, stored, { failureLimit }),
    ...findFaultyEnds(soak),
    ...findRepeatedRefusals(soak),
    ...findFaultyCalls(soak),
    ...findStrayLocks(soak),
  ];
  for (const fault of faults) evidence.accuse(fault);
  return countAll(soak, history, stored);
}

function countAll(
  { walks, stored: { grants, log, locked } }: SoakHistory,
  history: readonly Happening[],
  { notices }: HistoryStored,
): readonly Figures[] {
  const count = (kind: Happening["kind"]) => history.filter((one) => one.kind === kind).length;
  const granted = walks.filter(({ codes }) => codes.size > 0).length;
  const named = (part: string) => log.filter(({ event }) => event.startsWith(part)).length;
  const figures: readonly (readonly [string, number, number])[] = [
    ["grants", granted, grants.length],
    [
      "grants ended",
      walks.filter(({ ended }) => ended !== undefined).length,
      grants.filter(({ endReason }) => endReason !== undefined).length,
    ],
    ["steps in the log", count("step"), named("screen.")],
    ["calls", walks.reduce((sum, { calls }) => sum + calls.taken.size, 0), named("call")],
    ["mails", granted, notices.length],
    [
      "locks",
      new Set(walks.filter(isStillLocked).map(numberOf)).size,
      locked.length,
    ],
  ];
  return figures.map(([name, acknowledged, stored]) => ({ name, acknowledged, stored }));
}

function tellHistory({ walks, wrongGuesses }: SoakHistory): readonly Happening[] {
  const guesses = Array.from(
    wrongGuesses,
    ([account, count]) => Array<Happening>(count).fill({ kind: "guess", account }),
  );
  return [...walks.flatMap(tellWalk), ...guesses.flat()];
}

function tellWalk(walk: WalkRecord): readonly Happening[] {
  const { id: interaction, codes, hasConsented, isDenied, taken } = walk;
  if (interaction === undefined) return [];
  const decision = { kind: "decision", interaction } as const;
  const steps = [...taken].filter((step) => step !== "abort");
  return [
    ...Array.from(
      codes,
      (code) => ({ ...decision, decision: "granted", outcome: "done", code }) as const,
    ),
    ...(hasConsented ? [{ ...decision, decision: "granted", outcome: "unknown" } as const] : []),
    ...(isDenied ? [{ ...decision, decision: "denied", outcome: "done" } as const] : []),
    ...steps.map((step) => ({ kind: "step", interaction, event: `screen.${step}` }) as const),
    ...(isStillLocked(walk)
      ? [
        {
          kind: "told failure",
          id: interaction,
          account: numberOf(walk),
          isLocked: true,
        } as const,
      ]
      : []),
  ];
}

function tellStored({ walks, stored, mails, failureLimit }: SoakHistory): HistoryStored {
  const { grants, log, unsent, locked } = stored;
  return {
    grants: grants.map(({ interactionId, endReason }) => ({
      interaction: interactionId,
      isEnded: endReason !== undefined,
    })),
    grantedEntries: log
      .filter(({ event, result }) => event === "screen.consent" && result === "granted")
      .map(({ interactionId }) => String(interactionId)),
    notices: tellNotices(walks, unsent, mails),
    entries: log.map(({ interactionId, event }) => `${interactionId} ${event}`),
    ranks: new Map(),
    failures: new Map(locked.map((account) => [account, failureLimit])),
    locked,
  };
}

/** Mails that can be told to be the same, by their Message-ID, are one; it may also wait still. */
function tellNotices(
  walks: readonly WalkRecord[],
  unsent: readonly string[],
  mails: readonly ReceivedMail[],
): readonly string[] {
  const consents = walks.filter(({ hasConsented }) => hasConsented);
  const interactions = new Map(consents.map(({ customer, id }) => [customer.email, id]));
  const sent = Map.groupBy(mails, ({ recipients }) => recipients.join());
  return [...new Set([...sent.keys(), ...unsent])].flatMap((address) => {
    const ids = new Set(
      sent.get(address)?.map(({ source }) => /^Message-ID: (.*)$/im.exec(source)?.[1]),
    );
    return Array<string>(Math.max(1, ids.size)).fill(interactions.get(address) ?? address);
  });
}

/** Locks end at midnight. */
function isStillLocked({ lockedAt }: WalkRecord): boolean {
  return lockedAt !== undefined && Date.now() < nextJstMidnight(lockedAt);
}

function numberOf({ customer }: WalkRecord): string {
  return customer.account.accountNumber;
}

/** Ended is what was ended, and for the reason that was acknowledged; everything else is active. */
function findFaultyEnds({ walks, stored: { grants } }: SoakHistory): readonly string[] {
  const reasons = new Map(grants.map((grant) => [String(grant.interactionId), grant.endReason]));
  const mayBeEnded = new Set(walks.filter((walk) => walk.mayBeEnded).map(({ id }) => id));
  return [
    ...walks.filter(({ ended, id = "" }) => ended !== undefined && reasons.get(id) !== ended)
      .map(({ id = "", ended }) =>
        `the grant of ${id} was ended: ${ended}, not ${reasons.get(id)}`
      ),
    ...[...reasons].filter(([id, reason]) => reason !== undefined && !mayBeEnded.has(id))
      .map(([id, reason]) => `the grant of ${id} was ended by nobody: ${reason}`),
  ];
}

/** A refusal is in the log once. */
function findRepeatedRefusals({ stored: { log } }: SoakHistory): readonly string[] {
  const refusals = log.filter(({ event, result }) =>
    event === "screen.consent" && result === "denied"
  );
  const byInteraction = Map.groupBy(refusals, ({ interactionId }) => interactionId);
  return [...byInteraction].filter(([, { length }]) => length > 1)
    .map(([id, { length }]) => `the refusal of ${id} is in the log ${length} times`);
}

/** Each call that was taken is in the log, once however often it was reported. */
function findFaultyCalls({ walks, stored: { log } }: SoakHistory): readonly string[] {
  const calls = log.filter(({ event }) => event === "call");
  const found = Map.groupBy(calls, ({ details }) => details["caller"] ?? "");
  return [...Map.groupBy(walks, ({ customer }) => customer.number).values()].flatMap((ways) => {
    const caller = maskPhoneNumber(`+81${ways[0]?.customer.phoneNumber.slice(1)}`);
    const count = (set: "sent" | "taken") =>
      ways.reduce((sum, { calls }) => sum + calls[set].size, 0);
    const logged = found.get(caller)?.length ?? 0;
    const [taken, sent] = [count("taken"), count("sent")];
    if (taken <= logged && logged <= sent) return [];
    return [`${caller}: of ${sent} calls ${taken} were taken, ${logged} are in the log`];
  });
}

/** Nobody is locked who neither guessed nor was told. */
function findStrayLocks({ walks, stored: { locked } }: SoakHistory): readonly string[] {
  const guessed = walks.filter((walk) => walk.isGuess || walk.lockedAt !== undefined);
  const numbers = new Set(guessed.map(numberOf));
  return locked.filter((number) => !numbers.has(number))
    .map((number) => `account ${number}: locked, and nobody guessed`);
}
