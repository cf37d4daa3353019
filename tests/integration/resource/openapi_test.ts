import assert from "node:assert/strict";
import addFormats from "ajv-formats";
import Ajv from "ajv/dist/2020.js";
import { parse } from "node-html-parser";
import { PROBLEM_CODES } from "../../../routes/resource/problem.ts";
import { type Link, openResourceApi, type ResourceApi } from "../../support/resource_api.ts";

const HANAKO = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;
const CLOSED = { branchCode: "001", accountType: "1", accountNumber: "9999999" } as const;
const AILING = { branchCode: "001", accountType: "1", accountNumber: "8888888" } as const;

interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Record<string, {
    readonly get: {
      readonly responses: Record<string, { readonly content: Record<string, unknown> }>;
    };
  }>;
}

/** Compiles the schema of an answer, looked up by the path's template, status and media type. */
async function createAnswerChecker(api: ResourceApi) {
  const document: OpenApiDocument = await (await api.fetch("/openapi.json")).json();
  const ajv = new Ajv.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, "openapi");
  return async (template: string, response: Response) => {
    const mediaType = response.headers.get("Content-Type")?.split(";")[0] ?? "";
    const pointer = ["paths", template, "get", "responses", `${response.status}`, "content"]
      .concat(mediaType, "schema").map((part) => part.replaceAll("/", "~1"));
    const validate = ajv.getSchema(`openapi#/${pointer.map(encodeURIComponent).join("/")}`);
    assert.ok(validate, `${template} ${response.status} ${mediaType} is described`);
    const answer: unknown = await response.json();
    assert.ok(validate(answer), `${template}: ${ajv.errorsText(validate.errors)}`);
    assert.ok(!validate({ ...Object(answer), surprise: 1 }), "the schema is strict");
  };
}

Deno.test("real answers are what the OpenAPI document says", async () => {
  await using api = await openResourceApi({ perGrantPerMinute: 20 });
  const check = await createAnswerChecker(api);
  const link = await api.link(HANAKO);
  const closed = await api.link(CLOSED);
  const ailing = await api.link(AILING);
  const narrow = await api.link(HANAKO, { scopes: ["accounts"] });
  const ended = await api.link(HANAKO);
  await api.end(ended);
  const calls: readonly (readonly [Link, string, string, number])[] = [
    [link, "/accounts", "", 200],
    [link, "/accounts/{accountId}", "", 200],
    [link, "/accounts/{accountId}/balance", "", 200],
    [link, "/accounts/{accountId}/transactions", "", 200],
    [link, "/accounts/{accountId}/transactions", "?dateFrom=2026-08-23&limit=3", 200],
    [link, "/consent", "", 200],
    [link, "/accounts/{accountId}/transactions", "?limit=0", 400],
    [link, "/accounts/{accountId}/transactions", "?dateTo=2020-01-01", 400],
    [link, "/accounts/{accountId}/transactions", "?nextItemKey=x", 400],
    [ended, "/consent", "", 401],
    [ended, "/accounts", "", 401],
    [narrow, "/accounts/{accountId}/transactions", "", 403],
    [closed, "/accounts", "", 404],
    [ailing, "/accounts/{accountId}/balance", "", 503],
  ];
  for (const [caller, template, query, status] of calls) {
    const path = template.replace("{accountId}", caller.grant.accountId) + query;
    const response = await api.call(caller, path);
    assert.equal(response.status, status, path);
    await check(template, response);
  }
  for (let count = 0; count < 20; count++) await api.call(narrow, "/consent");
  const limited = await api.call(narrow, "/consent");
  assert.equal(limited.status, 429);
  await check("/consent", limited);
});

Deno.test("the document's parameters are those that requests are validated by", async () => {
  await using api = await openResourceApi();
  const document = await (await api.fetch("/openapi.json")).json();
  assert.equal(document.openapi, "3.1.0");
  const { parameters } = document.paths["/accounts/{accountId}/transactions"].get;
  const inQuery = parameters.filter((parameter: { in: string }) => parameter.in === "query");
  assert.deepEqual(
    inQuery.map((parameter: { name: string }) => parameter.name),
    ["dateFrom", "dateTo", "limit", "nextItemKey"],
  );
  const { type, minimum, maximum, default: fallback } = inQuery[2].schema;
  assert.deepEqual([type, minimum, maximum, fallback], ["integer", 1, 500, 500]);
});

Deno.test("the page shows every call and explains every code where problems point to", async () => {
  await using api = await openResourceApi();
  const response = await api.fetch("/docs");
  assert.match(response.headers.get("Content-Type") ?? "", /^text\/html/);
  assert.match(response.headers.get("Content-Security-Policy") ?? "", /default-src 'none'/);
  const page = parse(await response.text());
  const document = await (await api.fetch("/openapi.json")).json();
  for (const path of Object.keys(document.paths)) {
    assert.ok(page.querySelectorAll("h2").some(({ text }) => text.trim() === `GET ${path}`), path);
  }
  for (const code of PROBLEM_CODES) assert.ok(page.getElementById(code), code);
  assert.match(page.text, /withdrawableAmount/);
  assert.match(page.text, /transactions\[\]\.itemKey/);
  const own = page.querySelector('link[href^="/docs/"]');
  const style = await api.fetch(own?.getAttribute("href") ?? "");
  assert.match(style.headers.get("Content-Type") ?? "", /^text\/css/);
  await style.body?.cancel();
});

Deno.test("each problem is among those of some call in the OpenAPI document", async () => {
  await using api = await openResourceApi();
  const document: OpenApiDocument = await (await api.fetch("/openapi.json")).json();
  const told = JSON.stringify(Object.values(document.paths).map((path) => path.get.responses));
  assert.deepEqual(PROBLEM_CODES.filter((code) => !told.includes(`\`${code}\``)), []);
});
