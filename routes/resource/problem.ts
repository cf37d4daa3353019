/** What the resource API refuses with (RFC 9457): stable codes, each with one status and title. */

/** The codes; part of the contract with app developers, so none is ever renamed. */
export const PROBLEM_CODES = [
  "invalid_request",
  "invalid_token",
  "invalid_dpop_proof",
  "use_dpop_nonce",
  "insufficient_scope",
  "consent_expired",
  "consent_revoked",
  "invalid_parameter",
  "date_out_of_range",
  "invalid_item_key",
  "account_not_found",
  "account_closed",
  "rate_limited",
  "server_error",
  "service_closed",
  "core_banking_unavailable",
  "temporarily_unavailable",
] as const;

/** One of {@link PROBLEM_CODES}. */
export type ProblemCode = typeof PROBLEM_CODES[number];

/** The status and the title that go with each code. */
export const PROBLEMS: Readonly<
  Record<ProblemCode, { readonly status: number; readonly title: string }>
> = {
  invalid_request: { status: 400, title: "The request is malformed" },
  invalid_token: { status: 401, title: "The access token is missing, expired, revoked or invalid" },
  invalid_dpop_proof: { status: 401, title: "The DPoP proof is missing or invalid" },
  use_dpop_nonce: { status: 401, title: "The DPoP proof must carry a nonce issued by the server" },
  insufficient_scope: { status: 403, title: "The access token lacks a scope" },
  consent_expired: { status: 401, title: "The customer's consent has expired" },
  consent_revoked: { status: 401, title: "The customer's consent has been withdrawn" },
  invalid_parameter: { status: 400, title: "A parameter is not valid" },
  date_out_of_range: { status: 400, title: "A date lies outside the history" },
  invalid_item_key: { status: 400, title: "The item key does not belong to this query" },
  account_not_found: { status: 404, title: "There is no such account" },
  account_closed: { status: 404, title: "The account is closed or may no longer be used" },
  rate_limited: { status: 429, title: "Too many calls" },
  server_error: { status: 500, title: "A fault of ours" },
  service_closed: { status: 503, title: "The service is closed at this time of day" },
  core_banking_unavailable: { status: 503, title: "Core banking does not answer" },
  temporarily_unavailable: { status: 503, title: "The service cannot answer now" },
};

/** Members that some problems have beside the common ones. */
export interface ProblemDetails {
  readonly parameter?: string;
  readonly earliestDate?: string;
  readonly latestDate?: string;
  readonly reopensAt?: string;
  readonly incidentId?: string;
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** A refusal on its way to the caller. `detail` is for the developer of the app. */
export class ResourceProblem extends Error {
  override readonly name = "ResourceProblem";

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly details: ProblemDetails = {},
  ) {
    super(`${code}: ${detail}`);
  }
}
