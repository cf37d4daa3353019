/** Headers that every response carries. */
import type { MiddlewareHandler } from "hono";

/** What answers without a policy of their own get: nothing may be loaded, nobody may frame them. */
const DEFAULT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** Two years, as the preload list wants it (FAPI 2.0 5.2.3). */
const TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains; preload";

/** The headers of an answer that has none of its own; HSTS when the issuer is https. */
export function defaultSecurityHeaders(issuer: string): Readonly<Record<string, string>> {
  return {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    ...(issuer.startsWith("https:") && { "Strict-Transport-Security": TRANSPORT_SECURITY }),
    "Content-Security-Policy": DEFAULT_POLICY,
  };
}

/**
 * Adds the headers after the handler; a handler's own `Content-Security-Policy` stays. HSTS is sent
 * when the issuer is https.
 */
export function withSecurityHeaders(issuer: string): MiddlewareHandler {
  const { "Content-Security-Policy": policy = "", ...others } = defaultSecurityHeaders(issuer);
  const always = Object.entries(others);
  return async (c, next) => {
    await next();
    // Not by c.header(), which makes a new response for each field.
    const { headers } = c.res;
    for (const [name, value] of always) headers.set(name, value);
    if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", policy);
  };
}
