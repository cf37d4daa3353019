/**
 * Authorization details (RFC 9396) of the one type that there is: reading account information. Its
 * actions permit what the scopes of the same meaning permit:
 *
 * `[{"type": "account_information", "actions": ["read_accounts", "read_transactions"]}]`
 */
import { isJsonObject, type JsonObject } from "../crypto/signed_jwt.ts";
import { OAuthError } from "../errors.ts";
import type { AccountScope, Permissions } from "./permissions.ts";

/** The only `type`. */
export const AUTHORIZATION_DETAILS_TYPE = "account_information";

/** Each action and the scope that permits the same: account information and balance, history. */
const ACTIONS: Readonly<Record<string, AccountScope>> = {
  read_accounts: "accounts",
  read_transactions: "transactions",
};

const MEMBERS = ["type", "actions", "locations"];

/**
 * Reads `authorization_details` as sent; several of the type mean all their actions together. All
 * that is not exactly as it must be is refused (RFC 9396, 5), so that nobody grants what was meant
 * as a restriction. Throws `invalid_authorization_details`.
 */
export function parseAuthorizationDetails(text: string, issuer: string): readonly AccountScope[] {
  const details = parseJson(text);
  if (!Array.isArray(details) || details.length === 0) {
    throw refusal("it must be a JSON array of objects");
  }
  const actions = new Set(details.flatMap((detail) => readActions(detail, issuer)));
  return scopesOf(actions);
}

/**
 * What is permitted, as responses and tokens state it (RFC 6749, 5.1; RFC 9396, 7 and 9): each part
 * in the way in which it was asked for.
 */
export function toWirePermissions({ scopes, detailedScopes }: Permissions): JsonObject {
  return {
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    ...(detailedScopes !== undefined && {
      authorization_details: [toAuthorizationDetail(detailedScopes)],
    }),
  };
}

function toAuthorizationDetail(scopes: readonly AccountScope[]): JsonObject {
  const actions = Object.entries(ACTIONS).filter(([, scope]) => scopes.includes(scope));
  return { type: AUTHORIZATION_DETAILS_TYPE, actions: actions.map(([action]) => action) };
}

/** Reads back the `authorization_details` that {@link toWirePermissions} wrote. */
export function fromAuthorizationDetails(value: unknown): readonly AccountScope[] | undefined {
  const [detail] = Array.isArray(value) ? value : [];
  const actions: unknown = isJsonObject(detail) ? detail["actions"] : undefined;
  return Array.isArray(actions) ? scopesOf(new Set(actions)) : undefined;
}

function scopesOf(actions: ReadonlySet<unknown>): readonly AccountScope[] {
  return Object.entries(ACTIONS).flatMap(([action, scope]) => actions.has(action) ? [scope] : []);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw refusal("it must be JSON");
    throw error;
  }
}

function readActions(detail: unknown, issuer: string): readonly string[] {
  if (!isJsonObject(detail)) throw refusal("each must be an object");
  const { type, actions, locations } = detail;
  if (type !== AUTHORIZATION_DETAILS_TYPE) {
    throw refusal(`the only type is ${AUTHORIZATION_DETAILS_TYPE}`);
  }
  if (Object.keys(detail).some((member) => !MEMBERS.includes(member))) {
    throw refusal(`the members are ${MEMBERS.join(", ")}`);
  }
  if (!Array.isArray(actions) || actions.length === 0 || !actions.every(isAction)) {
    throw refusal(`actions must be some of ${Object.keys(ACTIONS).join(", ")}`);
  }
  const isHere = Array.isArray(locations) && locations.length === 1 && locations[0] === issuer;
  if (locations !== undefined && !isHere) throw refusal("locations can hold only the issuer");
  return actions;
}

function isAction(value: unknown): value is string {
  return typeof value === "string" && Object.hasOwn(ACTIONS, value);
}

function refusal(fault: string): OAuthError {
  return new OAuthError(
    "invalid_authorization_details",
    `The authorization_details cannot be accepted: ${fault}`,
  );
}
