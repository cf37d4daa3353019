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
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    if (isHttps) c.header("Strict-Transport-Security", TRANSPORT_SECURITY);
    if (!c.res.headers.has("Content-Security-Policy")) {
      c.header("Content-Security-Policy", DEFAULT_POLICY);
    }
  };
}
