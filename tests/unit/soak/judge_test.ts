import assert from "node:assert/strict";
import type { OperationLogEntry } from "../../../domain/audit/operation_log.ts";
import type { Grant } from "../../../domain/grant/grant.ts";
import type { ReceivedMail } from "../../support/smtp_server.ts";
import { soakCustomer } from "../../soak/customers.ts";
import { Evidence } from "../../soak/evidence.ts";
import { judge, type SoakHistory, type Stored, type WalkRecord } from "../../soak/judge.ts";

/** Who guessed there was told of a lock. */
const GUESSED = soakCustomer(3).account.accountNumber;

/** A walk that was granted, one whose grant was ended, and one that was locked. */
function recordWalks(): readonly WalkRecord[] {
  const common = {
    hasConsented: true,
    codes: new Set(["code"]),
    isDenied: false,
    lockedAt: undefined,
    ended: undefined,
    mayBeEnded: false,
    isGuess: false,
  };
  const of = (number: number) => ({
    customer: soakCustomer(number),
    id: `walk-${number}`,
    taken: new Set(["account", "consent"]),
    calls: { sent: new Set([`call-${number}`]), taken: new Set([`call-${number}`]) },
  });
  return [
    { ...common, ...of(1) },
    { ...common, ...of(2), ended: "revoked_by_app", mayBeEnded: true },
    {
      ...common,
      ...of(3),
      taken: new Set(["account"]),
      hasConsented: false,
      codes: new Set<string>(),
      lockedAt: Date.now(),
      isGuess: true,
    },
  ];
}

/** What is stored when all is well. */
function storeAll() {
  const entry = (number: number, event: string) => ({
    interactionId: `walk-${number}`,
    event,
    result: event === "screen.consent" ? "granted" : "ok",
    details: {},
  });
  const call = (number: number) => ({
    event: "call",
    details: { caller: `*********${soakCustomer(number).phoneNumber.slice(-4)}` },
  });
  return {
    grants: [{ interactionId: "walk-1" }, {
      interactionId: "walk-2",
      endReason: "revoked_by_app",
    }] as Grant[],
    log: [
      ...[1, 2, 3].flatMap((number) => [entry(number, "screen.account"), call(number)]),
      ...[1, 2].map((number) => entry(number, "screen.consent")),
    ] as OperationLogEntry[],
    unsent: [soakCustomer(2).email],
    locked: [GUESSED],
    mails: [mail("one")],
  };
}

function mail(id: string): ReceivedMail {
  return {
    sender: "",
    recipients: [soakCustomer(1).email],
    source: `Message-ID: <${id}>\nDate: today`,
  };
}

/** What is accused of what was stored, sent, or told by the bank in another way. */
function accusations(
  change: Partial<Stored & Pick<SoakHistory, "mails" | "wrongGuesses">>,
): readonly string[] {
  const evidence = new Evidence();
  const { mails, wrongGuesses, ...stored } = {
    ...storeAll(),
    wrongGuesses: new Map([[GUESSED, 3]]),
    ...change,
  };
  const history = { walks: recordWalks(), stored, mails, wrongGuesses, failureLimit: 3 };
  judge(evidence, history);
  return evidence.violations;
}

Deno.test("judge() finds nothing when what is stored is what was acknowledged", () => {
  assert.deepEqual(accusations({}), []);
  assert.deepEqual(accusations({ mails: [mail("one"), mail("one")] }), []);
});

Deno.test("judge() finds what is lost", () => {
  const { grants, log } = storeAll();
  assert.deepEqual(accusations({ grants: grants.slice(1) }), [
    "interaction walk-1 has 0 grants, not 1",
  ]);
  const active = grants.map(({ endReason: _, ...grant }) => grant);
  assert.deepEqual(accusations({ grants: active }), [
    "the grant of walk-2 was ended: revoked_by_app, not undefined",
  ]);
  assert.deepEqual(accusations({ log: log.slice(1) }), [
    "of 1 times walk-1 screen.account, 0 are in the log",
  ]);
  assert.deepEqual(accusations({ log: log.toSpliced(1, 1) }), [
    "*********0001: of 1 calls 1 were taken, 0 are in the log",
  ]);
  assert.deepEqual(accusations({ unsent: [] }), [
    "interaction walk-2 has 0 completion mails, not 1",
  ]);
  assert.deepEqual(accusations({ locked: [] }), [
    `account ${GUESSED}: told of 1 failures, 0 counted`,
    `account ${GUESSED}: told of a lock that there is not`,
  ]);
});

Deno.test("judge() finds what is there twice or by nobody's doing", () => {
  const { grants, log, locked } = storeAll();
  const [grant] = grants;
  const stranger = { interactionId: "walk-9" } as Grant;
  assert.deepEqual(accusations({ grants: [...grants, ...grants.slice(0, 1)] }), [
    "interaction walk-1 has 2 grants, not 1",
  ]);
  assert.deepEqual(accusations({ grants: [...grants, stranger] }), [
    "interaction walk-9 has a grant unasked",
  ]);
  const ended = { ...grant, endReason: "code_reuse" } as Grant;
  assert.deepEqual(accusations({ grants: [ended, ...grants.slice(1)] }), [
    "the grant of walk-1 was ended by nobody: code_reuse",
  ]);
  assert.deepEqual(accusations({ log: [...log, ...log.slice(-1)] }), [
    "interaction walk-2 has 2 log entries of its consent, not 1",
  ]);
  const refusal = { ...log.at(-1), interactionId: "walk-3", result: "denied" } as OperationLogEntry;
  assert.deepEqual(accusations({ log: [...log, refusal, refusal] }), [
    "the refusal of walk-3 is in the log 2 times",
  ]);
  assert.deepEqual(accusations({ log: [...log, ...log.slice(1, 2)] }), [
    "*********0001: of 1 calls 1 were taken, 2 are in the log",
  ]);
  assert.deepEqual(accusations({ mails: [mail("one"), mail("two")] }), [
    "interaction walk-1 has 2 completion mails, not 1",
  ]);
  assert.deepEqual(accusations({ locked: [...locked, "2000001"] }), [
    "account 2000001: locked, and nobody guessed",
  ]);
  assert.deepEqual(accusations({ wrongGuesses: new Map([[GUESSED, 4]]) }), [
    `account ${GUESSED}: 4 guesses, not 3`,
  ]);
});
