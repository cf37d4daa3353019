/** What an app may read, in the two ways in which it can ask for it. */
import { type Scope, SCOPES } from "../client/client.ts";

/** A scope that is about an account. */
export type AccountScope = Exclude<Scope, "openid">;

/** Scopes (RFC 6749, 3.3), authorization details (RFC 9396), or some of both. */
export interface Permissions {
  /** Asked for by `scope`. */
  readonly scopes: readonly Scope[];
  /** What the actions of `authorization_details` permit, as the scopes that permit the same. */
  readonly detailedScopes?: readonly AccountScope[];
}

/** All that is permitted, in whichever way it was asked for. */
export function permittedScopes({ scopes, detailedScopes = [] }: Permissions): readonly Scope[] {
  return SCOPES.filter((scope) =>
    scopes.includes(scope) || detailedScopes.some((detailed) => detailed === scope)
  );
}

/** These permissions alone, without what else the object says. */
export function pickPermissions({ scopes, detailedScopes }: Permissions): Permissions {
  return { scopes, ...(detailedScopes !== undefined && { detailedScopes }) };
}

/**
 * These permissions as far as they are among some scopes; undefined when nothing remains.
 */
export function limitPermissions(
  permissions: Permissions,
  limit: readonly Scope[],
): Permissions | undefined {
  const scopes = permissions.scopes.filter((scope) => limit.includes(scope));
  const detailedScopes = permissions.detailedScopes?.filter((scope) => limit.includes(scope)) ?? [];
  if (scopes.length + detailedScopes.length === 0) return undefined;
  return { scopes, ...(detailedScopes.length > 0 && { detailedScopes }) };
}
