import type { z } from "zod";
import { UnavailableError } from "../../domain/errors.ts";
import { encodeBase64Url, type RandomSource } from "../../domain/ids.ts";
import type { Clock } from "../../domain/time.ts";

/** How core banking is reached. */
export interface CoreBankingConnection {
  /** Where the protocol's paths begin; a slash at the end makes no difference. */
  readonly baseUrl: string;
  /** Presented as a bearer token (RFC 6750, section 2.1). */
  readonly secret: string;
  /** The time in which an answer must have arrived as a whole. */
  readonly timeoutMillis: number;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** 500 entries of the greatest length the protocol allows are well below this. */
const MAXIMUM_ANSWER_BYTES = 1024 * 1024;

/**
 * Sends one request and hands back its answer if it is what the protocol says. Does not repeat it
 * (`fetch` may, when a kept connection breaks; the request id then stays the same, and core banking
 * recognises it). Everything else is an `UnavailableError`, whose cause tells what
 * was wrong but nothing of what was sent or received.
 */
export async function postJson<Schema extends z.ZodType>(
  connection: CoreBankingConnection,
  path: string,
  body: unknown,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const abandonment = new AbortController();
  const timer = setTimeout(
    () => abandonment.abort(new Error("no answer in time")),
    connection.timeoutMillis,
  );
  try {
    // Raced, because a fetch within the process need not heed the signal.
    return await Promise.race([
      exchange(connection, path, body, schema, abandonment.signal),
      rejectWhenAborted(abandonment.signal),
    ]);
  } catch (cause) {
    throw new UnavailableError("core banking", { cause });
  } finally {
    clearTimeout(timer);
    // Lets go of a body that nobody will read.
    abandonment.abort();
  }
}

async function exchange<Schema extends z.ZodType>(
  connection: CoreBankingConnection,
  path: string,
  body: unknown,
  schema: Schema,
  signal: AbortSignal,
): Promise<z.infer<Schema>> {
  const requestId = encodeBase64Url(connection.random.bytes(16));
  const response = await connection.fetch(
    new Request(connection.baseUrl.replace(/\/$/, "") + path, {
      method: "POST",
      headers: headersOf(connection, requestId),
      body: JSON.stringify(body),
      redirect: "manual",
      signal,
    }),
  );
  if (response.status !== 200) throw new Error(`${path} answered with status ${response.status}`);
  // An answer that an intermediary mixed up would show one customer the data of another.
  if (response.headers.get("Kakehashi-Request-Id") !== requestId) {
    throw new Error(`${path} answered another request`);
  }
  return readAnswer(path, await readText(response), schema);
}

function headersOf(connection: CoreBankingConnection, requestId: string): HeadersInit {
  const deadline = connection.clock.now() + connection.timeoutMillis;
  return {
    Accept: "application/json",
    Authorization: `Bearer ${connection.secret}`,
    "Content-Type": "application/json",
    "Kakehashi-Deadline": Temporal.Instant.fromEpochMilliseconds(deadline).toString(),
    "Kakehashi-Request-Id": requestId,
  };
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAXIMUM_ANSWER_BYTES) throw new Error("the answer is too long");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function readAnswer<Schema extends z.ZodType>(
  path: string,
  text: string,
  schema: Schema,
): z.infer<Schema> {
  const result = schema.safeParse(parseJson(text));
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => issue.path.join(".") || "(whole)");
  throw new Error(`${path} answered against the protocol: ${[...new Set(faults)].join(", ")}`);
}

/** `JSON.parse` quotes what it could not read in its errors; this must not get into a log. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
