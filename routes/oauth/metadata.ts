/** What the gateway says about itself: RFC 8414, OpenID Connect Discovery, RFC 9728. */
import { offeredMethods } from "../../domain/client/certificate_support.ts";
import { RESPONSE_MODES, SCOPES, SIGNATURE_ALGORITHMS } from "../../domain/client/client.ts";
import { AUTHORIZATION_DETAILS_TYPE } from "../../domain/grant/authorization_details.ts";
import { OWN_ALGORITHMS } from "../../domain/keys/rotate_signing_key.ts";
import { LANGUAGES } from "../../domain/language.ts";
import type { Challenger } from "../http/challenge.ts";
import { ENDPOINTS } from "./endpoints.ts";

/**
 * The authorization server's metadata, the same under both well-known addresses. Registered names
 * only, and nothing that is not really there.
 */
export function describeAuthorizationServer(
  { issuer, mtls }: Challenger,
): Record<string, unknown> {
  const methods = offeredMethods(mtls);
  return {
    issuer,
    authorization_endpoint: issuer + ENDPOINTS.authorization,
    ...listAppEndpoints(issuer),
    ...(mtls !== undefined && {
      tls_client_certificate_bound_access_tokens: true,
      mtls_endpoint_aliases: listAppEndpoints(mtls.origin),
    }),
    jwks_uri: issuer + ENDPOINTS.jwks,
    service_documentation: `${issuer}/docs`,
    require_pushed_authorization_requests: true,
    authorization_response_iss_parameter_supported: true,
    response_types_supported: ["code"],
    response_modes_supported: RESPONSE_MODES,
    authorization_signing_alg_values_supported: OWN_ALGORITHMS,
    grant_types_supported: ["authorization_code", "refresh_token"],
    scopes_supported: SCOPES,
    authorization_details_types_supported: [AUTHORIZATION_DETAILS_TYPE],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: methods,
    introspection_endpoint_auth_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    introspection_signing_alg_values_supported: OWN_ALGORITHMS,
    grant_management_actions_supported: ["query", "revoke"],
    grant_management_action_required: false,
    dpop_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    id_token_signing_alg_values_supported: OWN_ALGORITHMS,
    subject_types_supported: ["pairwise"],
    claims_supported: ["iss", "sub", "aud", "iat", "exp", "auth_time", "nonce"],
    claims_parameter_supported: false,
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    require_signed_request_object: false,
    request_uri_parameter_supported: false,
    ui_locales_supported: LANGUAGES,
  };
}

/** The endpoints that apps call themselves, below one of the gateway's origins (RFC 8705, 5). */
function listAppEndpoints(origin: string): Record<string, string> {
  return {
    token_endpoint: origin + ENDPOINTS.token,
    pushed_authorization_request_endpoint: origin + ENDPOINTS.pushedAuthorizationRequest,
    revocation_endpoint: origin + ENDPOINTS.revocation,
    introspection_endpoint: origin + ENDPOINTS.introspection,
    grant_management_endpoint: origin + ENDPOINTS.grants,
    userinfo_endpoint: origin + ENDPOINTS.userinfo,
  };
}

/** The resource API's metadata (RFC 9728, 2). */
export function describeProtectedResource(
  { issuer, mtls }: Challenger,
): Record<string, unknown> {
  return {
    resource: issuer,
    authorization_servers: [issuer],
    scopes_supported: SCOPES.filter((scope) => scope !== "openid"),
    authorization_details_types_supported: [AUTHORIZATION_DETAILS_TYPE],
    bearer_methods_supported: ["header"],
    dpop_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    ...(mtls === undefined
      ? { dpop_bound_access_tokens_required: true }
      : { tls_client_certificate_bound_access_tokens: true }),
    resource_documentation: `${issuer}/docs`,
  };
}
