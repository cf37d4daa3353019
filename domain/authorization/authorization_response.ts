/** The way back to the app (RFC 6749, 4.1.2; RFC 9207; JWT Secured Authorization Response Mode). */
import { signJwt } from "../crypto/signed_jwt.ts";
import type { OAuthErrorCode } from "../errors.ts";
import type { AuthorizationCode } from "../ids.ts";
import { keyAlgorithmOf, type OwnAlgorithm } from "../keys/signing_key.ts";
import type { SigningKeys } from "../keys/signing_keys.ts";
import { SIGNED_RESPONSE_SECONDS } from "../limits.ts";
import { type EpochMillis, toEpochSeconds } from "../time.ts";
import type { PushedAuthorizationRequest } from "./pushed_request.ts";

/** What answering needs. */
export interface ResponseSigning {
  /** The gateway's public URL without trailing slash. */
  readonly issuer: string;
  readonly keys: SigningKeys;
  /** For clients that registered none. */
  readonly signingAlgorithm: OwnAlgorithm;
}

/** What is needed of a request to answer it; the redirect URI must have been proved. */
export type ResponseTarget = Pick<
  PushedAuthorizationRequest,
  "clientId" | "redirectUri" | "state" | "responseMode" | "responseSigningAlgorithm"
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
 * is and comes first; `state` is there only when the app sent one, `iss` always: beside the others
 * (RFC 9207, 2), or with them inside the one signed parameter (FAPI 2.0 Message Signing, 5.4.1),
 * which is good for {@link SIGNED_RESPONSE_SECONDS}.
 */
export async function buildResponseUrl(
  signing: ResponseSigning,
  target: ResponseTarget,
  outcome: AuthorizationOutcome,
  now: EpochMillis,
): Promise<string> {
  const parameters = {
    ...("code" in outcome
      ? { code: outcome.code }
      : { error: outcome.error, error_description: outcome.description }),
    ...(target.state !== undefined && { state: target.state }),
    iss: signing.issuer,
  };
  const sent = target.responseMode === "jwt"
    ? { response: await signResponse(signing, target, parameters, now) }
    : parameters;
  return appendQuery(target.redirectUri, new URLSearchParams(sent));
}

/** JARM, 2.1: for this app only, and for a short time. */
async function signResponse(
  { keys, signingAlgorithm }: ResponseSigning,
  { clientId, responseSigningAlgorithm }: ResponseTarget,
  parameters: Readonly<Record<string, string>>,
  now: EpochMillis,
): Promise<string> {
  const algorithm = keyAlgorithmOf(responseSigningAlgorithm ?? signingAlgorithm);
  const signer = await keys.current(algorithm, now);
  const exp = toEpochSeconds(now) + SIGNED_RESPONSE_SECONDS;
  const header = { alg: signer.algorithm, kid: signer.kid, typ: "JWT" };
  return await signJwt(header, { aud: clientId, exp, ...parameters }, signer.privateKey);
}

function appendQuery(uri: string, parameters: URLSearchParams): string {
  if (!uri.includes("?")) return `${uri}?${parameters}`;
  return uri.endsWith("?") || uri.endsWith("&") ? `${uri}${parameters}` : `${uri}&${parameters}`;
}
