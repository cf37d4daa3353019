/** Signed requests (JAR, RFC 9101) as FAPI 2.0 Message Signing, 5.3.1 wants them at PAR. */
import type { Client } from "../client/client.ts";
import type { ClientKeys } from "../client/client_keys.ts";
import { findSignatureFault } from "../client/client_signature.ts";
import {
  type DecodedJwt,
  decodeJwt,
  findTimeFault,
  hasType,
  type JsonObject,
} from "../crypto/signed_jwt.ts";
import { OAuthError } from "../errors.ts";
import { REQUEST_OBJECT_MAX_SECONDS } from "../limits.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import type { AuthorizationParameters } from "./request_parameters.ts";

/** What reading a request object needs. */
export interface RequestObjectGuard {
  readonly issuer: string;
  readonly clientKeys: ClientKeys;
}

/**
 * The types of a request object (RFC 9101, 10.8), and `JWT`, which many libraries write; no other
 * kind of JWT can serve as one. The type may be left out.
 */
const TYPES = ["oauth-authz-req+jwt", "application/oauth-authz-req+jwt", "jwt"];

/** The claims that are parameters, by the name of the parameter. */
const PARAMETERS: Readonly<Record<string, keyof AuthorizationParameters>> = {
  response_type: "responseType",
  response_mode: "responseMode",
  redirect_uri: "redirectUri",
  scope: "scope",
  state: "state",
  nonce: "nonce",
  code_challenge: "codeChallenge",
  code_challenge_method: "codeChallengeMethod",
  prompt: "prompt",
  dpop_jkt: "dpopJkt",
  ui_locales: "uiLocales",
};

/**
 * Verifies a request object of an authenticated client and takes the parameters out of it. A replay
 * of it can only be the client's own, so its `jti` is not looked at. Throws
 * `invalid_request_object`; about the key, only the log learns more.
 */
export async function readRequestObject(
  guard: RequestObjectGuard,
  client: Client,
  text: string,
  now: EpochMillis,
): Promise<AuthorizationParameters> {
  const jwt = decodeJwt(text);
  if (jwt === undefined) throw refusal("it must be a JWT signed with PS256, ES256 or EdDSA");
  const fault = findHeaderFault(jwt) ?? findPartyFault(jwt.claims, guard.issuer, client) ??
    findWindowFault(jwt, now) ?? findParameterFault(jwt.claims);
  if (fault !== undefined) throw refusal(fault);
  const keyFault = await findSignatureFault(
    guard.clientKeys,
    client,
    jwt,
    client.requestSigningAlgorithm,
  );
  if (keyFault === undefined) return toParameters(jwt.claims);
  throw refusal("it is not signed with a key and algorithm of this client", keyFault);
}

function findHeaderFault(jwt: DecodedJwt): string | undefined {
  const { typ, jwk } = jwt.header;
  if (typ !== undefined && !hasType(jwt, TYPES)) return "typ must be oauth-authz-req+jwt";
  if (jwk !== undefined) return "it must not bring its own key";
  return undefined;
}

/** From this client, for this server (FAPI 2.0 Message Signing, 5.3.1; RFC 9101, 4 and 6.3). */
function findPartyFault(claims: JsonObject, issuer: string, client: Client): string | undefined {
  const { iss, aud, sub, client_id: clientId } = claims;
  if (iss !== client.id) return "iss must be the client_id";
  if (clientId !== client.id) return "client_id must be that of the client";
  // Whoever signs in their own name signs an assertion, not a request (RFC 9101, 10.8).
  if (sub === client.id) return "sub must not be the client_id";
  const audience: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audience.every((item) => typeof item === "string") || !audience.includes(issuer)) {
    return "aud must be or contain the issuer";
  }
  return undefined;
}

/** FAPI 2.0 Message Signing, 5.3.1: `nbf` and `exp` bound how long a request can be held back. */
function findWindowFault(jwt: DecodedJwt, now: EpochMillis): string | undefined {
  const fault = findTimeFault(jwt, now);
  if (fault !== undefined) return fault;
  const { nbf, exp } = jwt.claims;
  if (typeof nbf !== "number") return "nbf is missing";
  if (typeof exp !== "number") return "exp is missing";
  if (nbf * 1000 < addSeconds(now, -REQUEST_OBJECT_MAX_SECONDS)) {
    return "nbf must be at most 60 minutes in the past";
  }
  if (exp - nbf > REQUEST_OBJECT_MAX_SECONDS) return "exp must be at most 60 minutes after nbf";
  return undefined;
}

/**
 * RFC 9101, 4: parameters are strings here too, and there is no request within a request. Those that
 * are JSON are claims in JSON (RFC 9396, 3).
 */
function findParameterFault(claims: JsonObject): string | undefined {
  for (const name of ["request", "request_uri"]) {
    if (Object.hasOwn(claims, name)) return `${name} must not be in a request object`;
  }
  const mistyped = Object.keys(PARAMETERS).find((name) =>
    Object.hasOwn(claims, name) && typeof claims[name] !== "string"
  );
  if (mistyped !== undefined) return `${mistyped} must be a string`;
  const details = claims["authorization_details"];
  return details === undefined || Array.isArray(details)
    ? undefined
    : "authorization_details must be an array";
}

/** Empty values count as omitted (RFC 6749, 3.1). */
function toParameters(claims: JsonObject): AuthorizationParameters {
  const entries = Object.entries(PARAMETERS).map(([name, parameter]) =>
    [parameter, claims[name] || undefined] as const
  );
  const details = claims["authorization_details"];
  return {
    ...Object.fromEntries(entries),
    ...(details !== undefined && { authorizationDetails: JSON.stringify(details) }),
  };
}

function refusal(fault: string, reason = fault): OAuthError {
  return new OAuthError(
    "invalid_request_object",
    `The request object cannot be accepted: ${fault}`,
    reason,
  );
}
