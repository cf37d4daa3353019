/**
 * A history of what the clients of a gateway were told, and whether it can be the history of one that
 * loses nothing and does nothing twice ("What must be atomic" in ARCHITECTURE.md). Pure: whoever
 * drives customers and apps notes what happened, reads the stores in the end, and asks
 * {@link findFaults}.
 */
import { countEach } from "./count.ts";

/**
 * How a request ended for who sent it. `unknown`: there was no answer, or one that says to try
 * again later; it may have taken effect or not.
 */
export type Outcome = "done" | "refused" | "unknown";

/**
 * Something that may be used once was shown: each request is a use of its own. Note only what had a
 * right to be taken at its first use: not an expired code, or a proof for a token that has ended.
 */
export interface Use {
  readonly kind: "use";
  readonly of: "assertion" | "proof" | "code";
  readonly id: string;
  readonly outcome: Outcome;
  /** Of a code: the interaction that it came from. */
  readonly interaction?: string;
}

/** A customer was told to be at a screen; later screens have higher numbers, ends the highest. */
export interface Progress {
  readonly kind: "progress";
  readonly interaction: string;
  readonly rank: number;
}

/** A customer's decision on the consent screen. */
export interface Decision {
  readonly kind: "decision";
  readonly interaction: string;
  readonly decision: "granted" | "denied";
  readonly outcome: Outcome;
  /** The code that the browser was sent back with. */
  readonly code?: string;
}

/** A step that was acknowledged and so must be in the operation log, once for each acknowledgement. */
export interface AcknowledgedStep {
  readonly kind: "step";
  readonly interaction: string;
  /** The name in the operation log, for example `screen.pin`. */
  readonly event: string;
}

/** Core banking was asked whether a wrong secret is right. */
export interface Guess {
  readonly kind: "guess";
  readonly account: string;
}

/** A customer was told that an authentication failed, or (by the last one) that the account is locked. */
export interface ToldFailure {
  readonly kind: "told failure";
  /** The failure: told again, also in another tab, it is the same one. */
  readonly id: string;
  readonly account: string;
  readonly isLocked: boolean;
}

/** The telephone network told of a call; a repetition has the same event. */
export interface Call {
  readonly kind: "call";
  /** Who called which number. */
  readonly line: string;
  readonly event: string;
}

/** A customer was told that their call arrived. */
export interface Arrival {
  readonly kind: "arrival";
  readonly line: string;
  readonly interaction: string;
}

/** Anything that is noted. The order does not matter. */
export type Happening =
  | Use
  | Progress
  | Decision
  | AcknowledgedStep
  | Guess
  | ToldFailure
  | Call
  | Arrival;

/** What the stores hold when everything has come to rest, as far as this history is concerned. */
export interface Stored {
  /** By interaction; one item for each grant. */
  readonly grants: readonly { readonly interaction: string; readonly isEnded: boolean }[];
  /** The interaction of each log entry that tells of a granted consent. */
  readonly grantedEntries: readonly string[];
  /** The interaction of each completion mail, sent or not. */
  readonly notices: readonly string[];
  /** `INTERACTION EVENT` of each entry of the operation log. */
  readonly entries: readonly string[];
  /** The rank of the screen at which an interaction is found. */
  readonly ranks: ReadonlyMap<string, number>;
  /** Counted failures of an account; none where it is not mentioned. */
  readonly failures: ReadonlyMap<string, number>;
  /** Accounts with a lock. */
  readonly locked: readonly string[];
}

/** What is contradicted or missing, each in a sentence; empty when all is right. */
export function findFaults(
  history: readonly Happening[],
  stored: Stored,
  { failureLimit }: { readonly failureLimit: number },
): readonly string[] {
  return [
    ...findDoubleUses(history),
    ...findContradictoryDecisions(history),
    ...findDeniedGrants(history, stored),
    ...findGrantFaults(history, stored),
    ...findLostLinks(history, stored),
    ...findLostProgress(history, stored),
    ...findLostEntries(history, stored),
    ...findCountingFaults(history, stored, failureLimit),
    ...findUnexplainedArrivals(history),
  ];
}

function ofKind<Kind extends Happening["kind"]>(history: readonly Happening[], kind: Kind) {
  return history.filter((one): one is Extract<Happening, { kind: Kind }> => one.kind === kind);
}

/** Used twice; or refused to all, though nobody else can have used it. */
function findDoubleUses(history: readonly Happening[]): string[] {
  const uses = Map.groupBy(ofKind(history, "use"), ({ of, id }) => `${of} ${id}`);
  return Array.from(uses, ([name, uses]) => {
    const counts = countEach(uses.map(({ outcome }) => outcome));
    if ((counts["done"] ?? 0) > 1) return `${name} was used ${counts["done"]} times`;
    return counts["refused"] === uses.length ? `${name} was refused at its first use` : "";
  }).filter(isSaid);
}

function findContradictoryDecisions(history: readonly Happening[]): string[] {
  const decisions = ofKind(history, "decision").filter(({ outcome }) => outcome === "done");
  const byInteraction = Map.groupBy(decisions, ({ interaction }) => interaction);
  return Array.from(byInteraction, ([interaction, decisions]) => {
    if (new Set(decisions.map(({ decision }) => decision)).size > 1) {
      return `interaction ${interaction} was both granted and denied`;
    }
    const codes = new Set(decisions.flatMap(({ code }) => code ?? []));
    return codes.size > 1 ? `interaction ${interaction} gave ${codes.size} codes` : "";
  }).filter(isSaid);
}

