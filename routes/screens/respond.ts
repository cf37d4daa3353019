/** Turning pages into responses with the headers that every screen carries. */
import { EndPage, type EndPageProps } from "./end_page.tsx";
import { keepWhole } from "./keep_whole.ts";
import { showReadings } from "./readings.ts";
import { namesOf } from "./subject.ts";
import type { MessageId } from "./texts/catalogue.ts";

/** Nothing but our own style sheet, script, icon and status answers. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy":
    "camera=(), geolocation=(), microphone=(), payment=(), publickey-credentials-get=(), usb=()",
};

const SIMPLE_JAPANESE = '<html lang="ja-simple"';

/** What goes with a page. */
export interface PageOptions {
  readonly headers?: Record<string, string>;
  /** Where its forms may lead beyond our own origin. */
  readonly formTargets?: string;
  /** Those in its texts, which are not to be broken. */
  readonly names?: readonly string[];
}

/** A page that was drawn. */
export function htmlResponse(page: unknown, status: number, more: PageOptions = {}): Response {
  const targets = more.formTargets ? ` ${more.formTargets}` : "";
  const html = keepWhole(String(page), more.names);
  const shown = html.startsWith(SIMPLE_JAPANESE) ? showReadings(html) : html;
  return new Response(`<!DOCTYPE html>${shown}`, {
    status,
    headers: { ...HEADERS, "Content-Security-Policy": POLICY + targets, ...more.headers },
  });
}

/** 303: after a POST the browser gets its next page (RFC 9110, 15.4.4), never a form sent again. */
export function seeOther(location: string): Response {
  const headers = { Location: location, "Cache-Control": "no-store" };
  return new Response(null, { status: 303, headers });
}

/** The status that goes with each message that is a page of its own. */
const STATUS: Partial<Record<MessageId, number>> = {
  "app-unavailable": 403,
  "busy": 429,
  "closed": 503,
  "expired": 410,
  "finished": 410,
  "form-refused": 403,
  "links-expired": 410,
  "other-browser": 403,
  "system-error": 500,
  "unknown-link": 404,
};

/** An end page with the status of its message; 200 for the normal ends of the procedure. */
export function endResponse(
  props: EndPageProps,
  more: { readonly status?: number; readonly retryAfterSeconds?: number } = {},
): Response {
  const headers: Record<string, string> = more.retryAfterSeconds === undefined
    ? {}
    : { "Retry-After": String(more.retryAfterSeconds) };
  const status = more.status ?? STATUS[props.message] ?? 200;
  return htmlResponse(EndPage(props), status, { headers, names: namesOf(props.app) });
}
