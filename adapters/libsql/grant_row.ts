/** A grant as a row of the table `consent_grant`. */
import type { Vault } from "../../domain/crypto/vault.ts";
import type { Grant, GrantEndReason } from "../../domain/grant/grant.ts";
import type { ClientId, GrantId, InteractionId } from "../../domain/ids.ts";
import {
  numberAt,
  optionalNumberAt,
  optionalTextAt,
  type SqlRow,
  type SqlValue,
  textAt,
} from "./sql_database.ts";

/** The columns in the order in which {@link toGrant} reads them. */
export const GRANT_COLUMNS =
  `id, client_id, interaction_id, sealed_account, account_reference, account_id, subject,
  scopes, terms_version, authenticated_at, granted_at, expires_at, ended_at, end_reason,
  detailed_scopes`;

/** The arguments that write a new grant; the account is sealed. */
export async function toGrantArguments(
  vault: Vault,
  grant: Grant,
): Promise<Record<string, SqlValue>> {
  return {
    id: grant.id,
    clientId: grant.clientId,
    interactionId: grant.interactionId,
    sealedAccount: await vault.seal("grant", grant.id, JSON.stringify(grant.account)),
    accountReference: grant.accountReference,
    accountId: grant.accountId,
    subject: grant.subject,
    scopes: JSON.stringify(grant.scopes),
    detailedScopes: grant.detailedScopes === undefined
      ? null
      : JSON.stringify(grant.detailedScopes),
    termsVersion: grant.termsVersion,
    authenticatedAt: grant.authenticatedAt,
    grantedAt: grant.grantedAt,
    expiresAt: grant.expiresAt,
  };
}

/** Reads a grant and opens its account. */
export async function toGrant(vault: Vault, row: SqlRow): Promise<Grant> {
  const id = textAt(row, 0) as GrantId;
  const endedAt = optionalNumberAt(row, 12);
  const endReason = optionalTextAt(row, 13);
  const detailedScopes = optionalTextAt(row, 14);
  return {
    id,
    clientId: textAt(row, 1) as ClientId,
    interactionId: textAt(row, 2) as InteractionId,
    account: JSON.parse(await vault.open("grant", id, textAt(row, 3))),
    accountReference: textAt(row, 4),
    accountId: textAt(row, 5),
    subject: textAt(row, 6),
    scopes: JSON.parse(textAt(row, 7)),
    ...(detailedScopes !== undefined && { detailedScopes: JSON.parse(detailedScopes) }),
    termsVersion: textAt(row, 8),
    authenticatedAt: numberAt(row, 9),
    grantedAt: numberAt(row, 10),
    expiresAt: numberAt(row, 11),
    ...(endedAt !== undefined && { endedAt }),
    ...(endReason !== undefined && { endReason: endReason as GrantEndReason }),
  };
}
