/** Requests spoilt as HTTP, and as bytes: nothing here knows what they say. */
import fc from "fast-check";
import { type Draft, toBytes, toByteString, type Wire } from "./draft.ts";
import { index, type Mutation, ofDraft, ofWire } from "./mutation.ts";
import { oddText } from "./odd_values.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];

const CONTENT_TYPES = [
  "",
  "text/plain",
  "application/json",
  "application/x-www-form-urlencoded2",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "application/x-www-form-urlencoded, application/json",
  "application/x-www-form-urlencoded; charset=utf-16",
  ";",
  "*/*",
];

const LENGTHS = ["0", "1", "-1", "NaN", "1e3", "99999999999999999999", "32769", "", "0x10", "5, 6"];

const SUFFIXES = [
  "/",
  "//",
  "/.",
  "/x",
  ";x",
  "%2f",
  "%00",
  "%",
  "%ff",
  ".json",
  "/..",
  "~",
  "%20",
];

const FIELDS = [
  "Accept",
  "Accept-Language",
  "Client-Cert",
  "Content-Encoding",
  "Cookie",
  "Expect",
  "Forwarded",
  "Host",
  "Origin",
  "Range",
  "Sec-Fetch-Site",
  "Transfer-Encoding",
  "X-Forwarded-For",
  "X-HTTP-Method-Override",
  "x-fapi-interaction-id",
];

/** Mutations of method, path and the fields that every request can have. */
export const httpMutations: fc.Arbitrary<Mutation> = fc.oneof(
  ofDraft("method", fc.constantFrom(...METHODS), (draft, method) => ({ ...draft, method })),
  ofDraft("path", fc.constantFrom(...SUFFIXES), (draft, suffix) => ({
    ...draft,
    path: draft.path + suffix,
  })),
  ofDraft("segment", fc.tuple(index, oddText), replaceSegment),
  header("Content-Type", fc.constantFrom(...CONTENT_TYPES)),
  header("Content-Type", fc.constantFrom(...CONTENT_TYPES)),
  header("Content-Length", fc.constantFrom(...LENGTHS)),
  fc.constantFrom(...FIELDS).chain((name) => header(name, oddText)),
);

function header(name: string, values: fc.Arbitrary<string>): fc.Arbitrary<Mutation> {
  return ofDraft(`set ${name}`, values, (draft, value) => {
    const others = draft.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
    return { ...draft, headers: [...others, [name, value]] };
  });
}

/** Puts a text in the place of a segment of the path. */
export function replaceSegment(draft: Draft, [at, text]: [number, string]): Draft {
  const segments = draft.path.split("/");
  const position = 1 + at % (segments.length - 1);
  // A lone surrogate has no encoding.
  return {
    ...draft,
    path: segments.with(position, encodeURIComponent(text.toWellFormed())).join("/"),
  };
}

/** Mutations of the encoded parameters, which are in the body or in the query. */
export const encodingMutations: fc.Arbitrary<Mutation> = fc.oneof(
  ofWire(
    "percent",
    fc.tuple(index, oddEncoding()),
    (wire, [at, text]) => splice(wire, at, 1, toBytes(text)),
  ),
  ofWire(
    "separator",
    fc.tuple(index, fc.constantFrom("&", "=", ";", "+", "#", "?")),
    (wire, [at, text]) => splice(wire, at, 0, toBytes(text)),
  ),
  ofWire(
    "flip",
    fc.tuple(index, fc.integer({ min: 1, max: 255 })),
    (wire, [at, bits]) =>
      splice(wire, at, 1, Uint8Array.of((target(wire)[at % target(wire).length] ?? 0) ^ bits)),
  ),
  ofWire(
    "insert bytes",
    fc.tuple(index, fc.uint8Array({ minLength: 1, maxLength: 8 })),
    (wire, [at, bytes]) => splice(wire, at, 0, new Uint8Array(bytes)),
  ),
  ofWire(
    "cut bytes",
    fc.tuple(index, fc.integer({ min: 1, max: 40 })),
    (wire, [at, length]) => splice(wire, at, length, new Uint8Array()),
  ),
  ofWire("truncate", index, (wire, at) => splice(wire, at, Infinity, new Uint8Array())),
  ofWire(
    "repeat",
    fc.integer({ min: 2, max: 40 }),
    (wire, times) => splice(wire, 0, 0, toBytes(`${toByteString(target(wire))}&`.repeat(times))),
  ),
);

function oddEncoding(): fc.Arbitrary<string> {
  return fc.constantFrom(
    "%",
    "%0",
    "%zz",
    "%u0041",
    "%00",
    "%C0%80",
    "%ff",
    "%25",
    "%0d%0a",
    "%ed%a0%80",
  );
}

/** Where the parameters are. */
function target({ query, body }: Wire): Uint8Array {
  return body.length > 0 ? body : query;
}

function splice(wire: Wire, at: number, length: number, put: Uint8Array): Wire {
  const bytes = target(wire);
  if (bytes.length === 0) return wire;
  const start = at % bytes.length;
  const parts = [
    bytes.subarray(0, start),
    put,
    bytes.subarray(Math.min(start + length, bytes.length)),
  ];
  const spliced = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    spliced.set(part, offset);
    offset += part.length;
  }
  return wire.body.length > 0 ? { ...wire, body: spliced } : { ...wire, query: spliced };
}
