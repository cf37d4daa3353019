/** What is the same for every call of the resource API, as an ordered list of checks. */
import type { Context } from "hono";
import type { CoreBanking } from "../../domain/banking/core_banking.ts";
import type { Scope } from "../../domain/client/client.ts";
import { OAuthError, UnavailableError } from "../../domain/errors.ts";
import type { Grant } from "../../domain/grant/grant.ts";
import type { RandomSource } from "../../domain/ids.ts";
import { coreSystemReopensAt, type ServiceHoursMode } from "../../domain/service/service_hours.ts";
import { type Clock, type EpochMillis, formatJst } from "../../domain/time.ts";
import {
  authorizeResourceCall,
  requireScope,
  type ResourceGuard,
} from "../../domain/token/authorize_resource_call.ts";
import type { Challenger } from "../http/challenge.ts";
import type { WithEntrance } from "../http/entrance.ts";
import type { Log } from "../http/log.ts";
import type { RequestContext, RouteEnv } from "../http/request_context.ts";
import { answerProblem, toProblem } from "./answer_problem.ts";
import type { CallLimiter } from "./call_limits.ts";
import { chooseInteractionId } from "./interaction_id.ts";
import { ResourceProblem } from "./problem.ts";

/** What answering a call needs. */
export interface ResourceCallPorts extends Challenger, WithEntrance {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
  readonly guard: ResourceGuard;
  readonly coreBanking: CoreBanking;
  readonly serviceHours: ServiceHoursMode;
  readonly limiter: CallLimiter;
}

/** A call that has passed all checks. */
export interface ResourceCall {
  readonly grant: Grant;
  readonly now: EpochMillis;
  /** The `accountId` of the path; empty when the operation has none. */
  readonly accountId: string;
  readonly query: URLSearchParams;
}

/**
 * Answers a call: service hours, then the token with its proof, limits and grant, then the scope
 * (undefined: any will do), and only then what was asked for.
 */
export async function answerCall(
  ports: ResourceCallPorts,
  c: Context<RouteEnv>,
  scope: Scope | undefined,
  read: (call: ResourceCall) => Promise<unknown>,
): Promise<Response> {
  const { requestContext } = c.var;
  const interactionId = chooseInteractionId(c.req.header("x-fapi-interaction-id"), ports.random);
  const headers = commonHeaders(interactionId, requestContext.now);
  try {
    checkServiceHours(ports.serviceHours, requestContext.now);
    const call = await authorize(ports, c, scope, headers);
    const answer = await read(call);
    headers.set("Content-Type", "application/json; charset=utf-8");
    return new Response(JSON.stringify(answer), { headers });
  } catch (error) {
    logRefusal(ports.log, requestContext, interactionId, error);
    const { issuer, mtls } = ports;
    const { incidentId } = requestContext;
    return answerProblem(error, { issuer, mtls, interactionId, incidentId, scope, headers });
  }
}

function commonHeaders(interactionId: string, now: EpochMillis): Headers {
  return new Headers({
    "Cache-Control": "no-store",
    "Date": new Date(now).toUTCString(),
    "x-fapi-interaction-id": interactionId,
  });
}

function checkServiceHours(mode: ServiceHoursMode, now: EpochMillis): void {
  const reopensAt = coreSystemReopensAt(mode, now);
  if (reopensAt === undefined) return;
  throw new ResourceProblem("service_closed", "The core system is closed; ask again at reopensAt", {
    reopensAt: formatJst(reopensAt),
    retryAfterSeconds: Math.ceil((reopensAt - now) / 1000),
  });
}

async function authorize(
  ports: ResourceCallPorts,
  c: Context<RouteEnv>,
  scope: Scope | undefined,
  headers: Headers,
): Promise<ResourceCall> {
  const { requestContext } = c.var;
  const { now } = requestContext;
  const { pathname, searchParams } = new URL(c.req.url);
  const request = {
    method: c.req.method,
    url: ports.entrance.readOrigin(c) + pathname,
    certificate: await ports.entrance.readCertificate(c),
    authorization: c.req.header("Authorization"),
    dpop: c.req.header("DPoP"),
    hasTokenInQuery: searchParams.has("access_token"),
  };
  const verdict = await authorizeResourceCall(
    ports.guard,
    requestContext,
    request,
    (caller) => ports.limiter.hits(caller, now),
  );
  const fields = ports.limiter.fields(verdict.guards, now);
  for (const [name, value] of Object.entries(fields)) headers.set(name, value);
  switch (verdict.outcome) {
    case "limited":
      throw ports.limiter.problem(verdict.guards, now);
    case "grant_ended":
      throw new ResourceProblem("consent_revoked", "The consent was withdrawn; ask for a new one");
    case "grant_expired":
      throw new ResourceProblem("consent_expired", "The consent has expired; ask for a new one");
    case "authorized":
      if (scope !== undefined) requireScope(verdict.call, scope);
  }
  const accountId = c.req.param("accountId") ?? "";
  return { grant: verdict.call.grant, now, accountId, query: searchParams };
}

function logRefusal(
  log: Log,
  { incidentId }: RequestContext,
  fapiInteractionId: string,
  error: unknown,
): void {
  const { code } = toProblem(error, incidentId);
  const fields = { code, incidentId, fapiInteractionId };
  if (error instanceof OAuthError) {
    log.write("info", "resource.refused", { ...fields, reason: error.reason });
  } else if (error instanceof ResourceProblem) {
    log.write("info", "resource.refused", { ...fields, reason: error.detail });
  } else if (error instanceof UnavailableError) {
    const cause = error.cause instanceof Error ? error.cause.message : undefined;
    log.write("warning", "resource.unavailable", {
      ...fields,
      dependency: error.dependency,
      cause,
    });
  } else {
    const fault = error instanceof Error ? error.stack : String(error);
    log.write("error", "resource.failed", { ...fields, fault });
  }
}
