/** A database behind a libSQL server, spoken to in Hrana over HTTP; needs nothing native. */
import { type Client, createClient, type InStatement } from "@libsql/client/web";
import { UnavailableError } from "../../domain/errors.ts";
import {
  ConstraintError,
  type SqlDatabase,
  type SqlRows,
  type SqlStatement,
} from "./sql_database.ts";

/**
 * Opens the database at a `libsql:`, `https:` or `http:` URL. Does not talk to it yet.
 *
 * @param patienceMilliseconds how long an answer may take
 */
export function openRemoteDatabase(
  url: string,
  authToken: string | undefined,
  patienceMilliseconds: number,
): SqlDatabase {
  const client = createClient({
    url,
    ...(authToken === undefined ? {} : { authToken }),
    fetch: (request: Request) => fetchInTime(request, patienceMilliseconds),
    // No limit: a request that waited for its turn would wait beyond its time limit.
    concurrency: 0,
  });
  return {
    write: (statements) => runBatch(client, "write", statements),
    read: (statements) => runBatch(client, "read", statements),
    close: () => client.close(),
  };
}

async function runBatch(
  client: Client,
  mode: "write" | "read",
  statements: readonly SqlStatement[],
): Promise<readonly SqlRows[]> {
  const [only] = statements;
  try {
    const results = statements.length === 1 && only !== undefined
      ? [await client.execute(toInStatement(only))]
      : await client.batch(statements.map(toInStatement), mode);
    return results.map((result) => result.rows.map((row) => Array.from(row)));
  } catch (error) {
    throw toFailure(error);
  }
}

function toInStatement({ sql, args }: SqlStatement): InStatement {
  return { sql, args: { ...args } };
}

function toFailure(error: unknown): Error {
  const constraint = error instanceof Error && "code" in error &&
    String(error.code).startsWith("SQLITE_CONSTRAINT");
  if (constraint) return new ConstraintError(String(error), { cause: error });
  return new UnavailableError("database", { cause: error });
}

/** Sends a request and reads its whole answer in time. */
async function fetchInTime(request: Request, limitMilliseconds: number): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), limitMilliseconds);
  try {
    const response = await fetch(request, { signal: controller.signal });
    return new Response(await response.arrayBuffer(), response);
  } finally {
    clearTimeout(timer);
  }
}
