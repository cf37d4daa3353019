/** Reading `WWW-Authenticate` as strictly as RFC 9110, 11.6.1 writes it. */
import assert from "node:assert/strict";

/** One challenge of the field. */
export interface Challenge {
  readonly scheme: string;
  /** By their names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
/** A quoted-string of which nothing had to be escaped. */
const QUOTED = '"[\\t \\x21\\x23-\\x5b\\x5d-\\x7e]*"';
const PARAMETER = new RegExp(`(${TOKEN})=(${TOKEN}|${QUOTED})`, "y");
const SCHEME = new RegExp(`(${TOKEN}) +(?=${TOKEN}=)`, "y");

/** Reads the field; fails unless all of it is challenges with parameters, each named once. */
export function parseChallenges(field: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  while (at < field.length) {
    if (at > 0) {
      assert.equal(field.slice(at, at + 2), ", ", field);
      at += 2;
    }
    const scheme = matchAt(SCHEME, field, at);
    if (scheme !== undefined) {
      challenges.push({ scheme: scheme[1] ?? "", parameters: new Map() });
      at += scheme[0].length;
    }
    const parameter = matchAt(PARAMETER, field, at);
    const current = challenges.at(-1);
    if (parameter === undefined || current === undefined) assert.fail(`not a challenge: ${field}`);
    const [whole, name = "", value = ""] = parameter;
    assert.ok(!current.parameters.has(name.toLowerCase()), `${name} twice: ${field}`);
    current.parameters.set(name.toLowerCase(), value.replace(/^"|"$/g, ""));
    at += whole.length;
  }
  assert.ok(challenges.length > 0, "no challenge");
  return challenges;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
