/** Requests before they are sent: by their parts, which can be spoilt one by one, and as bytes. */

/** A name and a value. */
export type Field = readonly [name: string, value: string];

/** The parts of a request that are lists of fields. */
export type FieldList = "form" | "query" | "headers";

/** A request by its parts. */
export interface Draft {
  readonly method: string;
  readonly path: string;
  readonly query: readonly Field[];
  readonly headers: readonly Field[];
  readonly form: readonly Field[];
  /** Instead of a form. */
  readonly text?: string;
}

/** A request as it goes over the wire, but for its header fields. */
export interface Wire {
  readonly method: string;
  readonly path: string;
  readonly query: Uint8Array<ArrayBuffer>;
  readonly headers: readonly Field[];
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A right form. */
export function formDraft(path: string, form: readonly Field[], headers: readonly Field[]): Draft {
  const type: Field = ["Content-Type", "application/x-www-form-urlencoded"];
  return { method: "POST", path, query: [], headers: [type, ...headers], form };
}

/** A right request without a body. */
export function plainDraft(
  method: string,
  path: string,
  headers: readonly Field[],
  query: readonly Field[] = [],
): Draft {
  return { method, path, query, headers, form: [] };
}

/** The draft with one of its lists replaced. */
export function withFields(draft: Draft, list: FieldList, fields: readonly Field[]): Draft {
  return { ...draft, [list]: fields };
}

/** The first value under a name, whatever its case. */
export function valueOf(draft: Draft, list: FieldList, name: string): string | undefined {
  return draft[list].find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
}

/** The draft with the first value under a name replaced, if there is one. */
export function withValue(draft: Draft, list: FieldList, name: string, value: string): Draft {
  const index = draft[list].findIndex(([other]) => other.toLowerCase() === name.toLowerCase());
  const [found] = draft[list][index] ?? [];
  return found === undefined
    ? draft
    : withFields(draft, list, draft[list].with(index, [found, value]));
}

/** Encodes what a draft says. */
export function toWire({ method, path, query, headers, form, text }: Draft): Wire {
  return { method, path, query: encode(query), headers, body: toBytes(text ?? toForm(form)) };
}

function encode(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  return toBytes(toForm(fields));
}

function toForm(fields: readonly Field[]): string {
  return new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
}

/** Text as UTF-8. */
export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Bytes as a text of which each character is one of them. */
export function toByteString(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

const BODILESS = ["GET", "HEAD"];

/** The request; what a server in front of the app would not pass on is left out. */
export function toRequest(origin: string, wire: Wire): Request {
  const { method, path, query, body } = wire;
  const target = query.length === 0 ? path : `${path}?${toByteString(query)}`;
  const headers = new Headers();
  for (const [name, value] of wire.headers) {
    if (isFieldName(name)) headers.append(name, toFieldValue(value));
  }
  const sendsBody = body.length > 0 && !BODILESS.includes(method);
  return new Request(origin + target, { method, headers, ...(sendsBody && { body }) });
}

function isFieldName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/** Any bytes but those at which every HTTP server gives up. */
function toFieldValue(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return value;
  return toByteString(toBytes(value)).replaceAll(/[\0\r\n]/g, "");
}
