/**
 * The two kinds of failure that travel as exceptions. Normal outcomes of the ceremony (wrong PIN,
 * locked, closed) are values, never exceptions.
 */

/** Error codes that leave the server (RFC 6749, 7009, 9101, 9126, 9396, 9449; OpenID Connect Core). */
export type OAuthErrorCode =
  | "access_denied"
  | "insufficient_scope"
  | "invalid_authorization_details"
  | "invalid_client"
  | "invalid_dpop_proof"
  | "invalid_grant"
  | "invalid_request"
  | "invalid_request_object"
  | "invalid_request_uri"
  | "invalid_scope"
  | "invalid_token"
  | "login_required"
  | "server_error"
  | "temporarily_unavailable"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type"
  | "use_dpop_nonce";

/**
 * A request that the protocol refuses. `description` goes to the client: printable ASCII without
 * `"` and `\` (RFC 6749, section 5.2), telling what to mend. `reason` goes to the log only.
 */
export class OAuthError extends Error {
  override readonly name = "OAuthError";

  constructor(
    readonly code: OAuthErrorCode,
    readonly description: string,
    readonly reason: string = description,
  ) {
    super(`${code}: ${reason}`);
  }
}

/** A caller above its limit (RFC 6585, 4; RFC 9126, 2.3). */
export class RateLimitedError extends OAuthError {
  /** @param retryAfterSeconds until the limit's window ends */
  constructor(readonly retryAfterSeconds: number) {
    super("temporarily_unavailable", "Too many requests of this client; try again later");
  }
}

/** A request larger than what is read of one (RFC 9126, 2.3). */
export class TooLargeError extends OAuthError {
  constructor(maxBytes: number) {
    super("invalid_request", `The request body must have at most ${maxBytes} bytes`);
  }
}

/** A request whose body does not arrive, or breaks off (RFC 9110, 15.5.9). */
export class LateBodyError extends OAuthError {
  constructor(withinSeconds: number, reason = "the body is late") {
    const description = `The request body must arrive within ${withinSeconds} seconds`;
    super("invalid_request", description, reason);
  }
}

/**
 * Something the gateway depends on cannot be reached or does not answer in time. Answered with 503
 * or the busy screen; nothing is counted and nothing is skipped.
 */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";

  constructor(readonly dependency: string, options?: ErrorOptions) {
    super(`${dependency} is unavailable`, options);
  }
}
