/** Reading `application/x-www-form-urlencoded`, cheaply and strictly. */
import { LateBodyError, OAuthError, TooLargeError } from "../../domain/errors.ts";
import { BODY_MAX_SECONDS, FORM_MAX_BYTES } from "../../domain/limits.ts";

/** Name → value; each name occurs once; empty values count as omitted (RFC 6749, 3.1). */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Reads the form in a request's body. Throws `invalid_request` when it is of another content type,
 * too large, or names a field twice (RFC 6749, 3.1 and 3.2).
 */
export async function readForm(request: Request): Promise<Parameters> {
  if (!isForm(request.headers.get("content-type"))) {
    throw new OAuthError(
      "invalid_request",
      "The content type must be application/x-www-form-urlencoded",
    );
  }
  return parseParameters(await readText(request, FORM_MAX_BYTES));
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
 * more than that, and when it is not there in time or breaks off. What is sent after that nobody reads.
 */
export async function readText(
  request: Request,
  maxBytes: number,
  maxSeconds = BODY_MAX_SECONDS,
): Promise<string> {
  const declared = request.headers.get("content-length");
  if (declared !== null && !(Number(declared) <= maxBytes)) throw new TooLargeError(maxBytes);
  const late = Promise.withResolvers<never>();
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
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw new TooLargeError(maxBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
