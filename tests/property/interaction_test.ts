import assert from "node:assert/strict";
import fc from "fast-check";
import { advance, type InteractionEvent, type Verdict } from "../../domain/interaction/advance.ts";
import type { AuthorizationCode, ClientId, GrantId, IncidentId } from "../../domain/ids.ts";
import {
  FIRST_STATE,
  type Interaction,
  type InteractionState,
  isFinal,
} from "../../domain/interaction/interaction.ts";
import { EMPTY_ACCOUNT_FORM, EMPTY_CUSTOMER_FORM } from "../../domain/interaction/forms.ts";

const EXPIRES_AT = 900_000;
const ACCOUNT = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;
const HOLDER = {
  name: "ﾃﾞ-ﾀ ﾊﾅｺ",
  dateOfBirth: "1964-04-01",
  phoneNumber: "09000003333",
  email: "hanako@example.jp",
};

const verdicts: fc.Arbitrary<Verdict> = fc.oneof(
  fc.constantFrom<Verdict>(
    { kind: "passed" },
    { kind: "failed" },
    { kind: "not_eligible" },
    { kind: "unavailable" },
    { kind: "busy" },
    { kind: "fault", incidentId: "INCIDENT" as IncidentId },
  ),
  fc.record({
    kind: fc.constantFrom("locked" as const, "already_locked" as const),
    usableFrom: fc.nat(),
  }),
);

const events: fc.Arbitrary<InteractionEvent> = fc.oneof(
  fc.constant<InteractionEvent>({
    kind: "account_entered",
    reading: { form: EMPTY_ACCOUNT_FORM, values: ACCOUNT },
  }),
  fc.constant<InteractionEvent>({
    kind: "account_entered",
    reading: { form: EMPTY_ACCOUNT_FORM, faults: { branchCode: "malformed" } },
  }),
  fc.constant<InteractionEvent>({ kind: "account_to_correct", form: EMPTY_CUSTOMER_FORM }),
  fc.constant<InteractionEvent>({
    kind: "customer_refused",
    form: EMPTY_CUSTOMER_FORM,
    faults: { name: "missing" },
  }),
  verdicts.map<InteractionEvent>((verdict) => ({
    kind: "customer_judged",
    form: EMPTY_CUSTOMER_FORM,
    holder: HOLDER,
    verdict,
  })),
  fc.constant<InteractionEvent>({
    kind: "call_expected",
    call: { destination: "0120000111", from: 0, until: 120_000 },
  }),
  fc.constantFrom("waiting", "withheld", "other_number", "arrived", "over")
    .map<InteractionEvent>((status) => ({ kind: "call_confirmed", status } as InteractionEvent)),
  fc.constant<InteractionEvent>({ kind: "pin_refused", fault: "missing" }),
  verdicts.map<InteractionEvent>((verdict) => ({ kind: "pin_judged", verdict })),
  fc.constant<InteractionEvent>({ kind: "agreement_missing" }),
  fc.constant<InteractionEvent>({
    kind: "consented",
    code: "code" as AuthorizationCode,
    codeExpiresAt: EXPIRES_AT,
  }),
  fc.constantFrom<InteractionEvent>(
    { kind: "link_chosen", grantId: "grant" as GrantId },
    { kind: "link_chosen", grantId: undefined },
    { kind: "link_kept" },
    { kind: "link_ended" },
  ),
  fc.constant<InteractionEvent>({ kind: "aborted" }),
  fc.constant<InteractionEvent>({ kind: "account_drafted", form: EMPTY_ACCOUNT_FORM }),
  fc.constant<InteractionEvent>({ kind: "customer_drafted", form: EMPTY_CUSTOMER_FORM }),
);

/** The state for which an event is meant; undefined: any open one. */
const MEANT_FOR: Readonly<Record<InteractionEvent["kind"], string | undefined>> = {
  account_entered: "account",
  account_drafted: "account",
  customer_drafted: "customer",
  account_to_correct: "customer",
  customer_refused: "customer",
  customer_judged: "customer",
  call_expected: "phone",
  call_confirmed: "call",
  pin_refused: "pin",
  pin_judged: "pin",
  agreement_missing: "consent",
  consented: "consent",
  link_chosen: "links",
  link_kept: "ending",
  link_ended: "ending",
  aborted: undefined,
};

/** What must have happened, in this order, before a code is issued. */
const PROOFS = ["customer_judged", "call_expected", "call_confirmed", "pin_judged", "consented"];

/** Who wants to be linked; undefined: the customer came to see their own links. */
type Asker = ClientId | undefined;
const APP = "app" as ClientId;

function interactionIn(state: InteractionState, clientId: Asker = APP): Interaction {
  return {
    ...(clientId !== undefined && { clientId }),
    browserSecretHash: "hash",
    expiresAt: EXPIRES_AT,
    state,
  };
}

