/** The authorization code (RFC 6749, 4.1.2): a secret that stands for a consent for some seconds. */
import type { AuthorizationCode, ClientId, GrantId, KeyThumbprint } from "../ids.ts";
import { sha256Base64Url } from "../ids.ts";
import { SPENT_CODE_SECONDS } from "../limits.ts";
import type { ClaimOnce, Delete, Key, Put, PutIfAbsent, Redeem } from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import type { PushedAuthorizationRequest } from "./pushed_request.ts";

/** What a code stands for. The client is in its key, so another client finds nothing. */
export interface CodeRecord {
  readonly grantId: GrantId;
  /** Exclusive. The stored record outlives it, to recognise a late second use. */
  readonly expiresAt: EpochMillis;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly dpopKeyThumbprint?: KeyThumbprint;
  readonly nonce?: string;
}

/** Where a code is kept; the code itself appears hashed only. */
async function codeKey(clientId: ClientId, code: AuthorizationCode): Promise<Key> {
  return `code:${clientId}:${await sha256Base64Url(code)}`;
}

/**
 * The operation that issues a code for a request that the customer has granted. It recognises its
 * repetition, which would make a code fresh that was used meanwhile.
 */
export async function issueCode(
  code: AuthorizationCode,
  request: PushedAuthorizationRequest,
  grantId: GrantId,
  expiresAt: EpochMillis,
): Promise<PutIfAbsent> {
  const { redirectUri, codeChallenge, dpopKeyThumbprint, nonce } = request;
  const record: CodeRecord = {
    grantId,
    expiresAt,
    redirectUri,
    codeChallenge,
    ...(dpopKeyThumbprint !== undefined && { dpopKeyThumbprint }),
    ...(nonce !== undefined && { nonce }),
  };
  return {
    verb: "putIfAbsent",
    at: await codeKey(request.clientId, code),
    value: JSON.stringify(record),
    expiresAt: addSeconds(expiresAt, SPENT_CODE_SECONDS),
    guard: false,
  };
}

/** Where it is noted that a code was redeemed, for the screens, which offer no spent code again. */
export async function spentCodeKey(clientId: ClientId, code: AuthorizationCode): Promise<Key> {
  return `spent-${await codeKey(clientId, code)}`;
}

/** The operations that redeem a code, for the client to which it was issued, and note it. */
export async function redeemCode(
  clientId: ClientId,
  code: AuthorizationCode,
  now: EpochMillis,
): Promise<readonly [Redeem, PutIfAbsent]> {
  return [
    { verb: "redeem", at: await codeKey(clientId, code) },
    {
      verb: "putIfAbsent",
      at: await spentCodeKey(clientId, code),
      value: "",
      expiresAt: addSeconds(now, SPENT_CODE_SECONDS),
      guard: false,
    },
  ];
}

/** The operation that notes a second use of a code, so that nobody gives it back. */
export async function noteReuse(clientId: ClientId, code: AuthorizationCode): Promise<Redeem> {
  return { verb: "redeem", at: await spentCodeKey(clientId, code) };
}

/**
 * The operations that give a code back whose redemption brought no tokens, for the run that redeemed
 * it, so that the app can do what a 503 asks for; unless the code was used a second time meanwhile, or
 * was given back before and used since: the claim is on the note of the redemption by the same attempt.
 *
 * @param value the code as it was stored
 */
export async function giveCodeBack(
  clientId: ClientId,
  code: AuthorizationCode,
  value: string,
): Promise<readonly [ClaimOnce, Redeem, Put, Delete]> {
  const expiresAt = addSeconds(parseCodeRecord(value).expiresAt, SPENT_CODE_SECONDS);
  const spent = await spentCodeKey(clientId, code);
  return [
    { verb: "claimOnce", at: spent, expiresAt },
    await noteReuse(clientId, code),
    { verb: "put", at: await codeKey(clientId, code), value, expiresAt },
    { verb: "delete", at: spent },
  ];
}

/** Reads a stored code; what it throws is a fault of ours. */
export function parseCodeRecord(text: string): CodeRecord {
  const record: CodeRecord = JSON.parse(text);
  return record;
}
