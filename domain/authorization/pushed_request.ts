/** A pushed authorization request (RFC 9126) as it waits for the customer. */
import type { ResponseMode, SignatureAlgorithm } from "../client/client.ts";
import type { Permissions } from "../grant/permissions.ts";
import type { ClientId, KeyThumbprint } from "../ids.ts";
import type { Language } from "../language.ts";
import type { EpochMillis } from "../time.ts";

/**
 * A request whose client and parameters were verified when it was pushed. Its scopes are in the
 * order of the request, without repetition; all of them are the client's.
 */
export interface PushedAuthorizationRequest extends Permissions {
  readonly clientId: ClientId;
  /** Exactly one of the client's registered ones. */
  readonly redirectUri: string;
  /** Echoed unchanged; absent in the response when it was not sent. */
  readonly state?: string;
  /** Goes into the id_token unchanged. */
  readonly nonce?: string;
  /** base64url(SHA-256(code verifier)), 43 characters (RFC 7636, 4.2). */
  readonly codeChallenge: string;
  /** The only DPoP key with which the code can be redeemed (RFC 9449, 10). */
  readonly dpopKeyThumbprint?: KeyThumbprint;
  readonly responseMode: ResponseMode;
  /** The algorithm of a signed response; undefined: the gateway's own choice. */
  readonly responseSigningAlgorithm?: SignatureAlgorithm;
  /** False for `prompt=none`: the app wants an error rather than a screen. */
  readonly mayInteract: boolean;
  /** The language that the app asks for, of those there are (OpenID Connect Core, 3.1.2.1). */
  readonly language?: Language;
  readonly createdAt: EpochMillis;
}

/** Grows when the stored form changes, so that a newer process does not misread an older record. */
const FORMAT = 1;

/** The stored form. */
export function serialisePushedRequest(request: PushedAuthorizationRequest): string {
  return JSON.stringify({ format: FORMAT, ...request });
}

/** Reads the stored form; throws an `Error` when it is not one. */
export function parsePushedRequest(text: string): PushedAuthorizationRequest {
  const stored: PushedAuthorizationRequest & { format: number } = JSON.parse(text);
  if (stored.format !== FORMAT) throw new Error("unknown format of a stored pushed request");
  const { format: _, ...request } = stored;
  return request;
}
