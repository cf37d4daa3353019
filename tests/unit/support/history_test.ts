/** The checker of histories finds each fault that it is there for, and none in a right history. */
import assert from "node:assert/strict";
import { findFaults, type Happening, type Stored } from "../../support/history.ts";

const LIMITS = { failureLimit: 3 };
const granted = { kind: "decision", interaction: "i", decision: "granted", code: "c" } as const;
const code = { kind: "use", of: "code", id: "c", interaction: "i" } as const;

/** Two customers: one links, with answers lost and repetitions; the other guesses until locked. */
const HISTORY: readonly Happening[] = [
  { kind: "use", of: "assertion", id: "a", outcome: "unknown" },
  { kind: "use", of: "assertion", id: "a", outcome: "refused" },
  { kind: "use", of: "proof", id: "p", outcome: "done" },
  { kind: "use", of: "proof", id: "p", outcome: "refused" },
  { kind: "progress", interaction: "i", rank: 2 },
  { kind: "step", interaction: "i", event: "screen.account" },
  { kind: "call", line: "A>B", event: "e" },
  { kind: "call", line: "A>B", event: "e" },
  { kind: "arrival", line: "A>B", interaction: "i" },
  { ...granted, outcome: "unknown" },
  { ...granted, outcome: "done" },
  { ...granted, outcome: "done" },
  { ...code, outcome: "done" },
  ...Array<Happening>(3).fill({ kind: "guess", account: "x" }),
  { kind: "told failure", id: "1", account: "x", isLocked: false },
  { kind: "told failure", id: "1", account: "x", isLocked: false },
  { kind: "told failure", id: "2", account: "x", isLocked: true },
  { kind: "told failure", id: "3", account: "x", isLocked: true },
];

const STORED: Stored = {
  grants: [{ interaction: "i", isEnded: false }],
  grantedEntries: ["i"],
  notices: ["i"],
  entries: ["i screen.account", "i screen.consent"],
  ranks: new Map([["i", 9]]),
  failures: new Map([["x", 3]]),
  locked: ["x"],
};

function faultsOf(more: readonly Happening[], stored: Partial<Stored> = {}) {
  return findFaults([...HISTORY, ...more], { ...STORED, ...stored }, LIMITS);
}

Deno.test("a right history has no faults", () => {
  assert.deepEqual(faultsOf([]), []);
});

Deno.test("what was never told may have happened or not, but only as a whole", () => {
  const unknown = { ...granted, interaction: "j", outcome: "unknown" } as const;
  assert.deepEqual(faultsOf([unknown]), []);
  const grants = [...STORED.grants, { interaction: "j", isEnded: false }];
  const [entries, notices] = [["i", "j"], ["i", "j"]];
  assert.deepEqual(faultsOf([unknown], { grants, grantedEntries: entries, notices }), []);
  assert.deepEqual(faultsOf([unknown], { grants, grantedEntries: entries }), [
    "interaction j has 0 completion mails, not 1",
  ]);
});

/** Fault → what brings it about. */
const FAULTS: Readonly<Record<string, readonly [readonly Happening[], Partial<Stored>?]>> = {
  "code c was used 2 times": [[{ ...code, outcome: "done" }]],
  "proof q was refused at its first use": [[
    { kind: "use", of: "proof", id: "q", outcome: "refused" },
  ]],
  "interaction i was both granted and denied": [[
    { ...granted, decision: "denied", outcome: "done" },
  ]],
  "interaction j was denied, and has a grant": [
    [
      { ...granted, interaction: "j", outcome: "unknown" },
      { kind: "decision", interaction: "j", decision: "denied", outcome: "done" },
    ],
    {
      grants: [...STORED.grants, { interaction: "j", isEnded: false }],
      grantedEntries: ["i", "j"],
      notices: ["i", "j"],
    },
  ],
  "interaction i gave 2 codes": [[{ ...granted, outcome: "done", code: "d" }]],
  "interaction i has 2 grants, not 1": [[], {
    grants: [...STORED.grants, { interaction: "i", isEnded: true }],
  }],
  "interaction i has 0 log entries of its consent, not 1": [[], { grantedEntries: [] }],
  "interaction i has 0 completion mails, not 1": [[], { notices: [] }],
  "interaction k has a grant unasked": [[], {
    grants: [...STORED.grants, { interaction: "k", isEnded: false }],
  }],
  "the link of interaction i has ended by itself": [[], {
    grants: [{ interaction: "i", isEnded: true }],
  }],
  "interaction i was at screen 2, and is back at 1": [[], { ranks: new Map([["i", 1]]) }],
  "of 2 times i screen.account, 1 are in the log": [[
    { kind: "step", interaction: "i", event: "screen.account" },
  ]],
  "account x: 4 guesses, not 3": [[{ kind: "guess", account: "x" }]],
  "account x: told of 3 failures, 2 counted": [[], { failures: new Map([["x", 2]]) }],
  "account x: told of a lock that there is not": [[], { locked: [] }],
  "1 calls (A>B) arrived for 2": [[{ kind: "arrival", line: "A>B", interaction: "j" }]],
};

for (const [fault, [happenings, stored]] of Object.entries(FAULTS)) {
  Deno.test(`found: ${fault}`, () => {
    assert.deepEqual(faultsOf(happenings, stored), [fault]);
  });
}
