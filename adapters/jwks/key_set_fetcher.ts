/**
 * Fetching the keys that an app publishes. Whoever writes the address is not trusted to choose what
 * we connect to (OWASP: server-side request forgery), so: https to a name, whose addresses must all
 * be public; the connection goes to the very address that was judged, so that a second look at the
 * name service cannot tell another; no redirects, and bounds on size and time.
 */
import { type ClientRequest, type IncomingMessage, request as startRequest } from "node:http";
import { connect as connectByTls } from "node:tls";
import type { KeySetSource } from "../../domain/client/published_keys.ts";
import { isPublicAddress } from "./public_address.ts";

/** A key set of 20 keys takes about 20 kilobytes. */
const MAX_BYTES = 65_536;
/** For all of it: a request of the app's waits meanwhile. */
const TIMEOUT_MILLIS = 3000;

/** How the fetcher meets the network; each has a default for the real one. */
export interface KeySetFetcherOptions {
  /** Whether `http` on this machine is let through: for apps that are being developed. */
  readonly allowsLoopback: boolean;
  /** All addresses of a name. */
  readonly resolve?: (name: string, signal: AbortSignal) => Promise<readonly string[]>;
  readonly isPermitted?: (address: string) => boolean;
  /** Certificates of authorities (PEM) instead of those that the system trusts. */
  readonly authorities?: string;
  readonly timeoutMillis?: number;
}

/** Makes the fetcher; its errors tell what went wrong, for the log. */
export function createKeySetFetcher(options: KeySetFetcherOptions): KeySetSource {
  return {
    async fetch(uri) {
      const signal = AbortSignal.timeout(options.timeoutMillis ?? TIMEOUT_MILLIS);
      const url = new URL(uri);
      const response = await send(url, options, signal);
      const value: unknown = JSON.parse(await readBody(response));
      return value;
    },
  };
}

async function send(
  url: URL,
  options: KeySetFetcherOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const common = {
    path: url.pathname + url.search,
    headers: { "Host": url.host, "Accept": "application/json", "Accept-Encoding": "identity" },
    signal,
  } as const;
  if (url.protocol === "http:" && options.allowsLoopback && isLoopback(url)) {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    return await answerTo(
      startRequest({ ...common, agent: false, host, port: url.port || 80 }),
    );
  }
  if (url.protocol !== "https:" || isAddress(url)) throw new Error("not https to a name");
  const address = await findAddress(url.hostname, options, signal);
  // Not `node:https`, which asks for a permission that cannot be given (Deno 2.9.6).
  const createConnection = () =>
    connectByTls({
      host: address,
      port: Number(url.port || 443),
      servername: url.hostname,
      ...(options.authorities !== undefined && { ca: options.authorities }),
    });
  return await answerTo(startRequest({ ...common, createConnection }));
}

function isLoopback({ hostname }: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

/** The URL parser has turned every spelling of an IPv4 address into dotted decimals. */
function isAddress({ hostname }: URL): boolean {
  return hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
}

/** One forbidden address among others is a trap, not an alternative. */
async function findAddress(
  name: string,
  { resolve = resolveName, isPermitted = isPublicAddress }: KeySetFetcherOptions,
  signal: AbortSignal,
): Promise<string> {
  const addresses = await resolve(name, signal);
  const [address] = addresses;
  if (address === undefined) throw new Error("the name has no address");
  if (!addresses.every(isPermitted)) throw new Error("the name has an address that is not public");
  return address;
}

async function resolveName(name: string, signal: AbortSignal): Promise<readonly string[]> {
  const kinds = ["A", "AAAA"] as const;
  const answers = await Promise.allSettled(
    kinds.map((kind) => Deno.resolveDns(name, kind, { signal })),
  );
  return answers.flatMap((answer) => answer.status === "fulfilled" ? answer.value : []);
}

async function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once("response", resolve).on("error", reject).end();
  const response = await promise;
  if (response.statusCode === 200) return response;
  response.destroy();
  throw new Error(`answered with status ${response.statusCode}`);
}

async function readBody(response: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let length = 0;
  for await (const chunk of response) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("a chunk that is no bytes");
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
