/** At which of the gateway's origins a request arrived; a DPoP proof names it in `htu`. */
import type { Context } from "hono";
import { OAuthError } from "../../domain/errors.ts";

/** The origins by which the gateway is known. */
export interface Origins {
  readonly issuer: string;
  /** Of the endpoints that ask for certificates (RFC 8705, 5); may be the issuer itself. */
  readonly mtls: string | undefined;
}

/** Yields the origin; throws `invalid_request` when a request names neither. */
export type ReadOrigin = (c: Context) => string;

/**
 * With a single origin the `Host` of a request does not matter. With two it tells them apart, and
 * never names a third.
 */
export function createOriginReader({ issuer, mtls }: Origins): ReadOrigin {
  if (mtls === undefined || mtls === issuer) return () => issuer;
  return (c) => {
    const { host } = new URL(c.req.url);
    const origin = [issuer, mtls].find((candidate) => isHostOf(candidate, host));
    if (origin !== undefined) return origin;
    throw new OAuthError(
      "invalid_request",
      "The Host header must name an origin of this server",
      "neither the issuer nor the mTLS origin",
    );
  };
}

/** Compared with the default port of the origin's scheme, whatever the scheme behind a proxy. */
function isHostOf(origin: string, host: string): boolean {
  const { protocol } = new URL(origin);
  return URL.parse(`${protocol}//${host}`)?.origin === origin;
}