/** Whoever was told that nothing is linked has no link, whatever was tried before. */
function findDeniedGrants(history: readonly Happening[], { grants }: Stored): string[] {
  const done = ofKind(history, "decision").filter(({ outcome }) => outcome === "done");
  const granted = done.filter(({ decision }) => decision === "granted");
  const denied = new Set(done.map(({ interaction }) => interaction))
    .difference(new Set(granted.map(({ interaction }) => interaction)));
  const linked = grants.filter(({ isEnded }) => !isEnded).map(({ interaction }) => interaction);
  return [...denied.intersection(new Set(linked))]
    .map((interaction) => `interaction ${interaction} was denied, and has a grant`);
}

/** Of each granted interaction there is one grant, one log entry and one mail; of others none. */
function findGrantFaults(history: readonly Happening[], stored: Stored): string[] {
  const decisions = ofKind(history, "decision");
  const granting = decisions.filter(({ decision }) => decision === "granted");
  const granted = new Set(
    granting.filter(({ outcome }) => outcome === "done").map(({ interaction }) => interaction),
  );
  const wanted = new Set(granting.map(({ interaction }) => interaction));
  const grants = countEach(stored.grants.map(({ interaction }) => interaction));
  const kinds = {
    "grants": grants,
    "log entries of its consent": countEach(stored.grantedEntries),
    "completion mails": countEach(stored.notices),
  };
  const interactions = new Set([...granted, ...Object.values(kinds).flatMap(Object.keys)]);
  return [...interactions].flatMap((interaction) => {
    if (!wanted.has(interaction)) return [`interaction ${interaction} has a grant unasked`];
    // Where the customer was told nothing, it is all or nothing.
    const expected = granted.has(interaction) ? 1 : Math.min(1, grants[interaction] ?? 0);
    return Object.entries(kinds)
      .map(([name, counts]) => [name, counts[interaction] ?? 0] as const)
      .filter(([, count]) => count !== expected)
      .map(([name, count]) => `interaction ${interaction} has ${count} ${name}, not ${expected}`);
  });
}

/** A link whose code was shown once lasts. */
function findLostLinks(history: readonly Happening[], stored: Stored): string[] {
  const lasting = new Set(
    stored.grants.filter(({ isEnded }) => !isEnded).map(({ interaction }) => interaction),
  );
  const codes = ofKind(history, "use").filter(({ of }) => of === "code");
  return Array.from(Map.groupBy(codes, ({ id }) => id).values(), ([use, ...others]) => {
    if (use?.interaction === undefined || use.outcome !== "done" || others.length > 0) return "";
    if (lasting.has(use.interaction)) return "";
    return `the link of interaction ${use.interaction} has ended by itself`;
  }).filter(isSaid);
}

function findLostProgress(history: readonly Happening[], { ranks }: Stored): string[] {
  const lost = ofKind(history, "progress").filter(({ interaction, rank }) => {
    const found = ranks.get(interaction);
    return found !== undefined && found < rank;
  });
  return lost.map(({ interaction, rank }) =>
    `interaction ${interaction} was at screen ${rank}, and is back at ${ranks.get(interaction)}`
  );
}

function findLostEntries(history: readonly Happening[], { entries }: Stored): string[] {
  const logged = countEach(entries);
  const steps = ofKind(history, "step").map(({ interaction, event }) => `${interaction} ${event}`);
  return Object.entries(countEach(steps))
    .filter(([step, count]) => (logged[step] ?? 0) < count)
    .map(([step, count]) => `of ${count} times ${step}, ${logged[step] ?? 0} are in the log`);
}

function findCountingFaults(
  history: readonly Happening[],
  { failures, locked }: Stored,
  limit: number,
): string[] {
  const guesses = countEach(ofKind(history, "guess").map(({ account }) => account));
  const told = ofKind(history, "told failure");
  const tooMany = Object.entries(guesses).filter(([, count]) => count > limit)
    .map(([account, count]) => `account ${account}: ${count} guesses, not ${limit}`);
  const failuresTold = new Map(told.map((one) => [one.id, one])).values();
  const uncounted = Object.entries(countEach(Array.from(failuresTold, ({ account }) => account)))
    .filter(([account, count]) => (failures.get(account) ?? 0) < Math.min(count, limit))
    .map(([account, count]) =>
      `account ${account}: told of ${count} failures, ${failures.get(account) ?? 0} counted`
    );
  const lockedOnes = new Set(
    told.filter(({ isLocked }) => isLocked).map(({ account }) => account),
  );
  const unlocked = [...lockedOnes].filter((account) => !locked.includes(account))
    .map((account) => `account ${account}: told of a lock that there is not`);
  return [...tooMany, ...uncounted, ...unlocked];
}

/** Each call lets one interaction go on at most. */
function findUnexplainedArrivals(history: readonly Happening[]): string[] {
  const calls = Map.groupBy(ofKind(history, "call"), ({ line }) => line);
  const arrivals = Map.groupBy(ofKind(history, "arrival"), ({ line }) => line);
  return Array.from(arrivals, ([line, arrivals]) => {
    const interactions = new Set(arrivals.map(({ interaction }) => interaction)).size;
    const events = new Set((calls.get(line) ?? []).map(({ event }) => event)).size;
    return interactions > events ? `${events} calls (${line}) arrived for ${interactions}` : "";
  }).filter(isSaid);
}

function isSaid(fault: string): boolean {
  return fault !== "";
}
