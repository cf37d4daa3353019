/** A database behind a libSQL server, spoken to in Hrana over HTTP; needs nothing native. */
import { type Client, createClient, type InStatement } from "@libsql/client/web";
import { UnavailableError } from "../../domain/errors.ts";
import { withJitter } from "../schedule/jitter.ts";
import { pause } from "../schedule/pause.ts";
import {
  ConstraintError,
  type SqlDatabase,
  type SqlRows,
  type SqlStatement,
} from "./sql_database.ts";

/**
 * A request whose connection broke is sent once more, within the time of the first: batches
 * recognise their repetition. Instances whose connections broke together must not repeat together.
 */
const RETRY_PAUSE_MILLISECONDS = 50;

/**
 * Opens the database at a `libsql:`, `https:` or `http:` URL. Does not talk to it yet.
 *
 * @param patience how many milliseconds an answer may take that is asked for now
 */
export function openRemoteDatabase(
  url: string,
  authToken: string | undefined,
  patience: () => number,
): SqlDatabase {
  const client = createClient({
    url,
    ...(authToken === undefined ? {} : { authToken }),
    fetch: (request: Request) => fetchInTime(request, patience()),
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

/** Sends a request, if need be twice, and reads the whole answer in time. */
async function fetchInTime(request: Request, limitMilliseconds: number): Promise<Response> {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(), limitMilliseconds);
  const again = request.clone();
  try {
    return await fetchWhole(request, signal).catch(async (fault) => {
      await pause(withJitter(RETRY_PAUSE_MILLISECONDS), signal);
      if (signal.aborted) throw fault;
      return await fetchWhole(again, signal);
    });
  } finally {
    clearTimeout(timer);
  }
}

async function fetchWhole(request: Request, signal: AbortSignal): Promise<Response> {
  const response = await fetch(request, { signal });
  return new Response(await response.arrayBuffer(), response);
}
