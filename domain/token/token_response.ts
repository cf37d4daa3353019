/** What the token endpoint hands out (RFC 6749, 5.1). */
import type { Client } from "../client/client.ts";
import type { Grant } from "../grant/grant.ts";
import type { Permissions } from "../grant/permissions.ts";

import { type GrantId, randomSecret, type RandomSource, type RefreshToken } from "../ids.ts";
import type { Lifetimes } from "../limits.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import type { AccessTokens } from "./access_tokens.ts";
import { type Confirmation, tokenTypeOf } from "./confirmation.ts";

/** Tokens for an app. All but the access token appear only where they are due. */
export interface IssuedTokens extends Permissions {
  readonly accessToken: string;
  readonly tokenType: "DPoP" | "Bearer";
  readonly expiresInSeconds: number;
  readonly grantId: GrantId;
  readonly refreshToken?: RefreshToken;
  readonly idToken?: string;
}

/** What issuing an access token needs. */
export interface TokenIssuing {
  readonly accessTokens: AccessTokens;
  readonly random: RandomSource;
  readonly lifetimes: Lifetimes;
}

/** Issues an access token under a grant, bound to the key or certificate of this request. */
export async function issueAccessToken(
  issuing: TokenIssuing,
  client: Client,
  grant: Grant,
  permissions: Permissions,
  confirmation: Confirmation,
  now: EpochMillis,
): Promise<IssuedTokens> {
  const expiresInSeconds = issuing.lifetimes.accessTokenSeconds;
  const accessToken = await issuing.accessTokens.issue({
    tokenId: randomSecret(issuing.random),
    clientId: client.id,
    grantId: grant.id,
    subject: grant.subject,
    ...permissions,
    confirmation,
    issuedAt: now,
    expiresAt: addSeconds(now, expiresInSeconds),
  });
  return {
    accessToken,
    tokenType: tokenTypeOf(confirmation),
    expiresInSeconds,
    ...permissions,
    grantId: grant.id,
  };
}
