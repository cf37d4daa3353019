/** Parameters and header fields left out, said twice, renamed, swapped, emptied, set to odd values. */
import fc from "fast-check";
import { type Draft, type Field, type FieldList, withFields } from "./draft.ts";
import { index, type Mutation, ofDraft } from "./mutation.ts";
import { oddText } from "./odd_values.ts";

/** Names that mean something at one endpoint or another. */
const NAMES = [
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "request",
  "request_uri",
  "redirect_uri",
  "response_type",
  "response_mode",
  "scope",
  "state",
  "grant_type",
  "code",
  "code_verifier",
  "refresh_token",
  "access_token",
  "token",
  "authorization_details",
  "dpop_jkt",
  "Authorization",
  "DPoP",
];

/** Which fields are spoilt. */
export interface Targets {
  readonly list: FieldList;
  /** Undefined: all of them. */
  readonly names?: readonly string[];
}

/** Mutations of the fields of one list. */
export function fieldMutations(targets: Targets): fc.Arbitrary<Mutation> {
  const { list } = targets;
  const of = <Values>(
    name: string,
    values: fc.Arbitrary<Values>,
    change: (field: Field, values: Values, all: readonly Field[]) => readonly Field[],
  ) =>
    ofDraft(`${list}: ${name}`, fc.tuple(index, values), (draft, [at, chosen]) => {
      const found = find(draft, targets, at);
      if (found === undefined) return draft;
      const fields = draft[list];
      const changed = change(fields[found] ?? ["", ""], chosen, fields);
      return withFields(draft, list, fields.toSpliced(found, 1, ...changed));
    });
  return fc.oneof(
    { weight: 2, arbitrary: of("leave out", fc.constant(undefined), () => []) },
    { weight: 1, arbitrary: of("say twice", fc.constant(undefined), (field) => [field, field]) },
    {
      weight: 1,
      arbitrary: of("say otherwise, too", oddText, (field, v) => [field, [field[0], v]]),
    },
    { weight: 1, arbitrary: of("rename", oddName, ([name, value], to) => [[to(name), value]]) },
    { weight: 1, arbitrary: of("empty", fc.constant(undefined), ([name]) => [[name, ""]]) },
    { weight: 2, arbitrary: of("take the value of another", index, takeOther) },
    { weight: 5, arbitrary: of("set", oddText, ([name], value) => [[name, value]]) },
    { weight: 3, arbitrary: of("insert", fc.tuple(index, oddText), insert) },
    { weight: 2, arbitrary: of("cut", fc.tuple(index, fc.integer({ min: 1, max: 9 })), cut) },
    { weight: 1, arbitrary: of("change case", fc.boolean(), changeCase) },
    { weight: 1, arbitrary: of("add", fc.tuple(fc.constantFrom(...NAMES), oddText), add) },
  );
}

function find(draft: Draft, { list, names }: Targets, at: number): number | undefined {
  const indices = draft[list].keys().toArray().filter((position) =>
    names === undefined || names.includes(draft[list][position]?.[0] ?? "")
  );
  return indices[at % indices.length];
}

const oddName: fc.Arbitrary<(name: string) => string> = fc.oneof(
  fc.constantFrom(...NAMES).map((other) => () => other),
  fc.constantFrom("[]", " ", "\0", ".0", "=").map((suffix) => (name: string) => name + suffix),
  fc.constantFrom(" ", "x-", "\ufeff").map((prefix) => (name: string) => prefix + name),
  fc.constant((name: string) => name.toUpperCase()),
);

function takeOther([name]: Field, at: number, all: readonly Field[]): readonly Field[] {
  return [[name, all[at % all.length]?.[1] ?? ""]];
}

function insert([name, value]: Field, [at, text]: [number, string]): readonly Field[] {
  const position = at % (value.length + 1);
  return [[name, value.slice(0, position) + text + value.slice(position)]];
}

function cut([name, value]: Field, [at, length]: [number, number]): readonly Field[] {
  const position = at % (value.length + 1);
  return [[name, value.slice(0, position) + value.slice(position + length)]];
}

function changeCase([name, value]: Field, upper: boolean): readonly Field[] {
  return [[name, upper ? value.toUpperCase() : value.toLowerCase()]];
}

function add(field: Field, added: Field): readonly Field[] {
  return [field, added];
}
