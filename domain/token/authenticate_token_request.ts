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

/** An app that has proved itself, and the key to which its tokens are to be bound. */
export interface TokenRequester extends AuthenticatedClient {
  readonly proof: VerifiedDpopProof;
}

/**
 * Authenticates the client, then its key: only sender-constrained tokens are issued (FAPI 2.0
 * 5.3.2.1). Throws `invalid_client`, `unauthorized_client`, `invalid_dpop_proof`
 * or `use_dpop_nonce`; none of them uses up the assertion.
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
  if (incoming.dpop === undefined) {
    throw new OAuthError("invalid_dpop_proof", "A DPoP proof is required");
  }
  const nonces = await guard.dpopNonces.demandOf(authenticated.client, now);
  const expectation = { method: "POST", url: incoming.url, now, nonces };
  const proof = await verifyDpopProof(incoming.dpop, expectation, guard.dpopKeys);
  return { ...authenticated, guards: [...authenticated.guards, proof.replayClaim], proof };
}
