/** Headers that every response carries. */
import type { MiddlewareHandler } from "hono";

/** What answers without a policy of their own get: nothing may be loaded, nobody may frame them. */
const DEFAULT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** Two years, as the preload list wants it (FAPI 2.0 5.2.3). */
const TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains; preload";

/**
 * Adds the headers after the handler; a handler's own `Content-Security-Policy` stays. HSTS is sent
 * when the issuer is https.
 */
export function withSecurityHeaders(issuer: string): MiddlewareHandler {
  const isHttps = issuer.startsWith("https:");
  return async (c, next) => {
    await next();
    // Not by c.header(), which makes a new response for each field.
    const { headers } = c.res;
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    if (isHttps) headers.set("Strict-Transport-Security", TRANSPORT_SECURITY);
    if (!headers.has("Content-Security-Policy")) {
      headers.set("Content-Security-Policy", DEFAULT_POLICY);
    }
  };
}
