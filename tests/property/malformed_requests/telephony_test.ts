import fc from "fast-check";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { signCallEvent } from "../../../domain/caller_id/call_event.ts";
import { randomSecret } from "../../../domain/ids.ts";
import { type Draft, valueOf, withValue } from "./draft.ts";
import { fieldMutations } from "./field_mutations.ts";
import { encodingMutations, httpMutations } from "./http_mutations.ts";
import { type Mutation, ofDraft } from "./mutation.ts";
import { oddJson, oddJsonText, oddText } from "./odd_values.ts";
import { judgeTelephony } from "./oracle.ts";
import { refuseThousands } from "./refuse.ts";
import type { Target } from "./target.ts";

const MEMBERS = ["eventId", "occurredAt", "destinationNumber"];

Deno.test("/telephony/events refuses ten thousand malformed events, and stores nothing", async () => {
  await refuseThousands(({ target }) => ({
    variants: [{ isRight: true, make: () => makeEvent(target) }],
    mutations: fc.oneof(
      { weight: 4, arbitrary: fieldMutations({ list: "headers", names: [TIMESTAMP, SIGNATURE] }) },
      { weight: 3, arbitrary: encodingMutations },
      { weight: 1, arbitrary: httpMutations },
      { weight: 6, arbitrary: signedMutations(target) },
    ),
    judge: judgeTelephony,
  }));
});

const TIMESTAMP = "Kakehashi-Timestamp";
const SIGNATURE = "Kakehashi-Signature";

async function makeEvent(target: Target): Promise<Draft> {
  const event = {
    eventId: randomSecret(systemRandom),
    occurredAt: Temporal.Instant.fromEpochMilliseconds(target.clock.now()).toString(),
    callerNumber: "+819000003333",
    destinationNumber: "0120000111",
  };
  const headers = [
    ["Content-Type", "application/json"],
    [TIMESTAMP, String(Math.floor(target.clock.now() / 1000))],
    [SIGNATURE, ""],
  ] as const;
  const text = JSON.stringify(event);
  const draft = { method: "POST", path: "/telephony/events", query: [], headers, form: [], text };
  return await sign(target, draft);
}

/** Events with the provider's own signature, which are not what they should be. */
function signedMutations(target: Target): fc.Arbitrary<Mutation> {
  const member = fc.tuple(fc.constantFrom(...MEMBERS), oddJson);
  return fc.oneof(
    ofDraft(
      "set and sign",
      member,
      (draft, [name, value]) =>
        sign(target, change(draft, (event) => ({ ...event, [name]: value }))),
    ),
    ofDraft(
      "leave out and sign",
      fc.constantFrom(...MEMBERS),
      (draft, name) => sign(target, change(draft, (event) => ({ ...event, [name]: undefined }))),
    ),
    ofDraft("replace and sign", oddJsonText, (draft, text) => sign(target, { ...draft, text })),
    ofDraft(
      "date and sign",
      oddText,
      (draft, timestamp) => sign(target, withValue(draft, "headers", TIMESTAMP, timestamp)),
    ),
  );
}

function change(draft: Draft, by: (event: object) => object): Draft {
  const event = parse(draft.text ?? "");
  return event === undefined ? draft : { ...draft, text: JSON.stringify(by(event)) };
}

/** Undefined when an earlier mutation has left no object. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function sign({ config }: Target, draft: Draft): Promise<Draft> {
  const secret = config.neighbours.telephonySecret.reveal();
  const timestamp = valueOf(draft, "headers", TIMESTAMP) ?? "";
  const signature = await signCallEvent(secret, timestamp, draft.text ?? "");
  return withValue(draft, "headers", SIGNATURE, signature);
}
