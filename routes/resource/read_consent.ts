import { permittedScopes } from "../../domain/grant/permissions.ts";
import { formatJst } from "../../domain/time.ts";
import type { ResourceCall } from "./resource_call.ts";
import type { consentSchema, Wire } from "./schemas.ts";

/** `GET /consent`: what the customer agreed to. */
export function readConsent({ grant }: ResourceCall): Wire<typeof consentSchema> {
  return {
    grantId: grant.id,
    scopes: [...permittedScopes(grant)],
    grantedAt: formatJst(grant.grantedAt),
    expiresAt: formatJst(grant.expiresAt),
    termsVersion: grant.termsVersion,
  };
}
