/** The OpenAPI 3.1 document, made of the schemas that requests are validated by. */
import { z } from "zod";
import { COMMON_PROBLEMS, RESOURCE_OPERATIONS, type ResourceOperation } from "./operations.ts";
import { PROBLEMS } from "./problem.ts";
import { problemSchema } from "./schemas.ts";

type JsonObject = Readonly<Record<string, unknown>>;

const HEADER_PARAMETERS: readonly JsonObject[] = [
  headerParameter(
    "DPoP",
    false,
    "A fresh proof of possession (RFC 9449, section 7), with a token of the type DPoP. A token of " +
      "the type Bearer goes with the client certificate it is bound to instead (RFC 8705).",
  ),
  headerParameter("x-fapi-interaction-id", false, "A UUID of yours; the answer repeats it."),
];

const ANSWER_HEADERS: JsonObject = {
  "x-fapi-interaction-id": answerHeader("Yours if it was a UUID, otherwise a new one."),
  "RateLimit": answerHeader("What is left of each policy: r calls for t more seconds."),
  "RateLimit-Policy": answerHeader("Policies by client and by grant: q calls in w seconds."),
};

/** The document for a gateway at `issuer`. */
export function buildOpenApiDocument(issuer: string) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Kakehashi resource API",
      version: "1.0.0",
      description:
        "Accounts, balances and transactions of a customer who agreed to it. Every call carries " +
        "an access token and a DPoP proof (or a client certificate). Money is a string of digits in yen; dates and times " +
        "are Japanese; a member that does not apply is absent. Look at `code` in refusals.",
    },
    servers: [{ url: issuer }],
    paths: Object.fromEntries(
      RESOURCE_OPERATIONS.map((operation) => [operation.path, { get: describe(operation) }]),
    ),
    components: {
      schemas: { Problem: toJsonSchema(problemSchema) },
      securitySchemes: { oauth: describeSecurity(issuer) },
    },
  };
}

function describe(operation: ResourceOperation): JsonObject {
  return {
    operationId: operation.id,
    summary: operation.summary,
    security: [{ oauth: operation.scope === undefined ? [] : [operation.scope] }],
    parameters: [
      ...describePathParameters(operation.path),
      ...describeQuery(operation.query),
      ...HEADER_PARAMETERS,
    ],
    responses: {
      "200": {
        description: "OK",
        headers: ANSWER_HEADERS,
        content: { "application/json": { schema: toJsonSchema(operation.answer) } },
      },
      ...describeProblems(operation),
    },
  };
}

function describePathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function describeQuery(query: z.ZodObject | undefined): JsonObject[] {
  const properties = query === undefined ? {} : toJsonSchema(query)["properties"];
  return Object.entries(properties ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema,
  }));
}

function describeProblems(operation: ResourceOperation): JsonObject {
  const codes = [...COMMON_PROBLEMS, ...operation.problems];
  const byStatus = Object.groupBy(codes, (code) => String(PROBLEMS[code].status));
  const content = {
    "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
  };
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes]) => [
      status,
      { description: codes?.map((code) => `\`${code}\``).join(", "), content },
    ]),
  );
}

function describeSecurity(issuer: string): JsonObject {
  return {
    type: "oauth2",
    description: "FAPI 2.0: pushed authorization requests, PKCE and DPoP. Everything else is in " +
      `${issuer}/.well-known/oauth-authorization-server.`,
    flows: {
      authorizationCode: {
        authorizationUrl: `${issuer}/authorize`,
        tokenUrl: `${issuer}/token`,
        refreshUrl: `${issuer}/token`,
        scopes: {
          accounts: "Account information and balance (口座情報)",
          transactions: "Transaction history (明細情報)",
        },
      },
    },
  };
}

/** Patterns that only repeat a format would fill half of the document. */
function toJsonSchema(schema: z.ZodType) {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return jsonSchema;
}

function headerParameter(name: string, required: boolean, description: string): JsonObject {
  return { name, in: "header", required, description, schema: { type: "string" } };
}

function answerHeader(description: string): JsonObject {
  return { description, schema: { type: "string" } };
}
