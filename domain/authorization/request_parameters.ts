/** The parameters of an authorization request, as pushed, and the rules that each has to meet. */
import { type Client, RESPONSE_MODES, type ResponseMode, type Scope } from "../client/client.ts";
import { OAuthError } from "../errors.ts";
import { parseAuthorizationDetails } from "../grant/authorization_details.ts";
import type { AccountScope, Permissions } from "../grant/permissions.ts";
import { lookUpLanguage } from "../language.ts";
import { NONCE_MAX_LENGTH, STATE_MAX_LENGTH } from "../limits.ts";
import type { EpochMillis } from "../time.ts";
import type { PushedAuthorizationRequest } from "./pushed_request.ts";

/**
 * What was sent, as form fields or as claims of a request object; nothing of it is checked yet.
 * Members that are not used are left out.
 */
export interface AuthorizationParameters {
  readonly responseType?: string | undefined;
  readonly responseMode?: string | undefined;
  readonly redirectUri?: string | undefined;
  readonly scope?: string | undefined;
  /** The text of a JSON array (RFC 9396, 2). */
  readonly authorizationDetails?: string | undefined;
  readonly state?: string | undefined;
  readonly nonce?: string | undefined;
  readonly codeChallenge?: string | undefined;
  readonly codeChallengeMethod?: string | undefined;
  readonly prompt?: string | undefined;
  /** The thumbprint of the key to which the code is to be bound (RFC 9449, 10). */
  readonly dpopJkt?: string | undefined;
  readonly uiLocales?: string | undefined;
}

/**
 * Checks the parameters of an authenticated client's request, one after the other. Throws
 * `OAuthError` for the first that is not right.
 */
export function checkParameters(
  client: Client,
  parameters: AuthorizationParameters,
  issuer: string,
  createdAt: EpochMillis,
): PushedAuthorizationRequest {
  checkFlow(parameters.responseType, client);
  const redirectUri = readRedirectUri(parameters.redirectUri, client);
  const codeChallenge = readCodeChallenge(
    parameters.codeChallenge,
    parameters.codeChallengeMethod,
  );
  const responseMode = readResponseMode(parameters.responseMode, client);
  const permissions = readPermissions(parameters, client, issuer);
  const nonce = readNonce(parameters.nonce);
  const state = readState(parameters.state);
  const mayInteract = readMayInteract(parameters.prompt);
  const language = lookUpLanguage(parameters.uiLocales ?? "");
  return {
    clientId: client.id,
    redirectUri,
    codeChallenge,
    responseMode,
    ...permissions,
    mayInteract,
    createdAt,
    ...(client.responseSigningAlgorithm !== undefined && {
      responseSigningAlgorithm: client.responseSigningAlgorithm,
    }),
    ...(nonce !== undefined && { nonce }),
    ...(state !== undefined && { state }),
    ...(language !== undefined && { language }),
  };
}

/** FAPI 2.0 5.3.2.2: only the code flow. */
function checkFlow(responseType: string | undefined, client: Client): void {
  if (responseType === undefined) throw invalid("response_type is missing");
  if (responseType !== "code") {
    throw new OAuthError("unsupported_response_type", "response_type must be code");
  }
  if (client.grantTypes.includes("authorization_code")) return;
  throw new OAuthError("unauthorized_client", "This client cannot use authorization codes");
}

/** One of the client's URIs, character by character (FAPI 2.0 5.3.2.2; RFC 9700, 2.1); never a default. */
function readRedirectUri(redirectUri: string | undefined, client: Client): string {
  if (redirectUri === undefined) throw invalid("redirect_uri is missing");
  if (client.redirectUris.includes(redirectUri)) return redirectUri;
  throw invalid("redirect_uri is not registered for this client");
}

const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** PKCE with S256 and nothing else (FAPI 2.0 5.3.2.2; RFC 7636, 4.3). */
function readCodeChallenge(challenge: string | undefined, method: string | undefined) {
  if (challenge === undefined) throw invalid("code_challenge is missing");
  if (method !== "S256") throw invalid("code_challenge_method must be S256");
  if (S256_CHALLENGE.test(challenge)) return challenge;
  throw invalid("code_challenge must be 43 characters of base64url");
}

/** One of the client's; the default for codes is `query`, and those who must use JARM have to say so. */
function readResponseMode(responseMode: string | undefined, client: Client): ResponseMode {
  const permitted = client.responseModes ?? RESPONSE_MODES;
  const wanted = permitted.find((mode) => mode === (responseMode ?? "query"));
  if (wanted !== undefined) return wanted;
  throw invalid(`response_mode must be ${permitted.join(" or ")} for this client`);
}

/**
 * What the client may ask for, by `scope`, by `authorization_details` or by both. Something of it is
 * about an account: `openid` alone would leave the customer nothing to consent to. Without any of
 * them the request fails (RFC 6749, 3.3).
 */
function readPermissions(
  { scope, authorizationDetails }: AuthorizationParameters,
  client: Client,
  issuer: string,
): Permissions {
  const scopes = readScopes(scope, client);
  if (authorizationDetails !== undefined) {
    return { scopes, detailedScopes: readDetails(authorizationDetails, client, issuer) };
  }
  if (scopes.some((name) => name !== "openid")) return { scopes };
  throw new OAuthError("invalid_scope", "scope must have accounts, transactions or both");
}

/** The client's scopes bound what it may ask for in this way, too. */
function readDetails(text: string, client: Client, issuer: string): readonly AccountScope[] {
  const scopes = parseAuthorizationDetails(text, issuer);
  if (scopes.every((scope) => client.scopes.includes(scope))) return scopes;
  throw new OAuthError(
    "invalid_authorization_details",
    "authorization_details has an action that is not permitted for this client",
  );
}

function readScopes(scope: string | undefined, client: Client): readonly Scope[] {
  const names = [...new Set((scope ?? "").split(" ").filter((name) => name !== ""))];
  const scopes = names.flatMap((name) => client.scopes.filter((permitted) => permitted === name));
  if (scopes.length === names.length) return scopes;
  throw new OAuthError(
    "invalid_scope",
    "scope has a value that is unknown or not permitted for this client",
  );
}

/** Long enough for signed data of the app; echoed unchanged. */
function readState(state: string | undefined): string | undefined {
  if (state === undefined || state.length <= STATE_MAX_LENGTH) return state;
  throw invalid(`state must have at most ${STATE_MAX_LENGTH} characters`);
}

/** FAPI 2.0 5.3.2.2: 64 characters must do. */
function readNonce(nonce: string | undefined): string | undefined {
  if (nonce === undefined || nonce.length <= NONCE_MAX_LENGTH) return nonce;
  throw invalid(`nonce must have at most ${NONCE_MAX_LENGTH} characters`);
}

/**
 * OpenID Connect Core, 3.1.2.1: `none` stands alone. The other values ask for what always happens,
 * and so does `max_age`: each customer authenticates anew for each request.
 */
function readMayInteract(prompt: string | undefined): boolean {
  const values = (prompt ?? "").split(" ");
  if (!values.includes("none")) return true;
  if (values.length === 1) return false;
  throw invalid("prompt=none excludes other values");
}

function invalid(description: string): OAuthError {
  return new OAuthError("invalid_request", description);
}
