/** An error answer as docs/errors.md shows it, and what holds for each of them. */
import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { parse } from "node-html-parser";
import { PROBLEM_CODES, PROBLEMS } from "../../../routes/resource/problem.ts";
import { ISSUER } from "../../support/protocol_server.ts";

/** What is shown of an answer. */
export interface Answer {
  readonly status: number;
  /** `error`, or `code` of a problem; empty for a page and for an answer without content. */
  readonly error: string;
  /** `error_description`, `detail` of a problem, or the text of a page. */
  readonly description: string;
  /** Header fields, or the parameters of a redirect, and the members of a problem beside the usual. */
  readonly further: readonly string[];
}

/** RFC 6749, 5.2: what `error` and `error_description` may consist of. */
const WIRE_TEXT = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

/** Says what is to be shown; throws when an answer is not as all must be. */
export async function describeAnswer(response: Response): Promise<Answer> {
  const { status } = response;
  assert.ok(status >= 300, `a request was not refused: ${status}`);
  assert.equal(response.headers.get("Set-Cookie"), null);
  const said = await readContent(response);
  const further = [...describeFields(response.headers, said), ...said.further];
  return { status, error: said.error, description: said.description, further };
}

type Said = Omit<Answer, "status">;

async function readContent(response: Response): Promise<Said> {
  const location = response.headers.get("Location");
  const text = await response.text();
  if (location !== null) return readRedirect(new URL(location));
  if (text === "") return { error: "", description: "", further: [] };
  switch (response.headers.get("Content-Type")?.split(";")[0]) {
    case "application/json":
      return readOAuthError(text);
    case "application/problem+json":
      return readProblem(text);
    default:
      return readPage(text);
  }
}

function readRedirect({ origin, pathname, searchParams }: URL): Said {
  assert.equal(origin + pathname, "https://app.example/callback");
  const names = [...searchParams.keys()].filter((name) => name !== "tenant");
  const response = searchParams.get("response");
  const members: Readonly<Record<string, unknown>> = response === null
    ? Object.fromEntries(searchParams)
    : { ...decodeJwt(response) };
  const inside = response === null ? [] : [`in it: ${Object.keys(members).join(", ")}`];
  assert.equal(members["iss"] === ISSUER || members["iss"] === "http://localhost:8000", true);
  return { ...readMembers(members), further: [`query: ${names.join(", ")}`, ...inside] };
}

function readOAuthError(text: string): Said {
  const members = JSON.parse(text);
  assert.deepEqual(Object.keys(members), ["error", "error_description"]);
  return { ...readMembers(members), further: [] };
}

function readMembers(members: Readonly<Record<string, unknown>>) {
  const { error, error_description: description } = members;
  assert.ok(typeof error === "string" && typeof description === "string");
  for (const said of [error, description]) assert.match(said, WIRE_TEXT);
  return { error, description: withoutIncident(description) };
}

function withoutIncident(description: string): string {
  return description.replace(/\bincident [0-9A-Z]{10}$/, "incident NUMBER");
}

function readProblem(text: string): Said {
  const { type, title, status, detail, code, interactionId, ...further } = JSON.parse(text);
  const known = PROBLEM_CODES.find((name) => name === code);
  assert.ok(known !== undefined);
  assert.deepEqual({ title, status }, { ...PROBLEMS[known] });
  assert.equal(type, `${ISSUER}/docs#${code}`);
  assert.match(interactionId, /^[0-9a-f-]{36}$/);
  assert.match(detail, WIRE_TEXT);
  return { error: code, description: detail, further: Object.keys(further) };
}

function readPage(html: string): Said {
  const message = parse(html).querySelector("[data-message]");
  assert.ok(message !== null);
  return { error: "", description: message.text, further: [] };
}

function describeFields(headers: Headers, said: Said): readonly string[] {
  const challenge = headers.get("WWW-Authenticate");
  const retryAfter = headers.get("Retry-After");
  const allow = headers.get("Allow");
  return [
    ...(challenge === null ? [] : [describeChallenge(challenge, said)]),
    ...(headers.has("DPoP-Nonce") ? ["`DPoP-Nonce`"] : []),
    ...(retryAfter === null ? [] : [`\`Retry-After: ${retryAfter}\``]),
    ...(allow === null ? [] : [`\`Allow: ${allow}\``]),
  ];
}

/**
 * The schemes, and what is said there beside the usual: the error of the body, the algorithms and
 * the metadata of the resource.
 */
function describeChallenge(challenge: string, { error, description }: Said): string {
  const found = [...challenge.matchAll(/(DPoP|Bearer) ((?:\w+="[^"]*"(?:, )?)+)/g)];
  const schemes = found.map(([, scheme = "", list = ""]) => {
    const members = new Map(
      [...list.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    assert.equal(
      members.get("resource_metadata"),
      `${ISSUER}/.well-known/oauth-protected-resource`,
    );
    assert.equal(members.has("algs"), scheme === "DPoP");
    const stated = members.get("error_description");
    if (stated !== undefined) assert.equal(stated, description);
    const differs = members.has("error") && members.get("error") !== error;
    const lacks = error === "insufficient_scope" ? [`scope="${members.get("scope")}"`] : [];
    const shown = differs ? [`error="${members.get("error")}"`] : lacks;
    const silent = stated === undefined ? ["without error"] : [];
    return [scheme, ...shown, ...silent].join(" ");
  });
  return `\`WWW-Authenticate: ${schemes.join(", ")}\``;
}
