/** What every refusal must look like, whatever was sent. */
import assert from "node:assert/strict";
import { parse, valid } from "node-html-parser";
import { PROBLEM_CODES, PROBLEMS } from "../../../routes/resource/problem.ts";
import { parseChallenges } from "./challenges.ts";

/** An answer that was read. */
export interface Answer {
  readonly method: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** `elsewhere`: the path or method was spoilt, so that the endpoint was not asked at all. */
export type Verdict = "refused" | "accepted" | "elsewhere";

/** RFC 6749, 5.2: `error` and `error_description`. */
export const WIRE_TEXT = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;
const PRINTABLE = /^[\x20-\x7e]*$/;
const NO_STORE = /(^|[ ,])no-store($|[ ,])/;

/** What is only for us: stacks, files, statements, keys. */
const INTERNAL =
  /\.tsx?\b|file:\/\/|node_modules|\bat \S+:\d+|\b[A-Z]\w*Error\b|SQLITE|\bSELECT\b|\bINSERT\b|BEGIN IMMEDIATE|"d":|PRIVATE KEY|0123456789abcdef/;

/** Reads an answer and checks what holds for all: no fault of ours, nothing internal, printable fields. */
export async function readAnswer(method: string, response: Response): Promise<Answer> {
  const body = await response.text();
  const { status, headers } = response;
  assert.ok(status < 500, `${status}: ${body}`);
  // The way back to an app carries its own state.
  const fields = [...headers].map(([name, value]) => name === "location" ? "" : value).join("|");
  assert.match(fields, PRINTABLE);
  assert.match(headers.get("location") ?? "", PRINTABLE);
  // What is sealed for an app is random text, in which anything may be found.
  if (status >= 300) assert.doesNotMatch(fields + body, INTERNAL);
  return { method, status, headers, body };
}

/** Whether the router, not an endpoint, refused. */
export function isElsewhere({ method, status, body, headers }: Answer): boolean {
  if (status === 405) assert.match(headers.get("allow") ?? "", /^[A-Z]+(, [A-Z]+)*$/);
  const isUnknown = body.includes('"There is nothing at this path"') || method === "HEAD";
  return status === 405 || (status === 404 && isUnknown);
}

/** PAR, token, revocation, introspection: RFC 6749, 5.2. */
export function judgeBackChannel(answer: Answer): Verdict {
  if (isElsewhere(answer)) return "elsewhere";
  if (answer.status < 400) return "accepted";
  checkJsonError(answer);
  return "refused";
}

/** Userinfo and grants: RFC 6750, 3 beside the JSON. */
export function judgeProtectedResource(answer: Answer): Verdict {
  if (isElsewhere(answer)) return "elsewhere";
  if (answer.status < 400) return "accepted";
  if (answer.method !== "HEAD") checkJsonError(answer);
  checkChallenges(answer);
  return "refused";
}

function checkJsonError({ status, headers, body }: Answer): void {
  assert.ok([400, 401, 403, 404, 413].includes(status), String(status));
  assert.equal(headers.get("content-type"), "application/json");
  assert.match(headers.get("cache-control") ?? "", NO_STORE);
  assert.match(body, PRINTABLE);
  const { error, error_description: description, ...others } = JSON.parse(body);
  assert.match(error, WIRE_TEXT);
  assert.match(description, WIRE_TEXT);
  assert.deepEqual(others, {});
}

function checkChallenges({ status, headers }: Answer): void {
  const field = headers.get("www-authenticate");
  if (field === null) return assert.notEqual(status, 401, "401 without a challenge");
  for (const { scheme, parameters } of parseChallenges(field)) {
    assert.match(scheme, /^(DPoP|Bearer)$/);
    assert.match(parameters.get("error") ?? "invalid_token", /^[a-z_]+$/);
    assert.match(parameters.get("error_description") ?? "-", WIRE_TEXT);
    assert.ok(URL.canParse(parameters.get("resource_metadata") ?? ""));
  }
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The resource API: RFC 9457, with the challenge that goes with a fault of the token. */
export function judgeResource(answer: Answer): Verdict {
  if (isElsewhere(answer)) return "elsewhere";
  if (answer.status < 400) return "accepted";
  const { headers, body, status, method } = answer;
  checkChallenges(answer);
  assert.match(headers.get("cache-control") ?? "", NO_STORE);
  assert.match(headers.get("x-fapi-interaction-id") ?? "", UUID);
  assert.equal(headers.get("content-type"), "application/problem+json");
  if (method === "HEAD") return "refused";
  assert.match(body, PRINTABLE);
  const problem = JSON.parse(body);
  const code = PROBLEM_CODES.find((name) => name === problem.code);
  assert.ok(code !== undefined && URL.canParse(problem.type), body);
  assert.deepEqual(
    [problem.status, problem.title, problem.interactionId],
    [status, PROBLEMS[code].title, headers.get("x-fapi-interaction-id")],
  );
  assert.equal(status, PROBLEMS[code].status);
  assert.match(problem.detail, WIRE_TEXT);
  return "refused";
}

/** The telephony provider is told as little as there is. */
export function judgeTelephony(answer: Answer): Verdict {
  if (isElsewhere(answer)) return "elsewhere";
  if (answer.status < 400) return "accepted";
  const { status, headers, body } = answer;
  assert.match(headers.get("cache-control") ?? "", NO_STORE);
  assert.equal(headers.get("content-type"), "application/json");
  assert.deepEqual(JSON.parse(body), { error: status === 401 ? "unauthorized" : "malformed" });
  return "refused";
}

/** The screens: a page, or the redirect to one. */
export function judgeScreen(answer: Answer): Verdict {
  if (isElsewhere(answer)) return "elsewhere";
  if (answer.status < 400) return "accepted";
  checkPage(answer);
  return "refused";
}

/** Pages that were found to be right, but for what changes from one to the next. */
const seenPages = new Set<string>();

/** A whole page of HTML, never stored. */
export function checkPage({ method, headers, body }: Answer): void {
  assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
  assert.match(headers.get("cache-control") ?? "", NO_STORE);
  if (method === "HEAD") return;
  const page = body.replaceAll(/[A-Za-z0-9_-]{43}/g, "ID");
  if (seenPages.has(page)) return;
  assert.ok(body.startsWith("<!DOCTYPE html><html") && body.endsWith("</html>"), body);
  assert.ok(valid(body), body);
  assert.ok(parse(body).querySelector("h1"), "a page without a heading");
  if (seenPages.size < 100) seenPages.add(page);
}
