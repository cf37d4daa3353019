/** The registrations of the test clients, for `client add`. */
import {
  callbackOf,
  CLIENT_NUMBERS,
  clientIdOf,
  type ClientNumber,
  type Environment,
} from "./environment.ts";
import type { ClientMaterial, Jwk, Material } from "./material.ts";
import { needsCertificates, type Plan, scopeOf } from "./plans.ts";

/** A registration in RFC 7591 names. */
export type ClientDocument = Readonly<Record<string, unknown>> & { readonly client_id: string };

/** The registrations of a plan's two clients. */
export function describeClients(
  environment: Environment,
  plan: Plan,
  material: Material,
): readonly ClientDocument[] {
  return CLIENT_NUMBERS.map((number) =>
    describeClient(environment, plan, number, material.clients[number])
  );
}

function describeClient(
  environment: Environment,
  plan: Plan,
  number: ClientNumber,
  material: ClientMaterial,
): ClientDocument {
  const callback = callbackOf(environment, plan);
  return {
    client_id: clientIdOf(plan, number),
    client_name: `適合性試験 ${plan.id} (${number})`,
    operator_name: "OpenID Conformance Suite",
    // The suite's second client has a query in its redirect URI.
    redirect_uris: [callback, `${callback}?dummy1=lorem&dummy2=ipsum`],
    scope: scopeOf(plan),
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    ...describeAuthentication(environment, plan, material),
    ...(plan.senderConstraint === "mtls"
      ? { tls_client_certificate_bound_access_tokens: true }
      : { dpop_bound_access_tokens: true }),
    ...(needsCertificates(plan) && { use_mtls_endpoint_aliases: true }),
    ...(plan.signsRequests && {
      require_signed_request_object: true,
      request_object_signing_alg: "PS256",
    }),
    response_modes: [plan.signsResponses ? "jwt" : "query"],
  };
}

function describeAuthentication(
  { certificateMethod }: Environment,
  plan: Plan,
  { signingKey, certificateKey, subject }: ClientMaterial,
) {
  const jwks = { keys: [toPublic(signingKey)] };
  if (plan.clientAuthentication === "private_key_jwt") {
    return {
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "PS256",
      jwks,
    };
  }
  return certificateMethod === "tls_client_auth"
    ? { token_endpoint_auth_method: certificateMethod, tls_client_auth_subject_dn: subject, jwks }
    : {
      token_endpoint_auth_method: certificateMethod,
      jwks: { keys: [...jwks.keys, certificateKey] },
    };
}

function toPublic({ kty, n, e, kid, alg, use }: Jwk): Jwk {
  return { kty, n, e, kid, use, ...(alg !== undefined && { alg }) };
}
