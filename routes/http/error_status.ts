/** Which HTTP status goes with which error: the one place that decides it. */
import {
  LateBodyError,
  type OAuthErrorCode,
  RateLimitedError,
  TooLargeError,
} from "../../domain/errors.ts";

/** A status that a refused request can have. */
export type ErrorStatus = 400 | 401 | 403 | 408 | 413 | 429 | 500 | 503;

/** At the endpoints that apps call themselves (RFC 6749, 5.2; RFC 9126, 2.3; RFC 9449, 5). */
const AUTHORIZATION_SERVER: { readonly [Code in OAuthErrorCode]: ErrorStatus } = {
  access_denied: 400,
  insufficient_scope: 403,
  invalid_authorization_details: 400,
  invalid_client: 401,
  invalid_dpop_proof: 400,
  invalid_grant: 400,
  invalid_request: 400,
  invalid_request_object: 400,
  invalid_request_uri: 400,
  invalid_scope: 400,
  invalid_token: 401,
  login_required: 400,
  server_error: 500,
  temporarily_unavailable: 503,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  use_dpop_nonce: 400,
};

/** An error as far as its status goes. */
interface Coded {
  readonly code: OAuthErrorCode;
}

/** The status of an error at PAR, token, revocation; three have one of their own (RFC 9126, 2.3). */
export function authorizationServerStatus(error: Coded): ErrorStatus {
  if (error instanceof RateLimitedError) return 429;
  if (error instanceof LateBodyError) return 408;
  return error instanceof TooLargeError ? 413 : AUTHORIZATION_SERVER[error.code];
}

/** The status of an error at a protected resource (RFC 6750, 3.1; RFC 9449, 7.1). */
export function resourceServerStatus(error: Coded): ErrorStatus {
  switch (error.code) {
    case "invalid_dpop_proof":
    case "use_dpop_nonce":
      return 401;
    default:
      return authorizationServerStatus(error);
  }
}
