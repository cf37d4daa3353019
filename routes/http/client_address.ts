/** The network address a request came from. */
import type { Context } from "hono";

/** Yields the address of the peer; undefined where there is none (a request made in process). */
export type ClientAddress = (c: Context) => string | undefined;

/**
 * Reads the address from the connection or, behind a proxy of ours, from the last entry of the
 * header field that the proxy writes; entries further left are the caller's own claims.
 */
export function createClientAddress(proxyField?: string): ClientAddress {
  if (proxyField === undefined) return (c) => remoteAddress(c.env);
  return (c) => c.req.header(proxyField)?.split(",").at(-1)?.trim();
}

/** The environment of a request is what `Deno.serve` passes along with it. */
function remoteAddress(env: unknown): string | undefined {
  if (typeof env !== "object" || env === null || !("remoteAddr" in env)) return undefined;
  const { remoteAddr } = env;
  if (typeof remoteAddr !== "object" || remoteAddr === null) return undefined;
  return "hostname" in remoteAddr && typeof remoteAddr.hostname === "string"
    ? remoteAddr.hostname
    : undefined;
}
