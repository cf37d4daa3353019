/** What stands before all pages of the sandbox. */
import type { Context, MiddlewareHandler } from "hono";

/** Where the pages are and whom their forms may lead to. */
export interface GuardSettings {
  readonly publicUrl: URL;
  /** The gateway: the form that connects the demo app ends there. */
  readonly issuer: string;
}

/**
 * Sends readers who came by another name of this machine to the right one (cookies and the redirect
 * URI belong to one name; and a name that an attacker rebinds to this machine shows nothing),
 * refuses forms that other sites submit, and sets the security headers.
 */
export function guard(settings: GuardSettings): MiddlewareHandler {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "frame-src 'self'",
    `form-action 'self' ${new URL(settings.issuer).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return async (context, next) => {
    const refusal = refuse(context, settings);
    if (refusal !== undefined) return refusal;
    await next();
    // A mail has a stricter policy of its own.
    if (!context.res.headers.has("Content-Security-Policy")) {
      context.header("Content-Security-Policy", policy);
    }
    context.header("X-Content-Type-Options", "nosniff");
    // Not no-referrer: with it browsers would send `Origin: null` along with our own forms.
    context.header("Referrer-Policy", "same-origin");
    if (!context.res.headers.has("Cache-Control")) context.header("Cache-Control", "no-store");
    return undefined;
  };
}

function refuse(context: Context, settings: GuardSettings): Response | undefined {
  if (context.req.method === "GET") {
    const url = new URL(context.req.url);
    if (url.host === settings.publicUrl.host) return undefined;
    // Not resolved as a reference, in which a path of two slashes would name another host.
    const target = new URL(settings.publicUrl);
    target.pathname = url.pathname;
    target.search = url.search;
    return context.redirect(target.href, 302);
  }
  if (isSameOrigin(context.req.raw.headers, settings)) return undefined;
  return context.text("このフォームは、このサイトからのみ送信できます。", 403);
}

/** Programs that are no browser send neither field, and have no cookies of somebody else's either. */
function isSameOrigin(headers: Headers, settings: GuardSettings): boolean {
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("Origin");
  return origin === null || origin === settings.publicUrl.origin;
}