/** Walks on with those events that fit the state, and hands back the path. */
function walk(moves: readonly { event: InteractionEvent; at: number }[], clientId: Asker) {
  let state: InteractionState = FIRST_STATE;
  const path: { kind: InteractionEvent["kind"]; state: InteractionState; result: string }[] = [];
  for (const { event, at } of moves) {
    if (isFinal(state)) break;
    const meant = MEANT_FOR[event.kind];
    if (at < EXPIRES_AT && meant !== undefined && meant !== state.kind) {
      assert.throws(() => advance(interactionIn(state, clientId), event, at), /an event for/);
      continue;
    }
    const { next, result } = advance(interactionIn(state, clientId), event, at);
    path.push({ kind: event.kind, state: next, result });
    state = next;
  }
  return { state, path };
}

const askers = fc.constantFrom<Asker>(APP, undefined);
const moves = fc.array(
  fc.record({ event: events, at: fc.integer({ min: 0, max: EXPIRES_AT - 1 }) }),
  { minLength: 5, maxLength: 80 },
);

Deno.test("no walk reaches a code but through matched particulars, call, PIN and consent", () => {
  fc.assert(
    fc.property(moves, (chosen) => {
      const { state, path } = walk(chosen, APP);
      if (state.kind !== "granted") return;
      const passed = path.filter(({ result }) =>
        ["matched", "call_expected", "arrived", "authenticated", "granted"].includes(result)
      );
      assert.deepEqual(passed.slice(-5).map(({ kind }) => kind), PROOFS);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("who came without an app gets no code and no consent, whatever happens", () => {
  fc.assert(
    fc.property(moves, (chosen) => {
      const { path } = walk(chosen, undefined);
      for (const { state } of path) assert.ok(state.kind !== "consent" && state.kind !== "granted");
    }),
    { numRuns: 2000 },
  );
});

Deno.test("no walk reaches the links but without an app, through matched particulars, call and PIN", () => {
  fc.assert(
    fc.property(moves, askers, (chosen, asker) => {
      const { path } = walk(chosen, asker);
      const reached = path.findIndex(({ state }) => state.kind === "links");
      if (reached < 0) return;
      assert.equal(asker, undefined);
      const passed = path.slice(0, reached + 1).filter(({ result }) =>
        ["matched", "call_expected", "arrived", "authenticated"].includes(result)
      );
      assert.deepEqual(passed.slice(-4).map(({ kind }) => kind), PROOFS.slice(0, 4));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("what is out of time is expired, whatever happens", () => {
  fc.assert(fc.property(moves, askers, events, fc.nat(1_000_000), (chosen, asker, event, late) => {
    const { state } = walk(chosen, asker);
    if (isFinal(state)) return;
    const { next, result } = advance(interactionIn(state), event, EXPIRES_AT + late);
    assert.deepEqual(next, { kind: "expired" });
    assert.equal(result, "expired");
  }));
});

Deno.test("nothing happens to an interaction that is over", () => {
  const finals: readonly InteractionState[] = [
    { kind: "granted", code: "code" as AuthorizationCode, codeExpiresAt: 1 },
    { kind: "locked", usableFrom: 1 },
    { kind: "denied" },
    { kind: "left" },
    { kind: "aborted" },
  ];
  fc.assert(fc.property(fc.constantFrom(...finals), events, (state, event) => {
    assert.throws(() => advance(interactionIn(state), event, 0), /does not go on/);
  }));
});

Deno.test("an error is said on the screen where it happened, and keeps account and holder", () => {
  fc.assert(fc.property(moves, askers, (chosen, asker) => {
    const { path } = walk(chosen, asker);
    for (const [index, { state }] of path.entries()) {
      const before = index === 0 ? FIRST_STATE : path[index - 1]?.state;
      if (!("message" in state) || state.message?.id === "call-timeout") continue;
      if (state.message?.id === "link-ended") continue;
      assert.equal(state.kind, before?.kind);
      if ("account" in state) assert.deepEqual(state.account, ACCOUNT);
      if ("holder" in state) assert.deepEqual(state.holder, HOLDER);
    }
  }));
});

Deno.test("中止する ends every open state, on ⑥ as a denial, on the links as their end", () => {
  const ends: Readonly<Record<string, string>> = {
    consent: "denied",
    links: "left",
    ending: "left",
  };
  fc.assert(fc.property(moves, askers, (chosen, asker) => {
    const { state } = walk(chosen, asker);
    if (isFinal(state)) return;
    const { next } = advance(interactionIn(state), { kind: "aborted" }, 0);
    assert.equal(next.kind, ends[state.kind] ?? "aborted");
  }));
});
