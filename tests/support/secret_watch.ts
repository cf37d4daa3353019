/** Remembers every secret that goes over the wire, and finds it where it must not be. */
import { Buffer } from "node:buffer";
import type { Fetcher } from "./html_browser.ts";

/** Members of answers that hold secrets. */
const TOKENS = ["access_token", "id_token", "refresh_token"];
/** Fields of forms, and parameters of redirects, that do. */
const SECRET_FIELDS = [...TOKENS, "client_assertion", "code", "code_verifier"];

/** A signed token, which is also given away by its claims or its signature alone. */
const JWT = /^eyJ[\w-]+\.([\w-]+)\.([\w-]+)$/;

/** Whatever might be an encoded text. */
const ENCODED = /[A-Za-z0-9_+/-]{16,}/g;
/** Bytes that a text may have, as Latin-1. */
const READABLE = /^[\t\n\r\x20-\x7e\x80-\xff]+$/;

/** See the head of this file. */
export class SecretWatch {
  readonly #secrets = new Map<string, string>();
  readonly #numbers = new Map<string, string>();

  /** The kinds of secrets that are known. */
  get kinds(): ReadonlySet<string> {
    return new Set(this.#secrets.values());
  }

  /** A text that must not occur anywhere, also not as a part of another. */
  add(what: string, secret: string): void {
    if (toLatin1(secret).length < 8) {
      throw new Error(`${what}: too short, it would be found by chance`);
    }
    this.#secrets.set(secret, what);
    const [, claims, signature] = JWT.exec(secret) ?? [];
    if (claims !== undefined) this.#secrets.set(claims, `claims of ${what}`);
    if (signature !== undefined) this.#secrets.set(signature, `signature of ${what}`);
  }

  /** A short number that must not stand anywhere by itself; within a longer word it is chance. */
  addNumber(what: string, digits: string): void {
    this.#numbers.set(digits, what);
  }

  /** Passes requests on and takes the secrets out of them and their answers. */
  watch(fetcher: Fetcher): Fetcher {
    return async (request) => {
      const body = await request.text();
      const { url, method, headers, redirect } = request;
      this.#takeRequest(headers, body);
      const sent = new Request(url, { method, headers, redirect, ...(body !== "" && { body }) });
      const response = await fetcher(sent);
      const text = await response.text();
      this.#takeResponse(response.headers, text);
      return new Response(text === "" ? null : text, response);
    };
  }

  #takeRequest(headers: Headers, body: string): void {
    const [, token] = headers.get("authorization")?.split(" ") ?? [];
    this.#take("access_token", token);
    this.#take("dpop", headers.get("dpop"));
    this.#takeFields(new URLSearchParams(body));
  }

  #takeResponse(headers: Headers, body: string): void {
    for (const cookie of headers.getSetCookie()) this.#take("cookie", /=([^;]*)/.exec(cookie)?.[1]);
    const location = headers.get("location");
    const target = location === null ? null : URL.parse(location, "http://localhost");
    if (target !== null) this.#takeFields(target.searchParams);
    if (!headers.get("content-type")?.includes("json")) return;
    const answer: Record<string, unknown> = JSON.parse(body);
    for (const name of TOKENS) this.#take(name, answer[name]);
  }

  #takeFields(fields: URLSearchParams): void {
    for (const name of SECRET_FIELDS) this.#take(name, fields.get(name));
  }

  #take(what: string, secret: unknown): void {
    if (typeof secret === "string" && secret.length >= 16) this.add(what, secret);
  }

  /** What of the secrets occurs in a text or in bytes, in clear or in Base64. Never the secret itself. */
  find(content: string | Uint8Array): readonly string[] {
    const text = toLatin1(content);
    return [
      ...new Set([
        ...this.#findIn(text),
        ...decodeParts(text).flatMap((part) => this.#findIn(part)),
      ]),
    ];
  }

  #findIn(text: string): string[] {
    const found: string[] = [];
    for (const [secret, what] of this.#secrets) {
      if (text.includes(toLatin1(secret))) found.push(what);
    }
    for (const [digits, what] of this.#numbers) {
      if (new RegExp(`(?<![0-9A-Za-z])${digits}(?![0-9A-Za-z])`).test(text)) found.push(what);
    }
    return found;
  }
}

/** One character for each byte. */
function toLatin1(content: string | Uint8Array): string {
  return Buffer.from(content).toString("latin1");
}

/** The texts that are there in Base64, as in tokens and in mails. */
function decodeParts(text: string): string[] {
  const parts = text.match(ENCODED) ?? [];
  return parts.map((part) => Buffer.from(part, "base64").toString("latin1"))
    .filter((decoded) => READABLE.test(decoded));
}
