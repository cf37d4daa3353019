/** Reading `application/x-www-form-urlencoded`, cheaply and strictly. */
import { LateBodyError, OAuthError, TooLargeError } from "../../domain/errors.ts";
import {
  BODY_MAX_PIECES,
  BODY_MAX_SECONDS,
  FORM_MAX_BYTES,
  MAX_BODIES_ON_THE_WAY,
} from "../../domain/limits.ts";

/** Name → value; each name occurs once; empty values count as omitted (RFC 6749, 3.1). */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Reads the form in a request's body. Throws `invalid_request` when it is of another content type,
 * has more than `maxBytes`, or names a field twice (RFC 6749, 3.1 and 3.2).
 */
export async function readForm(
  request: Request,
  maxBytes: number = FORM_MAX_BYTES,
): Promise<Parameters> {
  if (!isForm(request.headers.get("content-type"))) {
    throw new OAuthError(
      "invalid_request",
      "The content type must be application/x-www-form-urlencoded",
    );
  }
  return parseParameters(await readText(request, maxBytes));
}

/** Reads parameters in URL encoding; throws `invalid_request` when one occurs twice. */
export function parseParameters(encoded: string): Parameters {
  const parameters = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(encoded)) {
    if (seen.has(name)) {
      throw new OAuthError("invalid_request", `${quotable(name)} occurs more than once`);
    }
    seen.add(name);
    if (value !== "") parameters.set(name, value);
  }
  return parameters;
}

/** A name as it may stand in an answer: nothing that its sender chose freely. */
function quotable(name: string): string {
  return /^[a-z_]{1,40}$/.test(name) ? name : "A parameter";
}

function isForm(contentType: string | null): boolean {
  const mediaType = contentType?.split(";")[0]?.trim().toLowerCase();
  return mediaType === "application/x-www-form-urlencoded";
}

/**
 * Reads a body as text; throws `invalid_request` when it has more than `maxBytes`, having read no
 * more than that, and when it is not there in time, breaks off, or comes in far
 * too many pieces. What is sent after that nobody reads.
 */
export async function readText(
  request: Request,
  maxBytes: number,
  maxSeconds = BODY_MAX_SECONDS,
): Promise<string> {
  const arrived = ARRIVED.get(request);
  if (arrived === undefined) return await readFromWire(request, maxBytes, maxSeconds);
  const text = await arrived;
  if (new TextEncoder().encode(text).length > maxBytes) throw new TooLargeError(maxBytes);
  return text;
}

/** Bodies that were read before anything else was done for their request. */
const ARRIVED = new WeakMap<Request, Promise<string>>();

/** Lets bodies arrive before their requests are looked at: waiting for one must take no place. */
export class ArrivingBodies {
  /** How those on the way are given up, the slowest first. */
  readonly #onTheWay = new Set<PromiseWithResolvers<never>>();

  constructor(private readonly most: number = MAX_BODIES_ON_THE_WAY) {}

  /**
   * Resolves when the body is there, or will not be; {@link readText} tells then. False when it was
   * given up as the slowest of too many on the way: who sends slowly keeps nobody out who does not.
   */
  async wait(request: Request): Promise<boolean> {
    // Not by asking for `body`, which makes a stream; nobody reads that of these.
    if (request.method === "GET" || request.method === "HEAD") return true;
    const late = Promise.withResolvers<never>();
    this.#onTheWay.add(late);
    if (this.#onTheWay.size > this.most) this.#giveUpSlowest();
    const reading = readFromWire(request, FORM_MAX_BYTES, BODY_MAX_SECONDS, late);
    ARRIVED.set(request, reading);
    await reading.catch(() => {});
    return this.#onTheWay.delete(late);
  }

  #giveUpSlowest(): void {
    for (const late of this.#onTheWay) {
      this.#onTheWay.delete(late);
      return late.reject(new LateBodyError(0));
    }
  }
}

async function readFromWire(
  request: Request,
  maxBytes: number,
  maxSeconds: number,
  late = Promise.withResolvers<never>(),
): Promise<string> {
  // It may come when nobody waits any more.
  late.promise.catch(() => {});
  const declared = request.headers.get("content-length");
  if (declared !== null && !(Number(declared) <= maxBytes)) throw new TooLargeError(maxBytes);
  const timer = setTimeout(() => late.reject(new LateBodyError(maxSeconds)), maxSeconds * 1000);
  const text = declared === null ? readChunks(request.body, maxBytes) : request.text();
  try {
    return await Promise.race([text, late.promise]);
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    // Whoever sent it has gone: no fault of ours, and nobody there to read an answer.
    throw new LateBodyError(maxSeconds, `the body broke off: ${String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

async function readChunks(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  let pieces = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw new TooLargeError(maxBytes);
    pieces += 1;
    if (pieces > BODY_MAX_PIECES) throw new Error("in too many pieces");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
