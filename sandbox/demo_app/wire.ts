/** What went over the wire between the demo app and the gateway, with secrets shortened. */

/** A header field, form field, query parameter or JSON body. */
export interface WireField {
  readonly name: string;
  readonly value: string;
  /** What is inside a JWT: header and claims. */
  readonly content?: string;
}

/** A request and its answer; `received` is empty for what the browser carried. */
export interface WireStep {
  readonly title: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** For example `POST http://localhost:8000/par`. */
  readonly request: string;
  readonly sent: readonly WireField[];
  /** For example `201 Created`. */
  readonly answer: string;
  readonly received: readonly WireField[];
}

const SECRETS = new Set([
  "access_token",
  "authorization",
  "client_assertion",
  "code",
  "code_verifier",
  "dpop",
  "id_token",
  "refresh_token",
  "request_uri",
  "token",
]);
/** JWTs that are meant for whoever looks at this page; an access token is opaque to the app. */
const READABLE_JWTS = new Set(["client_assertion", "dpop", "id_token"]);
const SHOWN_ANSWER_FIELDS = [
  "content-type",
  "cache-control",
  "www-authenticate",
  "dpop-nonce",
  "ratelimit",
  "retry-after",
  "x-fapi-interaction-id",
];
const SHOWN_SECRET_LENGTH = 12;
const SHOWN_BODY_LENGTH = 2000;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A request as oauth4webapi makes it; the demo app sends nothing but forms. */
export interface WireInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** What {@link recordExchanges} works with. */
export interface WireSettings {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly now: () => number;
}

/** A `fetch` that hands each exchange to `record`. */
export function recordExchanges(
  settings: WireSettings,
  title: string,
  record: (step: WireStep) => void,
): (url: string, init: WireInit) => Promise<Response> {
  return async (url, { method, headers, body }) => {
    const form = body instanceof URLSearchParams ? body : undefined;
    const request = new Request(url, { method, headers, body: form ?? null, redirect: "manual" });
    const at = settings.now();
    const sent = toFields([...request.headers, ...(form ?? [])]);
    const response = await settings.fetch(request);
    const text = await response.text();
    record({
      title,
      at,
      request: `${request.method} ${url}`,
      sent,
      answer: `${response.status} ${response.statusText}`.trim(),
      received: [...answerFields(response.headers), ...bodyFields(text)],
    });
    return new Response(text === "" ? null : text, response);
  };
}

/** A step that the browser carries: its query parameters are all there is. */
export function browserStep(title: string, url: URL, at: number): WireStep {
  const fields = toFields([...url.searchParams]);
  const address = url.origin + url.pathname;
  return { title, at, request: `GET ${address}`, sent: fields, answer: "", received: [] };
}

function answerFields(headers: Headers): WireField[] {
  const shown = [...headers].filter(([name]) => SHOWN_ANSWER_FIELDS.includes(name));
  return toFields(shown);
}

function bodyFields(text: string): WireField[] {
  if (text === "") return [];
  const body = parseJson(text);
  if (typeof body !== "object" || body === null) return [{ name: "(body)", value: cut(text) }];
  const jwts = Object.entries(body)
    .filter(([name, value]) => READABLE_JWTS.has(name) && typeof value === "string")
    .map(([name, value]) => toField([name, String(value)]));
  const shortened = JSON.stringify(body, shortenMember, 2);
  return [{ name: "(body)", value: cut(shortened) }, ...jwts];
}

function toFields(pairs: readonly (readonly [string, string])[]): WireField[] {
  return pairs.map(toField);
}

function toField([name, value]: readonly [string, string]): WireField {
  const key = name.toLowerCase();
  if (!SECRETS.has(key)) return { name, value };
  const content = READABLE_JWTS.has(key) ? readJwt(value) : undefined;
  const field = { name, value: shorten(value) };
  return content === undefined ? field : { ...field, content };
}

function shortenMember(name: string, value: unknown): unknown {
  return SECRETS.has(name) && typeof value === "string" ? shorten(value) : value;
}

/** The beginning of a secret (after a scheme or URN prefix, which is none) and its length. */
export function shorten(secret: string): string {
  const prefix = /^(DPoP |Bearer |urn:ietf:params:oauth:request_uri:)/i.exec(secret)?.[0] ?? "";
  const rest = secret.slice(prefix.length);
  const shown = rest.slice(0, Math.min(SHOWN_SECRET_LENGTH, Math.floor(rest.length / 3)));
  return `${prefix}${shown}…（${rest.length}文字）`;
}

function readJwt(text: string): string | undefined {
  if (!JWT.test(text)) return undefined;
  const parts = text.split(".").slice(0, 2).map((part) => {
    const bytes = Uint8Array.fromBase64(part, { alphabet: "base64url" });
    return JSON.stringify(parseJson(new TextDecoder().decode(bytes)), null, 2);
  });
  return parts.join("\n.\n");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  if (text.length <= SHOWN_BODY_LENGTH) return text;
  return `${text.slice(0, SHOWN_BODY_LENGTH)}\n…（以下略、全${text.length}文字）`;
}
