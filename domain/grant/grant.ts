/** A customer's consent as a record (Grant Management for OAuth 2.0). */
import type { ClientId, GrantId, InteractionId } from "../ids.ts";
import type { EpochMillis } from "../time.ts";
import type { Permissions } from "./permissions.ts";

/** The account a grant gives access to. Personal data: stored sealed, never logged in full. */
export interface GrantedAccount {
  /** 店番, 3 digits. */
  readonly branchCode: string;
  /** 科目; 1 is an ordinary deposit, the only type there is. */
  readonly accountType: "1";
  /** 口座番号, 7 digits. */
  readonly accountNumber: string;
}

/** Who ended a grant. */
export type GrantEndReason =
  | "revoked_by_app"
  | "revoked_by_customer"
  | "revoked_by_operator"
  | "code_reuse";

/** A grant: which app may read which account, until when. */
export interface Grant extends Permissions {
  readonly id: GrantId;
  readonly clientId: ClientId;
  /** One interaction makes at most one grant: unique. */
  readonly interactionId: InteractionId;
  readonly account: GrantedAccount;
  /** Pseudonym of the account (keyed hash), by which the operator's tools find its grants. */
  readonly accountReference: string;
  /** Opaque, stable for one client and account, different between clients. */
  readonly accountId: string;
  /** The customer as this client knows them: `sub`, pairwise. */
  readonly subject: string;
  readonly termsVersion: string;
  /** When the customer passed the PIN check: `auth_time`. */
  readonly authenticatedAt: EpochMillis;
  readonly grantedAt: EpochMillis;
  /** Exclusive. */
  readonly expiresAt: EpochMillis;
  readonly endedAt?: EpochMillis;
  readonly endReason?: GrantEndReason;
}

/** Whether a grant gives access now, and if not, why. */
export function grantStatus(grant: Grant, now: EpochMillis): "active" | "ended" | "expired" {
  if (grant.endedAt !== undefined) return "ended";
  return now < grant.expiresAt ? "active" : "expired";
}
