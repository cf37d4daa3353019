import assert from "node:assert/strict";
import fc from "fast-check";
import { REDIRECT_URI, type TestApp } from "./app.ts";
import {
  type Draft,
  type Field,
  formDraft,
  plainDraft,
  toByteString,
  toRequest,
  toWire,
  type Wire,
} from "./draft.ts";
import { fieldMutations } from "./field_mutations.ts";
import { encodingMutations, httpMutations } from "./http_mutations.ts";
import { takeApart } from "./jwt.ts";
import { type Answer, checkPage, isElsewhere, type Verdict, WIRE_TEXT } from "./oracle.ts";
import { refuseThousands, type Variant } from "./refuse.ts";

Deno.test("/authorize refuses ten thousand malformed requests with a page or with an error at the registered address, and stores nothing", async () => {
  await refuseThousands((app) => ({
    variants: [get, post].flatMap((make) => variants(app, make)),
    mutations: fc.oneof(
      { weight: 5, arbitrary: fieldMutations({ list: "query" }) },
      { weight: 5, arbitrary: fieldMutations({ list: "form" }) },
      { weight: 4, arbitrary: encodingMutations },
      { weight: 1, arbitrary: httpMutations },
    ),
    judge: (answer, wire) => judge(app.target.origin, answer, wire),
  }));
});

type Make = (parameters: readonly Field[]) => Draft;
const get: Make = (parameters) => plainDraft("GET", "/authorize", [], parameters);
const post: Make = (parameters) => formDraft("/authorize", parameters, []);

function variants(app: TestApp, make: Make): readonly Variant[] {
  const { target } = app;
  const pushed = async (...more: readonly Field[]) => {
    const form = [...app.credentials(), ...app.parameters(), ...more];
    const answer = await target.fetch(
      toRequest(target.origin, toWire(formDraft("/par", form, []))),
    );
    const { request_uri: requestUri } = await answer.json();
    return make([["client_id", app.client.id], ["request_uri", requestUri]]);
  };
  const unpushed: readonly Field[] = [
    ["client_id", app.client.id],
    ["redirect_uri", REDIRECT_URI],
    ["state", "another-state"],
    ["response_mode", "query"],
  ];
  return [
    { isRight: true, make: pushed },
    { isRight: false, make: () => pushed(["prompt", "none"]) },
    { isRight: false, make: () => make(unpushed) },
  ];
}

function judge(origin: string, answer: Answer, wire: Wire): Verdict {
  if (isElsewhere(answer)) return "elsewhere";
  const { status, headers } = answer;
  if (status >= 400) {
    checkPage(answer);
    assert.equal(headers.get("set-cookie"), null);
    return "refused";
  }
  assert.equal(status, 303);
  const location = headers.get("location") ?? "";
  if (/^\/interaction\/[A-Za-z0-9_-]{43}\/account$/.test(location)) return "accepted";
  assert.equal(headers.get("set-cookie"), null);
  checkWayBack(origin, location, readStates(wire));
  return "refused";
}

/** What could be the state: that of the pushed request, and what was sent along. */
function readStates({ query, body, method }: Wire): readonly string[] {
  const parameters = method === "POST"
    ? new URLSearchParams(new TextDecoder().decode(body))
    : new URL(`https://x/?${toByteString(query)}`).searchParams;
  return ["the-state", ...parameters.getAll("state")];
}

/** Exactly the registered address with its own query, then the response. */
function checkWayBack(origin: string, location: string, states: readonly string[]): void {
  assert.ok(location.startsWith(`${REDIRECT_URI}&`), location);
  const { searchParams } = new URL(location);
  searchParams.delete("tenant", "1");
  const names = searchParams.keys().toArray();
  const response = names.length === 1 && names[0] === "response"
    ? readSigned(searchParams.get("response") ?? "")
    : Object.fromEntries(searchParams);
  assert.equal(new Set(names).size, names.length, "a parameter twice");
  const { iss, error, error_description: description, state, ...others } = response;
  assert.equal(iss, origin);
  assert.match(error ?? "", /^(invalid_request|invalid_request_uri|login_required)$/);
  assert.match(description ?? "", WIRE_TEXT);
  assert.ok(state === undefined || states.includes(state), state);
  assert.deepEqual(others, {});
}

/** The members of a signed response (JARM) without those about the JWT. */
function readSigned(jwt: string): Readonly<Record<string, string>> {
  const { aud, exp, ...members } = JSON.parse(takeApart(jwt)?.claims ?? "{}");
  assert.deepEqual([aud, typeof exp], ["app", "number"]);
  return members;
}
