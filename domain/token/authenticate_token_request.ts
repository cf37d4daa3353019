/** What every use of the token endpoint begins with. */
import {
  authenticateClient,
  type AuthenticatedClient,
  type ClientAuthenticationGuard,
  type ClientCredentials,
} from "../client/authenticate_client.ts";
import type { Client } from "../client/client.ts";
import { OAuthError } from "../errors.ts";
import type { DpopKeyCache } from "../proof/dpop_key.ts";
import type { DpopNonces } from "../proof/dpop_nonce.ts";
import { type VerifiedDpopProof, verifyDpopProof } from "../proof/dpop_proof.ts";
import type { EpochMillis } from "../time.ts";
import type { Confirmation } from "./confirmation.ts";

/** What the checks need. */
export interface TokenRequestGuard extends ClientAuthenticationGuard {
  readonly dpopKeys: DpopKeyCache;
  readonly dpopNonces: DpopNonces;
}

/** The part of a token request that all grant types share. */
export interface IncomingTokenRequest {
  readonly credentials: ClientCredentials;
  /** The `DPoP` header. */
  readonly dpop: string | undefined;
  /** The URL of the token endpoint. */
  readonly url: string;
}

/** An app that has proved itself, and the key or certificate to which its tokens are to be bound. */
export interface TokenRequester extends AuthenticatedClient {
  readonly confirmation: Confirmation;
}

/**
 * Authenticates the client, then what its tokens are to be bound to: only sender-constrained ones
 * are issued (FAPI 2.0 5.3.2.1). Throws `invalid_client`, `unauthorized_client`,
 * `invalid_dpop_proof`, `use_dpop_nonce`, or `invalid_request` for a missing certificate; none of
 * them uses up the assertion.
 */
export async function authenticateTokenRequest(
  guard: TokenRequestGuard,
  incoming: IncomingTokenRequest,
  grantType: Client["grantTypes"][number],
  now: EpochMillis,
): Promise<TokenRequester> {
  const authenticated = await authenticateClient(guard, incoming.credentials, now);
  if (!authenticated.client.grantTypes.includes(grantType)) {
    throw new OAuthError("unauthorized_client", "This client cannot use this grant_type");
  }
  if (authenticated.client.senderConstraint === "mtls") {
    return { ...authenticated, confirmation: readCertificate(incoming.credentials) };
  }
  const { thumbprint, replayClaim } = await verifyProof(guard, authenticated.client, incoming, now);
  const guards = [...authenticated.guards, replayClaim];
  return { ...authenticated, guards, confirmation: { kind: "dpop", thumbprint } };
}

/** The handshake has proved that the app holds the certificate's key (RFC 8705, 3). */
function readCertificate({ certificate }: ClientCredentials): Confirmation {
  if (certificate !== undefined) return { kind: "mtls", thumbprint: certificate.thumbprint };
  throw new OAuthError("invalid_request", "A TLS client certificate is required");
}

async function verifyProof(
  guard: TokenRequestGuard,
  client: Client,
  { dpop, url }: IncomingTokenRequest,
  now: EpochMillis,
): Promise<VerifiedDpopProof> {
  if (dpop === undefined) {
    throw new OAuthError("invalid_dpop_proof", "A DPoP proof is required");
  }
  const nonces = await guard.dpopNonces.demandOf(client, now);
  return await verifyDpopProof(dpop, { method: "POST", url, now, nonces }, guard.dpopKeys);
}
