/** The resource API as a page for developers, drawn from the same schemas as the document. */
import { z } from "zod";
import { COMMON_PROBLEMS, RESOURCE_OPERATIONS, type ResourceOperation } from "./operations.ts";
import { PROBLEM_CODES, type ProblemCode, PROBLEMS } from "./problem.ts";

/** A line of a table of members: name, form, meaning. */
interface Member {
  readonly name: string;
  readonly form: string;
  readonly meaning: string;
}

/** The whole page. */
export function DocsPage({ issuer }: { readonly issuer: string }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Kakehashi resource API</title>
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/house.css" />
        <link rel="stylesheet" href="/docs/style.css" />
      </head>
      <body>
        <header class="masthead">
          <p class="brand">
            <img src="/static/icon.svg" alt="" width={36} height={36} />
            Kakehashi
          </p>
        </header>
        <main>
          <h1>Resource API</h1>
          <p>
            At <code>{issuer}</code>. For programs: <a href="/openapi.json">OpenAPI 3.1</a>.
          </p>
          <Contents />
          <Basics />
          {RESOURCE_OPERATIONS.map((operation) => <Operation operation={operation} />)}
          <Problems />
        </main>
      </body>
    </html>
  );
}

function Contents() {
  return (
    <nav aria-label="Contents">
      <ul>
        <li>
          <a href="#basics">Every call</a>
        </li>
        {RESOURCE_OPERATIONS.map(({ id, path }) => (
          <li>
            <a href={`#${id}`}>
              <code>GET {path}</code>
            </a>
          </li>
        ))}
        <li>
          <a href="#problems">Refusals</a>
        </li>
      </ul>
    </nav>
  );
}

function Basics() {
  return (
    <section id="basics" class="card">
      <h2>Every call</h2>
      <ul>
        <li>
          carries <code>Authorization: DPoP TOKEN</code> and a fresh <code>DPoP</code>{" "}
          proof (RFC 9449); Ed25519 keys are the fastest. An app whose tokens are bound to its
          certificate sends <code>Authorization: Bearer TOKEN</code>{" "}
          over a connection with that certificate (RFC 8705).
        </li>
        <li>
          may carry <code>x-fapi-interaction-id</code>{" "}
          (a UUID), which the answer repeats: note it in your logs.
        </li>
        <li>
          is answered in JSON: money as a string of digits in yen, dates <code>YYYY-MM-DD</code>
          {" "}
          and times with <code>+09:00</code>{" "}
          of Japan; a member that does not apply is absent, never null.
        </li>
        <li>
          is limited; <code>RateLimit</code> and <code>RateLimit-Policy</code>{" "}
          say how much is left. After 429 and 503 wait for <code>Retry-After</code>.
        </li>
        <li>
          stops working at once when the consent ends, not when the token expires: 401 with{" "}
          <code>error="invalid_token"</code> and the code <code>consent_revoked</code> or{" "}
          <code>consent_expired</code>.
        </li>
      </ul>
      <p>
        Refusals are <code>application/problem+json</code> (RFC 9457). Every call can meet{" "}
        <Codes codes={COMMON_PROBLEMS} />.
      </p>
    </section>
  );
}

function Operation({ operation }: { readonly operation: ResourceOperation }) {
  return (
    <section id={operation.id} class="card">
      <h2>
        <code>GET {segmentsOf(operation.path).map((segment) => [<wbr />, segment])}</code>
      </h2>
      <p>{operation.summary}</p>
      <p>
        Scope: {operation.scope === undefined ? "any" : <code>{operation.scope}</code>}
      </p>
      {operation.query && (
        <Members title="Parameters" of={operation.path} members={listMembers(operation.query)} />
      )}
      <Members title="Answer" of={operation.path} members={listMembers(operation.answer)} />
      {operation.problems.length > 0 && (
        <p>
          Refusals beside the common ones: <Codes codes={operation.problems} />
        </p>
      )}
    </section>
  );
}

/** A table may be wider than a phone: it is scrolled by itself, also by the keyboard. */
function Members({ title, of, members }: {
  readonly title: string;
  /** What has the members, for screen readers. */
  readonly of: string;
  readonly members: readonly Member[];
}) {
  return (
    <div class="scroll" role="region" aria-label={`${title} of ${of}`} tabindex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Form</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {members.map(({ name, form, meaning }) => (
            <tr>
              <td>
                <code>{name}</code>
              </td>
              <td>{form}</td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Problems() {
  return (
    <section id="problems" class="card">
      <h2>Refusals</h2>
      <dl>
        {PROBLEM_CODES.map((code) => (
          <>
            <dt id={code}>
              <code>{code}</code> ({PROBLEMS[code].status})
            </dt>
            <dd>{PROBLEMS[code].title}.</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function Codes({ codes }: { readonly codes: readonly ProblemCode[] }) {
  return (
    <>
      {codes.map((code, index) => (
        <>
          {index > 0 && ", "}
          <a href={`#${code}`}>
            <code>{code}</code>
          </a>
        </>
      ))}
    </>
  );
}

/** With their slashes; a long path is broken between them. */
function segmentsOf(path: string): readonly string[] {
  return path.split(/(?=\/)/);
}

/** The members of a schema, those of nested objects with their path. */
function listMembers(schema: z.ZodType, prefix = ""): readonly Member[] {
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodType) {
    return listMembers(schema.element, prefix);
  }
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, member]) => {
    const path = prefix + name + (member instanceof z.ZodArray ? "[]" : "");
    return [describeMember(path, member), ...listMembers(member, `${path}.`)];
  });
}

function describeMember(name: string, schema: z.ZodType): Member {
  const jsonSchema = z.toJSONSchema(schema);
  const { type, format, enum: values, const: value, minimum, maximum, description } = jsonSchema;
  const form = values?.join(" or ") ?? value ?? format ?? type;
  const range = minimum !== undefined && maximum !== undefined && maximum < 1e6
    ? ` ${minimum} to ${maximum}`
    : "";
  const optional = schema instanceof z.ZodOptional ? ", optional" : "";
  const fallback = jsonSchema.default === undefined ? "" : `, default ${jsonSchema.default}`;
  return { name, form: `${form}${range}${optional}${fallback}`, meaning: description ?? "" };
}
