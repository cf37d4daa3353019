import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { z } from "zod";

const Command = z.tuple([z.string()], z.union([z.string(), z.number(), z.boolean()]));
const Commands = z.array(Command);
type Command = z.infer<typeof Command>;

const MALFORMED = "ERR failed to parse command";

/** Speaks the REST protocol of Upstash Redis in front of a real Redis server. */
export function createUpstashBridge(
  redis: Redis,
  token: string,
): (request: Request) => Promise<Response> {
  const toArguments = createTranslator();
  const run = (command: Command) => redis.callBuffer(...toArguments(command));
  const runAtomically = (commands: Command[]) => {
    const transaction = redis.multi();
    for (const command of commands) transaction.callBuffer(...toArguments(command));
    return transaction.exec();
  };
  return async (request) => {
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      return Response.json({ error: "WRONGPASS invalid or missing auth token" }, { status: 401 });
    }
    const base64 = request.headers.get("upstash-encoding") === "base64";
    const body: unknown = await request.json().catch(() => null);
    const answer = async () => {
      switch (new URL(request.url).pathname) {
        case "/":
          return { result: encode(await run(Command.parse(body)), base64) };
        case "/pipeline":
          return toPipelineAnswer(await Promise.allSettled(Commands.parse(body).map(run)), base64);
        case "/multi-exec":
          return toTransactionAnswer(await runAtomically(Commands.parse(body)), base64);
        default:
          throw new Error("ERR unknown path");
      }
    };
    return await answer().then(
      (value) => Response.json(value, { headers: toSyncHeaders(request) }),
      (error) => Response.json({ error: toMessage(error) }, { status: 400 }),
    );
  };
}

/** Real Upstash answers the header that asks for read-your-writes with an opaque token. */
function toSyncHeaders(request: Request): Record<string, string> {
  const sent = request.headers.get("upstash-sync-token");
  return sent === null ? {} : { "upstash-sync-token": sent || "bridge" };
}

/**
 * Turns a command into the arguments for a real Redis, which refuses Upstash's own script flag
 * `allow-key-locking`: the flag goes, and the digest that the client computed with it is mapped.
 */
function createTranslator(): (command: Command) => [string, ...string[]] {
  const digests = new Map<string, string>();
  return (command) => {
    const [name, ...rest] = command.map(String);
    // In upper case ioredis leaves the reply of HGETALL and the like as Redis sent it.
    const verb = (name ?? "").toUpperCase();
    const [subject, ...others] = rest;
    if (subject === undefined) return [verb];
    if (/^EVALSHA(_RO)?$/.test(verb)) return [verb, digests.get(subject) ?? subject, ...others];
    if (!/^EVAL(_RO)?$/.test(verb)) return [verb, subject, ...others];
    const script = subject.replace(/^#!lua flags=allow-key-locking(?=\s)/, "#!lua");
    digests.set(sha1(subject), sha1(script));
    return [verb, script, ...others];
  };
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

function toPipelineAnswer(outcomes: PromiseSettledResult<unknown>[], base64: boolean): unknown {
  return outcomes.map((outcome) =>
    outcome.status === "fulfilled"
      ? { result: encode(outcome.value, base64) }
      : { error: toMessage(outcome.reason) }
  );
}

function toTransactionAnswer(
  rows: [error: Error | null, result: unknown][] | null,
  base64: boolean,
): unknown {
  return (rows ?? []).map(([error, value]) =>
    error === null ? { result: encode(value, base64) } : { error: error.message }
  );
}

/** Encodes a reply as Upstash does: strings in base64 when asked for, `OK` and integers as they are. */
function encode(value: unknown, base64: boolean): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => encode(item, base64));
  if (value instanceof Error) return value.message;
  if (typeof value === "string") return encode(Buffer.from(value), base64);
  if (!Buffer.isBuffer(value)) return value;
  const text = value.toString("utf8");
  return base64 && text !== "OK" ? value.toString("base64") : text;
}

function toMessage(error: unknown): string {
  if (error instanceof z.ZodError) return MALFORMED;
  return error instanceof Error ? error.message : String(error);
}
