/** Compares what was acknowledged with what is stored, when all is quiet. */
import { drainOperationLog } from "../../domain/audit/log_queue.ts";
import { readLogRecords } from "../../domain/audit/log_record.ts";
import type { OperationLogEntry } from "../../domain/audit/operation_log.ts";
import { verifyLog } from "../../domain/audit/verify_log.ts";
import { maskPhoneNumber } from "../../domain/banking/phone_number.ts";
import type { Grant } from "../../domain/grant/grant.ts";
import { listLocks } from "../../domain/interaction/lockout.ts";
import { nextJstMidnight } from "../../domain/time.ts";
import type { Storage } from "../../composition/storage.ts";
import type { ReceivedMail } from "../support/smtp_server.ts";
import type { Evidence } from "./evidence.ts";
import type { Walk } from "./walk.ts";

/** What the judge knows of a walk. */
export type WalkRecord = Pick<
  Walk,
  | "back"
  | "calls"
  | "customer"
  | "ended"
  | "hasConsented"
  | "id"
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

/** Figures of the comparison. */
export interface Verdict {
  readonly name: string;
  readonly acknowledged: number;
  readonly stored: number;
  readonly missing: number;
  /** Stored, although nobody asked for it or more often than it may be. */
  readonly surplus: number;
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
    unsent: (await stores.notices.listUnsent(ALL)).map(({ to }) => to),
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
export function judge(
  evidence: Evidence,
  walks: readonly WalkRecord[],
  stored: Stored,
  mails: readonly ReceivedMail[],
): readonly Verdict[] {
  const verdicts = [
    judgeGrants(walks, stored),
    judgeEnds(walks, stored),
    judgeSteps(walks, stored),
    judgeCalls(walks, stored),
    judgeMails(walks, stored, mails),
    judgeLocks(walks, stored),
  ];
  return verdicts.map(({ name, acknowledged, stored, missing, surplus }) => {
    for (const what of missing) evidence.accuse(`${name}: ${what} is missing`);
    for (const what of surplus) evidence.accuse(`${name}: ${what} is not to be there`);
    return { name, acknowledged, stored, missing: missing.length, surplus: surplus.length };
  });
}

/** A {@link Verdict} with names. */
interface Finding {
  readonly name: string;
  readonly acknowledged: number;
  readonly stored: number;
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
}

/** A consent that brought a code is a grant, once; there are no others but those half answered. */
function judgeGrants(walks: readonly WalkRecord[], { grants }: Stored): Finding {
  const granted = walks.filter(({ back }) => back !== undefined);
  const found = Map.groupBy(grants, ({ interactionId }) => String(interactionId));
  const asked = new Set(walks.filter((walk) => walk.hasConsented).map(({ id = "" }) => id));
  return {
    name: "grants",
    acknowledged: granted.length,
    stored: grants.length,
    missing: granted.map(({ id = "" }) => id).filter((id) => !found.has(id)),
    surplus: [...found].filter(([id, { length }]) => length > 1 || !asked.has(id))
      .map(([id]) => id),
  };
}

/** Ended is what was ended, and for the reason that was acknowledged; everything else is active. */
function judgeEnds(walks: readonly WalkRecord[], { grants }: Stored): Finding {
  const ended = walks.filter((walk) => walk.ended !== undefined);
  const reasons = new Map(grants.map((grant) => [String(grant.interactionId), grant.endReason]));
  const mayBeEnded = new Set(walks.filter((walk) => walk.mayBeEnded).map(({ id = "" }) => id));
  const stored = [...reasons].filter(([, reason]) => reason !== undefined);
  return {
    name: "grants ended",
    acknowledged: ended.length,
    stored: stored.length,
    missing: ended.filter(({ id = "", ended }) => reasons.get(id) !== ended)
      .map(({ id = "" }) => id),
    surplus: stored.map(([id]) => id).filter((id) => !mayBeEnded.has(id)),
  };
}

/** Each form that led on is in the log; a consent exactly once. */
function judgeSteps(walks: readonly WalkRecord[], { log }: Stored): Finding {
  const nameOf = ({ interactionId, event }: OperationLogEntry) => `${interactionId} ${event}`;
  const logged = Map.groupBy(log.filter(({ event }) => event.startsWith("screen.")), nameOf);
  const taken = walks.flatMap(({ id, taken }) =>
    [...taken].filter((step) => step !== "abort").map((step) => `${id} screen.${step}`)
  );
  const consents = [...logged].filter(([name]) => name.endsWith(" screen.consent"));
  return {
    name: "steps in the log",
    acknowledged: taken.length,
    stored: [...logged.values()].reduce((sum, { length }) => sum + length, 0),
    missing: taken.filter((name) => !logged.has(name)),
    surplus: consents.filter(([, { length }]) => length > 1).map(([name]) => name),
  };
}

/** Each call that was taken is in the log, once however often it was reported. */
function judgeCalls(walks: readonly WalkRecord[], { log }: Stored): Finding {
  const calls = log.filter(({ event }) => event === "call");
  const found = Map.groupBy(calls, ({ details }) => details["caller"] ?? "");
  const callers = Map.groupBy(walks, ({ customer }) => customer.number);
  const findings = [...callers.values()].map((ways) => {
    const caller = maskPhoneNumber(`+81${ways[0]?.customer.phoneNumber.slice(1)}`);
    const count = (set: "sent" | "taken") =>
      ways.reduce((sum, { calls }) => sum + calls[set].size, 0);
    const logged = found.get(caller)?.length ?? 0;
    return { caller, sent: count("sent"), taken: count("taken"), logged };
  });
  return {
    name: "calls",
    acknowledged: findings.reduce((sum, { taken }) => sum + taken, 0),
    stored: calls.length,
    missing: findings.filter(({ logged, taken }) => logged < taken).map(({ caller }) => caller),
    surplus: findings.filter(({ logged, sent }) => logged > sent).map(({ caller }) => caller),
  };
}

/** Each consent has one mail, sent or waiting; sent again only as what can be told to be the same. */
function judgeMails(
  walks: readonly WalkRecord[],
  { unsent }: Stored,
  mails: readonly ReceivedMail[],
): Finding {
  const sent = Map.groupBy(mails, ({ recipients }) => recipients.join());
  const expected = walks.filter(({ back }) => back !== undefined)
    .map(({ customer }) => customer.email);
  const asked = new Set(
    walks.filter((walk) => walk.hasConsented).map(({ customer }) => customer.email),
  );
  const ids = (received: readonly ReceivedMail[]) =>
    new Set(received.map(({ source }) => /^Message-ID: (.*)$/im.exec(source)?.[1]));
  return {
    name: "mails",
    acknowledged: expected.length,
    stored: new Set([...sent.keys(), ...unsent]).size,
    missing: expected.filter((address) => !sent.has(address) && !unsent.includes(address)),
    surplus: [...sent].filter(([address, received]) =>
      ids(received).size > 1 || !asked.has(address)
    ).map(([address]) => address),
  };
}

/** Who was told of a lock is locked until midnight, and nobody else is. */
function judgeLocks(walks: readonly WalkRecord[], { locked }: Stored): Finding {
  const now = Date.now();
  const told = walks.filter(({ lockedAt = 0 }) => lockedAt > 0 && now < nextJstMidnight(lockedAt));
  const numberOf = ({ customer }: WalkRecord) => customer.account.accountNumber;
  const expected = new Set(told.map(numberOf));
  const guessed = new Set(
    walks.filter((walk) => walk.isGuess || walk.lockedAt !== undefined).map(numberOf),
  );
  return {
    name: "locks",
    acknowledged: expected.size,
    stored: locked.length,
    missing: [...expected].filter((number) => !locked.includes(number)),
    surplus: locked.filter((number) => !guessed.has(number)),
  };
}
