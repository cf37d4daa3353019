/** All error answers of the protocol in one snapshot, docs/errors.md: complete, and nothing else in it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ERROR_PAGE_STATUS, type ErrorPageKind } from "../../../routes/oauth/error_page.ts";
import { PROBLEM_CODES } from "../../../routes/resource/problem.ts";
import { createAuthorizeErrorPage } from "../../../routes/screens/authorize_error_page.ts";
import { listFiles } from "../../../tools/files.ts";
import { newAttemptId, newIncidentId } from "../../../domain/ids.ts";
import { createSeededRandom } from "../../support/random.ts";
import { INSTITUTION } from "../../support/screen_defaults.ts";
import { type Answer, describeAnswer } from "./describe_answer.ts";
import { type ErrorSite, findErrorSites } from "./error_sites.ts";
import { answerAll } from "./groups.ts";
import { type AnsweredGroup, writeDocument } from "./write_document.ts";

const RANDOM = { bytes: createSeededRandom(1) };
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

let answering: Promise<readonly AnsweredGroup[]> | undefined;

/** Provoked once, by the first test that asks. */
function answeredGroups(): Promise<readonly AnsweredGroup[]> {
  return answering ??= answerAll();
}

async function answered(): Promise<readonly Answer[]> {
  const groups = await answeredGroups();
  return groups.flatMap(({ cases }) => cases.map(({ answer }) => answer));
}

/**
 * What is made by these places leaves the gateway unchanged from another, or does not leave it at
 * all. `deno task write-errors` does not help against a place that is missing: write a case for it.
 */
const PASSED_ON: Readonly<Record<string, string>> = {
  "domain/authorization/authorization_response.ts: { error: outcome.error, error_description: outcome.description }":
    "writes the outcome that it is given",
  "routes/oauth/back_channel.ts: { error: error.code, error_description: error.description }":
    "writes the error that it is given",
  "routes/oauth/back_channel.ts: { ...fields, error: error.code, reason: error.reason }":
    "goes to the log",
  "routes/resource/answer_problem.ts: new ResourceProblem(codeOf(error), error.description)":
    "a refusal of the protocol as a problem",
  'routes/resource/answer_problem.ts: new OAuthError("invalid_token", error.detail)':
    "a consent that is over as the challenge states it",
};

/** Faults for the log or the operator; what the app is told is one text for all of them. */
const LOG_ONLY: readonly string[] = [
  'domain/client/authenticate_client.ts: return "assertion',
  "domain/client/client_signature.ts: return",
  "domain/client/certificate_authentication.ts: return",
  "domain/client/certificate_support.ts: return",
];

function isLogOnly({ place }: ErrorSite): boolean {
  return LOG_ONLY.some((start) => place.startsWith(start));
}

async function listSites(): Promise<readonly ErrorSite[]> {
  const folders = ["domain/", "routes/"].flatMap((folder) => [...listFiles(ROOT + folder)]);
  const paths = [...folders, `${ROOT}composition/app.ts`].filter((path) => /\.tsx?$/.test(path));
  const sites = await Promise.all(
    paths.map(async (path) =>
      findErrorSites(path.slice(ROOT.length), await Deno.readTextFile(path))
    ),
  );
  return sites.flat();
}

Deno.test("docs/errors.md says what is answered, byte for byte", async () => {
  const document = writeDocument(await answeredGroups());
  const stored = await Deno.readTextFile(`${ROOT}docs/errors.md`);
  assert.equal(stored, document, "if the change is meant: deno task write-errors");
});

Deno.test("every place in the sources that makes an error answer is in docs/errors.md", async () => {
  const answers = await answered();
  const sites = await listSites();
  assert.ok(sites.length > 100, "the places are found");
  const missing = sites.filter((site) => !isLogOnly(site) && !(site.place in PASSED_ON))
    .filter((site) => site.isOpaque || !answers.some((answer) => isMadeBy(site, answer)))
    .map(({ place, description }) => `${place}\n  ${description.source}`);
  assert.deepEqual(missing, []);
});

function isMadeBy({ code, description }: ErrorSite, answer: Answer): boolean {
  return (code?.test(answer.error) ?? true) && description.test(answer.description);
}

Deno.test("what is excepted from the snapshot is still there", async () => {
  const sites = await listSites();
  for (const place of Object.keys(PASSED_ON)) {
    assert.ok(sites.some((site) => site.place === place), place);
  }
  for (const start of LOG_ONLY) {
    assert.ok(sites.some(({ place }) => place.startsWith(start)), start);
  }
});

Deno.test("every error code, problem and page is in docs/errors.md, and no code is left over", async () => {
  const answers = await answered();
  const source = await Deno.readTextFile(`${ROOT}domain/errors.ts`);
  const codes = [...source.matchAll(/^ {2}\| "(\w+)"/gm)].map(([, code = ""]) => code);
  assert.ok(codes.length > 10);
  const said = new Set(answers.map(({ error }) => error));
  assert.deepEqual([...codes, ...PROBLEM_CODES].filter((code) => !said.has(code)), []);
  const render = createAuthorizeErrorPage(INSTITUTION);
  const context = { now: 0, attempt: newAttemptId(RANDOM), incidentId: newIncidentId(RANDOM) };
  for (const kind of Object.keys(ERROR_PAGE_STATUS) as ErrorPageKind[]) {
    const request = new Request("https://gateway.example/authorize");
    const page = await describeAnswer(await render(kind, context, request));
    const isShown = ({ status, description }: Answer) =>
      status === page.status && description === page.description;
    assert.ok(answers.some(isShown), kind);
  }
});

Deno.test("nothing that is meant for the log is told to anybody", async () => {
  const answers = await answered();
  const secrets = (await listSites()).filter(isLogOnly).map(({ description }) => description);
  assert.ok(secrets.length > 8);
  for (const { description } of answers) {
    for (
      const secret of [...secrets, /secret/, /database/, /redis/i, /libsql/i, /\bkid\b/, /\.ts/]
    ) {
      assert.doesNotMatch(description, secret);
    }
  }
});

Deno.test("what an app is told is printable ASCII without quotation mark and backslash", async () => {
  const told = (await answered()).filter(({ error }) => error !== "");
  assert.ok(told.length > 100);
  for (const { error, description } of told) {
    assert.match(error, /^[a-z_]+$/);
    assert.match(description, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  }
});
