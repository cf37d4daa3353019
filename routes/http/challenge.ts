/** The `WWW-Authenticate` field of a protected resource (RFC 6750, 3; RFC 9449, 7.1; RFC 9728, 5.1). */
import { SIGNATURE_ALGORITHMS } from "../../domain/client/client.ts";
import type { MtlsSupport } from "../../domain/client/certificate_support.ts";
import type { Scope } from "../../domain/client/client.ts";
import type { OAuthError } from "../../domain/errors.ts";
import { MissingTokenError } from "../../domain/token/authorize_resource_call.ts";

/** Whose challenge it is. */
export interface Challenger {
  readonly issuer: string;
  /** With it, access tokens may be bound to certificates, and then are bearer tokens. */
  readonly mtls: MtlsSupport | undefined;
}

/**
 * The challenges for a refused call, one for each kind of token. `scope`, when given, is what the
 * resource demands. Values need no escaping: descriptions are free of `"` and `\`.
 */
export function buildChallenge(
  { issuer, mtls }: Challenger,
  error: OAuthError,
  scope?: Scope,
): string {
  const members = error instanceof MissingTokenError
    ? []
    : [["error", error.code], ["error_description", error.description]];
  if (scope !== undefined) members.push(["scope", scope]);
  const algorithms = ["algs", SIGNATURE_ALGORITHMS.join(" ")];
  const metadata = ["resource_metadata", `${issuer}/.well-known/oauth-protected-resource`];
  const dpop = writeChallenge("DPoP", [...members, algorithms, metadata]);
  const isAboutProof = error.code === "invalid_dpop_proof" || error.code === "use_dpop_nonce";
  if (mtls === undefined || isAboutProof) return dpop;
  return `${dpop}, ${writeChallenge("Bearer", [...members, metadata])}`;
}

function writeChallenge(scheme: string, members: readonly (readonly string[])[]): string {
  return `${scheme} ${members.map(([name, value]) => `${name}="${value}"`).join(", ")}`;
}
