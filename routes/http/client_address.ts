/** The network address a request came from. */
import type { Context } from "hono";

/** Yields the address of the peer; undefined where there is none (a request made in process). */
export type ClientAddress = (c: Context) => string | undefined;

/**
 * Reads the address from the connection or, behind that many proxies of ours, from the entry that
 * the outermost of them wrote at the end of `X-Forwarded-For`; entries further left are the
 * caller's own claims. The environment of the request is what `Deno.serve` passes along.
 */
export function createClientAddress(trustedProxyCount: number): ClientAddress {
  return (c) => {
    if (trustedProxyCount === 0) return remoteAddress(c.env);
    const forwarded = c.req.header("x-forwarded-for")?.split(",") ?? [];
    return forwarded.at(-trustedProxyCount)?.trim();
  };
}

function remoteAddress(env: unknown): string | undefined {
  if (typeof env !== "object" || env === null || !("remoteAddr" in env)) return undefined;
  const { remoteAddr } = env;
  if (typeof remoteAddr !== "object" || remoteAddr === null) return undefined;
  return "hostname" in remoteAddr && typeof remoteAddr.hostname === "string"
    ? remoteAddr.hostname
    : undefined;
}
