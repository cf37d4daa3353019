/** The way back to the app (RFC 6749, 4.1.2; RFC 9207). */
import type { OAuthErrorCode } from "../errors.ts";
import type { AuthorizationCode } from "../ids.ts";
import type { PushedAuthorizationRequest } from "./pushed_request.ts";

/** What is needed of a request to answer it; the redirect URI must have been proved. */
export type ResponseTarget = Pick<
  PushedAuthorizationRequest,
  "redirectUri" | "state" | "responseMode"
>;

/** The outcome that the app learns. */
export type AuthorizationOutcome =
  | { readonly code: AuthorizationCode }
  | {
    readonly error: OAuthErrorCode;
    /** Printable ASCII without `"` and `\`. */
    readonly description: string;
  };

/**
 * The URL to which the browser is sent with the outcome. The redirect URI's own query stays as it
 * is and comes first; `iss` is always there (RFC 9207, 2), `state` only when the app sent one.
 */
export function buildResponseUrl(
  target: ResponseTarget,
  outcome: AuthorizationOutcome,
  issuer: string,
): string {
  const parameters = new URLSearchParams(
    "code" in outcome
      ? { code: outcome.code }
      : { error: outcome.error, error_description: outcome.description },
  );
  if (target.state !== undefined) parameters.set("state", target.state);
  parameters.set("iss", issuer);
  return appendQuery(target.redirectUri, parameters);
}

function appendQuery(uri: string, parameters: URLSearchParams): string {
  if (!uri.includes("?")) return `${uri}?${parameters}`;
  return uri.endsWith("?") || uri.endsWith("&") ? `${uri}${parameters}` : `${uri}&${parameters}`;
}
