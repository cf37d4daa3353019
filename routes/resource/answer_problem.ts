import { OAuthError, UnavailableError } from "../../domain/errors.ts";
import type { Scope } from "../../domain/client/client.ts";
import { buildChallenge, type Challenger } from "../http/challenge.ts";
import { demandedNonce } from "../http/dpop_nonce.ts";
import { type ProblemCode, PROBLEMS, ResourceProblem } from "./problem.ts";
import type { problemSchema, Wire } from "./schemas.ts";

/** What an answer about a fault is made of, beside the fault. */
export interface ProblemContext extends Challenger {
  readonly interactionId: string;
  readonly incidentId: string;
  /** What the called operation demands. */
  readonly scope: Scope | undefined;
  /** The fields that every answer of this call carries. */
  readonly headers: Headers;
}

/** When to ask again after a neighbour of ours did not answer. */
const RETRY_SECONDS = 10;

/** Turns whatever was thrown into what may leave the server. */
export function toProblem(error: unknown, incidentId: string): ResourceProblem {
  if (error instanceof ResourceProblem) return error;
  if (error instanceof OAuthError) return new ResourceProblem(codeOf(error), error.description);
  if (!(error instanceof UnavailableError)) {
    return new ResourceProblem(
      "server_error",
      "Please tell us the incident id if this happens again",
      { incidentId },
    );
  }
  const retry = { retryAfterSeconds: RETRY_SECONDS };
  return error.dependency === "core banking"
    ? new ResourceProblem("core_banking_unavailable", "Please try again in a while", retry)
    : new ResourceProblem("temporarily_unavailable", "Please try again in a while", retry);
}

/** The answer (RFC 9457), with the challenge that token faults carry (RFC 6750, 3; RFC 9728, 5.1). */
export function answerProblem(error: unknown, context: ProblemContext): Response {
  const problem = toProblem(error, context.incidentId);
  const { status, title } = PROBLEMS[problem.code];
  const { retryAfterSeconds, ...members } = problem.details;
  const headers = new Headers(context.headers);
  headers.set("Content-Type", "application/problem+json");
  if (retryAfterSeconds !== undefined) headers.set("Retry-After", String(retryAfterSeconds));
  const refusal = asTokenFault(error);
  if (refusal !== undefined) {
    headers.set("WWW-Authenticate", buildChallenge(context, refusal, context.scope));
    for (const [name, value] of Object.entries(demandedNonce(error))) headers.set(name, value);
  }
  const body: Wire<typeof problemSchema> = {
    type: `${context.issuer}/docs#${problem.code}`,
    title,
    status,
    detail: problem.detail,
    code: problem.code,
    interactionId: context.interactionId,
    ...members,
  };
  return new Response(JSON.stringify(body), { status, headers });
}

function codeOf(error: OAuthError): ProblemCode {
  switch (error.code) {
    case "insufficient_scope":
    case "invalid_dpop_proof":
    case "invalid_token":
    case "use_dpop_nonce":
      return error.code;
    default:
      return "invalid_request";
  }
}

/** To OAuth a consent that is over is a token that is no longer good (RFC 6750, 3.1). */
function asTokenFault(error: unknown): OAuthError | undefined {
  if (error instanceof OAuthError) return error;
  const isOver = error instanceof ResourceProblem && error.code.startsWith("consent_");
  return isOver ? new OAuthError("invalid_token", error.detail) : undefined;
}
