/** What the endpoints that apps call themselves have in common: JSON, never cached, strict forms. */
import type { Context, MiddlewareHandler } from "hono";
import type { ClientCredentials } from "../../domain/client/authenticate_client.ts";
import { OAuthError, RateLimitedError, UnavailableError } from "../../domain/errors.ts";
import { demandedNonce } from "../http/dpop_nonce.ts";
import type { Entrance } from "../http/entrance.ts";
import { authorizationServerStatus, type ErrorStatus } from "../http/error_status.ts";
import type { Parameters } from "../http/form.ts";
import type { Log } from "../http/log.ts";
import type { RouteEnv } from "../http/request_context.ts";

/** Nothing of these answers may be stored anywhere (RFC 6749, 5.1). */
export const neverStored: MiddlewareHandler<RouteEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set("Cache-Control", "no-store");
  headers.set("Pragma", "no-cache");
};

/** How long a caller should wait who was turned away for the time being. */
export const RETRY_AFTER_SECONDS = 5;

/** Takes the client's credentials out of the form and the connection. */
export async function readCredentials(
  { readCertificate }: Entrance,
  c: Context<RouteEnv>,
  form: Parameters,
): Promise<ClientCredentials> {
  return {
    certificate: await readCertificate(c),
    clientId: form.get("client_id"),
    assertionType: form.get("client_assertion_type"),
    assertion: form.get("client_assertion"),
  };
}

/** What of an error leaves the server; all else stays in the log. */
export interface WireError {
  readonly code: OAuthError["code"];
  readonly description: string;
}

/**
 * Logs an error with what is only for us, and turns it into what the app is told: a refusal of the
 * protocol as it is, a dependency that fails as a reason to come again, a bug as nothing but its
 * incident number.
 */
export function toWireError(error: Error, c: Context<RouteEnv>, log: Log): WireError {
  const { incidentId } = c.var.requestContext;
  const fields = { path: c.req.path, incidentId };
  if (error instanceof OAuthError) {
    log.write("info", "request.refused", { ...fields, error: error.code, reason: error.reason });
    return error;
  }
  if (error instanceof UnavailableError) {
    const { dependency } = error;
    log.write("warning", "request.unavailable", { ...fields, dependency, cause: describe(error) });
    return { code: "temporarily_unavailable", description: "Try again in a few seconds" };
  }
  log.write("error", "request.failed", { ...fields, fault: error.name, stack: error.stack });
  return { code: "server_error", description: `Internal error, incident ${incidentId}` };
}

function describe(error: UnavailableError): string {
  return error.cause instanceof Error ? error.cause.message : String(error.cause);
}

/** The answer for an error at PAR, token and revocation (RFC 6749, 5.2). */
export function answerError(log: Log): (error: Error, c: Context<RouteEnv>) => Response {
  return (error, c) => {
    const wireError = toWireError(error, c, log);
    const status = authorizationServerStatus(wireError);
    return errorResponse(wireError, status, demandedNonce(error));
  };
}

/** An error as JSON (RFC 6749, 5.2), with further header fields. */
export function errorResponse(
  error: WireError,
  status: ErrorStatus,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { error: error.code, error_description: error.description };
  return Response.json(body, { status, headers: { ...retryAfter(error, status), ...headers } });
}

function retryAfter(error: WireError, status: ErrorStatus): Readonly<Record<string, string>> {
  if (error instanceof RateLimitedError) return { "Retry-After": String(error.retryAfterSeconds) };
  return status === 503 ? { "Retry-After": String(RETRY_AFTER_SECONDS) } : {};
}
