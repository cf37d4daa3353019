/** The `WWW-Authenticate` field of a protected resource (RFC 6750, 3; RFC 9449, 7.1; RFC 9728, 5.1). */
import { SIGNATURE_ALGORITHMS } from "../../domain/client/client.ts";
import type { Scope } from "../../domain/client/client.ts";
import type { OAuthError } from "../../domain/errors.ts";
import { MissingTokenError } from "../../domain/token/authorize_resource_call.ts";

/**
 * The challenge for a refused call. `scope`, when given, is what the resource demands. Values need
 * no escaping: descriptions are free of `"` and `\`.
 */
export function buildChallenge(issuer: string, error: OAuthError, scope?: Scope): string {
  const members = error instanceof MissingTokenError
    ? []
    : [["error", error.code], ["error_description", error.description]];
  if (scope !== undefined) members.push(["scope", scope]);
  members.push(["algs", SIGNATURE_ALGORITHMS.join(" ")]);
  members.push(["resource_metadata", `${issuer}/.well-known/oauth-protected-resource`]);
  return `DPoP ${members.map(([name, value]) => `${name}="${value}"`).join(", ")}`;
}
