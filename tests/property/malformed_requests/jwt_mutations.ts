/** JWTs spoilt in header, claims, signature and form, signed again or not. */
import type { KeyObject } from "node:crypto";
import fc from "fast-check";
import { type Draft, type FieldList, valueOf, withValue } from "./draft.ts";
import { type JwtParts, putTogether, signParts, takeApart } from "./jwt.ts";
import { index, type Mutation, ofDraft } from "./mutation.ts";
import { oddJson, oddJsonText, oddText } from "./odd_values.ts";

/** Where a request carries a JWT. */
export interface JwtPlace {
  readonly list: FieldList;
  readonly name: string;
  /** What stands before it. */
  readonly prefix?: string;
  /** Whose it is to sign it again; undefined when the test has no such key. */
  readonly key?: KeyObject;
}

/** By which key it is signed again: the right one, a stranger's, or not at all. */
const signing = fc.constantFrom("right", "right", "right", "wrong", "not at all");
type Signing = "right" | "wrong" | "not at all";

const HEADERS = ["alg", "typ", "kid", "jwk", "crit", "b64", "jku", "x5u", "x5c", "zip", "enc"];

const CLAIMS = [
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "htm",
  "htu",
  "ath",
  "nonce",
  "cnf",
  "client_id",
  "request",
  "request_uri",
  "redirect_uri",
  "response_type",
  "response_mode",
  "scope",
  "state",
  "code_challenge",
  "code_challenge_method",
  "dpop_jkt",
  "prompt",
  "authorization_details",
];

const ALGORITHMS = ["none", "HS256", "RS256", "ES256", "PS256", "ES512", "Ed448", "eddsa", "dir"];

/** Mutations of the JWT at a place. `strangers`: a key that belongs to nobody here. */
export function jwtMutations(place: JwtPlace, strangers: KeyObject): fc.Arbitrary<Mutation> {
  const parts = <Values>(
    name: string,
    values: fc.Arbitrary<Values>,
    change: (parts: JwtParts, values: Values) => JwtParts,
  ) =>
    ofDraft(`${place.name}: ${name}`, fc.tuple(values, signing), (draft, [chosen, by]) => {
      const found = takeApart(read(draft, place));
      if (found === undefined) return draft;
      const spoilt = change(found, chosen);
      return write(draft, place, seal(spoilt, found, by as Signing, place.key, strangers));
    });
  const member = fc.tuple(fc.constantFrom(...CLAIMS), oddJson);
  return fc.oneof(
    { weight: 2, arbitrary: parts("alg", fc.constantFrom(...ALGORITHMS), setAlgorithm) },
    { weight: 3, arbitrary: parts("header", headerMember, setHeader) },
    { weight: 5, arbitrary: parts("claim", member, setClaim) },
    { weight: 3, arbitrary: parts("leave out a claim", index, dropClaim) },
    { weight: 1, arbitrary: parts("claims", oddJsonText, (p, claims) => ({ ...p, claims })) },
    { weight: 1, arbitrary: parts("whole header", oddJsonText, (p, header) => ({ ...p, header })) },
    { weight: 3, arbitrary: textMutations(place) },
  );
}

const headerMember = fc.tuple(fc.constantFrom(...HEADERS), oddJson);

function setAlgorithm(parts: JwtParts, alg: string): JwtParts {
  return { ...parts, header: change(parts.header, (header) => ({ ...header, alg })) };
}

function setHeader(parts: JwtParts, [name, value]: [string, unknown]): JwtParts {
  return { ...parts, header: change(parts.header, (header) => ({ ...header, [name]: value })) };
}

function setClaim(parts: JwtParts, [name, value]: [string, unknown]): JwtParts {
  return { ...parts, claims: change(parts.claims, (claims) => ({ ...claims, [name]: value })) };
}

function dropClaim(parts: JwtParts, at: number): JwtParts {
  return {
    ...parts,
    claims: change(parts.claims, (claims) => {
      const entries = Object.entries(claims);
      return Object.fromEntries(entries.toSpliced(at % Math.max(1, entries.length), 1));
    }),
  };
}

/** A JSON object changed; what an earlier mutation left of it stays when it is none any more. */
function change(json: string, by: (members: object) => object): string {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? JSON.stringify(by(value)) : json;
  } catch {
    return json;
  }
}

function seal(
  spoilt: JwtParts,
  before: JwtParts,
  by: Signing,
  key: KeyObject | undefined,
  strangers: KeyObject,
): string {
  if (by === "not at all") return putTogether({ ...spoilt, signature: before.signature });
  return signParts(spoilt, by === "right" ? key ?? strangers : strangers);
}

/** Mutations of the compact form. */
function textMutations(place: JwtPlace): fc.Arbitrary<Mutation> {
  const text = <Values>(
    name: string,
    values: fc.Arbitrary<Values>,
    spoil: (compact: string, values: Values) => string,
  ) =>
    ofDraft(`${place.name}: ${name}`, values, (draft, chosen) => {
      const compact = read(draft, place);
      return compact === "" ? draft : write(draft, place, spoil(compact, chosen));
    });
  const positions = fc.tuple(index, fc.constantFrom("A", "_", "-", "=", ".", "+", " ", "é"));
  return fc.oneof(
    text("character", positions, (compact, [at, character]) => {
      const position = at % compact.length;
      return compact.slice(0, position) + character + compact.slice(position + 1);
    }),
    text("parts", fc.array(fc.nat(2), { maxLength: 5 }), (compact, order) => {
      const found = compact.split(".");
      return order.map((part) => found[part] ?? "").join(".");
    }),
    text(
      "signature",
      oddText,
      (compact, signature) => compact.slice(0, compact.lastIndexOf(".") + 1) + signature,
    ),
    text("truncated", index, (compact, at) => compact.slice(0, at % compact.length)),
    text("two", fc.constantFrom(",", ", ", " ", "~", ""), (compact, by) => compact + by + compact),
  );
}

function read(draft: Draft, { list, name, prefix = "" }: JwtPlace): string {
  const value = valueOf(draft, list, name) ?? "";
  return value.startsWith(prefix) ? value.slice(prefix.length) : "";
}

function write(draft: Draft, { list, name, prefix = "" }: JwtPlace, compact: string): Draft {
  return withValue(draft, list, name, prefix + compact);
}
