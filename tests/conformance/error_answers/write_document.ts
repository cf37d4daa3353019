/** docs/errors.md, made of real answers. */
import assert from "node:assert/strict";
import { type Answer, describeAnswer } from "./describe_answer.ts";
import type { ErrorCase, ErrorGroup } from "./error_case.ts";

/** A case with what is answered in it. */
export interface AnsweredCase extends Omit<ErrorCase, "provoke"> {
  readonly answer: Answer;
}

/** A table with its answers. */
export interface AnsweredGroup extends Omit<ErrorGroup, "cases"> {
  readonly cases: readonly AnsweredCase[];
}

/** Provokes all of a table; throws when the answers of one case differ. */
export async function answerGroup({ title, text, cases }: ErrorGroup): Promise<AnsweredGroup> {
  const answered: AnsweredCase[] = [];
  for (const { when, mend, provoke } of cases) {
    const provoked = await provoke();
    const responses = "length" in provoked ? provoked : [provoked];
    const [answer, ...others] = await Promise.all(responses.map(describeAnswer));
    assert.ok(answer !== undefined, when);
    for (const other of others) assert.deepEqual(other, answer, `${title}: ${when}`);
    answered.push({ when, mend, answer });
  }
  return { title, text, cases: answered };
}

const HEAD = `# Error answers

All that the protocol's endpoints and the resource API refuse, with what to do about it. Each row was
made by a request that was really refused; \`deno task write-errors\` writes this file anew, and a test compares.

- Endpoints that apps call answer in JSON with \`error\` and \`error_description\` (RFC 6749, 5.2), the
  resource API with a problem document (RFC 9457): \`code\` and \`detail\` as below, \`type\`, \`title\`, \`status\`,
  \`interactionId\`, and the members that are named. Both are never stored.
- Decide by the status and by \`error\` or \`code\`. Descriptions are for people, in ASCII, and may change.
- \`WWW-Authenticate\` (RFC 6750, 3; RFC 9449, 7.1) repeats \`error\` and the description for each kind of
  token, with \`algs\`, \`resource_metadata\` and the scope that is demanded; the tables show its schemes, and what it says otherwise.
- A row with several causes has one answer for all of them: which it was is not told.
`;

/** The whole document. */
export function writeDocument(groups: readonly AnsweredGroup[]): string {
  return [HEAD, ...groups.map(writeGroup)].join("\n");
}

function writeGroup({ title, text, cases }: AnsweredGroup): string {
  const rows = cases.map(({ when, mend, answer }) => {
    const { status, error, description, further } = answer;
    const said = [status, asCode(error), asText(answer, description), further.join("; "), mend];
    return `| ${[when, ...said].join(" | ")} |`;
  });
  const head = "| When | Status | Error | Description | Further | What to do |";
  return [`## ${title}`, "", text, "", head, "|---|---|---|---|---|---|", ...rows, ""].join("\n");
}

function asCode(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}

/** Pages are in Japanese; what an app is told is code. */
function asText({ error }: Answer, description: string): string {
  return error === "" ? description : asCode(description);
}
