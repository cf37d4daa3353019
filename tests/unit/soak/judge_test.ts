import assert from "node:assert/strict";
import type { OperationLogEntry } from "../../../domain/audit/operation_log.ts";
import type { Grant } from "../../../domain/grant/grant.ts";
import type { ReceivedMail } from "../../support/smtp_server.ts";
import { soakCustomer } from "../../soak/customers.ts";
import { Evidence } from "../../soak/evidence.ts";
import { judge, type Stored, type WalkRecord } from "../../soak/judge.ts";

/** A walk that was granted, one whose grant was ended, and one that was locked. */
function recordWalks(): readonly WalkRecord[] {
  const common = {
    hasConsented: true,
    back: new URL("https://app.example/?code=x"),
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
      back: undefined,
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
    locked: [soakCustomer(3).account.accountNumber],
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

/** The names of what is accused. */
function accusations(change: Partial<Stored & { mails: readonly ReceivedMail[] }>): string[] {
  const evidence = new Evidence();
  const { mails, ...stored } = { ...storeAll(), ...change };
  judge(evidence, recordWalks(), stored, mails);
  return evidence.violations.map((violation) => violation.replace(/:.* is /, " "));
}

Deno.test("judge() finds nothing when what is stored is what was acknowledged", () => {
  assert.deepEqual(accusations({}), []);
  assert.deepEqual(accusations({ mails: [mail("one"), mail("one")] }), []);
});

Deno.test("judge() finds what is lost", () => {
  const { grants, log } = storeAll();
  assert.deepEqual(accusations({ grants: grants.slice(1) }), ["grants missing"]);
  const active = grants.map(({ endReason: _, ...grant }) => grant);
  assert.deepEqual(accusations({ grants: active }), ["grants ended missing"]);
  assert.deepEqual(accusations({ log: log.slice(1) }), ["steps in the log missing"]);
  assert.deepEqual(accusations({ log: log.toSpliced(1, 1) }), ["calls missing"]);
  assert.deepEqual(accusations({ unsent: [] }), ["mails missing"]);
  assert.deepEqual(accusations({ locked: [] }), ["locks missing"]);
});

Deno.test("judge() finds what is there twice or by nobody's doing", () => {
  const { grants, log, locked } = storeAll();
  const [grant] = grants;
  const stranger = { interactionId: "walk-9" } as Grant;
  assert.deepEqual(accusations({ grants: [...grants, ...grants.slice(0, 1)] }), [
    "grants not to be there",
  ]);
  assert.deepEqual(accusations({ grants: [...grants, stranger] }), ["grants not to be there"]);
  const ended = { ...grant, endReason: "code_reuse" } as Grant;
  assert.deepEqual(accusations({ grants: [ended, ...grants.slice(1)] }), [
    "grants ended not to be there",
  ]);
  assert.deepEqual(accusations({ log: [...log, ...log.slice(-1)] }), [
    "steps in the log not to be there",
  ]);
  assert.deepEqual(accusations({ log: [...log, ...log.slice(1, 2)] }), ["calls not to be there"]);
  assert.deepEqual(accusations({ mails: [mail("one"), mail("two")] }), ["mails not to be there"]);
  assert.deepEqual(accusations({ locked: [...locked, "2000001"] }), ["locks not to be there"]);
});
