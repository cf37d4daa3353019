/** What an operator states about an app, and how a registered app is written as JSON (RFC 7591). */
import { formatJst } from "../time.ts";
import type { Client, ClientAuthentication } from "./client.ts";

/** An app as stated by the operator: without what the gateway adds. */
export type ClientRegistration = Omit<Client, "registeredAt" | "version" | "disabledAt">;

/** A member of a client document and what is to be said about it, in Japanese, for the operator. */
export interface ClientFinding {
  /** The member's name on the wire, for example `redirect_uris` or `jwks.keys[0]`. */
  readonly member: string;
  readonly message: string;
}

/** The names that {@link serializeClient} adds to a registration; passed over when read again. */
export const EXPORT_ONLY_MEMBERS: readonly string[] = [
  "id",
  "active",
  "client_id_issued_at",
  "disabled_at",
  "registered_at",
  "version",
];

/** A registered app as a JSON document, which can be registered again as it is. */
export function serializeClient(client: Client): Record<string, unknown> {
  return {
    client_id: client.id,
    client_name: client.name,
    operator_name: client.operatorName,
    registration_number: client.registrationNumber,
    contacts: client.contacts,
    contract_from: formatOptional(client.contractFrom),
    contract_until: formatOptional(client.contractUntil),
    redirect_uris: client.redirectUris,
    scope: client.scopes.join(" "),
    grant_types: client.grantTypes,
    response_types: ["code"],
    ...serializeAuthentication(client.authentication),
    dpop_bound_access_tokens: client.senderConstraint === "dpop",
    tls_client_certificate_bound_access_tokens: client.senderConstraint === "mtls",
    use_mtls_endpoint_aliases: client.usesMtlsEndpointAliases,
    id_token_signed_response_alg: client.idTokenSigningAlgorithm,
    require_signed_request_object: client.requiresSignedRequest ?? false,
    request_object_signing_alg: client.requestSigningAlgorithm,
    response_modes: client.responseModes,
    authorization_signed_response_alg: client.responseSigningAlgorithm,
    jwks: client.keys.length === 0 ? undefined : { keys: client.keys },
    jwks_uri: client.jwksUri,
    resource_server: client.isResourceServer,
    introspection_signed_response_alg: client.introspectionSigningAlgorithm,
    dpop_nonce_required: client.requiresDpopNonce,
    registered_at: formatJst(client.registeredAt),
    disabled_at: formatOptional(client.disabledAt),
    version: client.version,
  };
}

function serializeAuthentication(authentication: ClientAuthentication): Record<string, unknown> {
  const { method } = authentication;
  switch (method) {
    case "private_key_jwt":
      return {
        token_endpoint_auth_method: method,
        token_endpoint_auth_signing_alg: authentication.signingAlgorithm,
      };
    case "tls_client_auth": {
      const { kind, value } = authentication.subject;
      return { token_endpoint_auth_method: method, [`tls_client_auth_${kind}`]: value };
    }
    case "self_signed_tls_client_auth":
      return { token_endpoint_auth_method: method };
  }
}

function formatOptional(at: number | undefined): string | undefined {
  return at === undefined ? undefined : formatJst(at);
}
