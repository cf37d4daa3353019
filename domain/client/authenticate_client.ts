/** Client authentication (FAPI 2.0 5.3.2.1), the same at every endpoint that apps call themselves. */
import { OAuthError, RateLimitedError } from "../errors.ts";
import { parseClientId, sha256Base64Url } from "../ids.ts";
import type { RunGuard } from "../proof/guarded_run.ts";
import { type Quota, quotaHit, quotaResetSeconds } from "../service/quota.ts";
import type { EpochMillis } from "../time.ts";
import type { CertificateInspector, PresentedCertificate } from "./certificate.ts";
import { findCertificateFault } from "./certificate_authentication.ts";
import { type Client, isClientActive } from "./client.ts";
import { type ClientAssertion, JWT_BEARER, readClientAssertion } from "./client_assertion.ts";
import type { ClientKeys } from "./client_keys.ts";
import { findSignatureFault } from "./client_signature.ts";
import type { ClientRegistry } from "./client_registry.ts";

/** What an app presents to prove itself. */
export interface ClientCredentials {
  /** `client_id`, if sent; must then be the one that is proved. */
  readonly clientId: string | undefined;
  readonly assertionType: string | undefined;
  readonly assertion: string | undefined;
  /** The certificate of its connection. */
  readonly certificate: PresentedCertificate | undefined;
}

/** What the checks need. */
export interface ClientAuthenticationGuard {
  readonly issuer: string;
  readonly clients: ClientRegistry;
  readonly clientKeys: ClientKeys;
  readonly certificates: CertificateInspector;
  /** How often one client may call the endpoints that demand authentication. */
  readonly clientQuota: Quota;
}

declare const authenticated: unique symbol;

/** A client that has proved itself, if the guards of the run let it. */
export interface AuthenticatedClient {
  readonly [authenticated]: true;
  readonly client: Client;
  /** Its limit, and that its assertion has not been used before. */
  readonly guards: readonly RunGuard[];
}

/**
 * Authenticates the client by its assertion or, when there is none, by its certificate: what it
 * claims, registration, proof, in the order of their cost. Throws `invalid_client`; whether it was
 * the client or its key that is unknown, only the log learns.
 */
export async function authenticateClient(
  guard: ClientAuthenticationGuard,
  credentials: ClientCredentials,
  now: EpochMillis,
): Promise<AuthenticatedClient> {
  const { assertion } = credentials;
  const claim = assertion === undefined
    ? readCertificateClaim(credentials)
    : readAssertion(guard.issuer, { ...credentials, assertion }, now);
  const client = await guard.clients.find(claim.clientId);
  if (client === undefined) throw refusal("unknown client");
  if (!isClientActive(client, now)) throw refusal("client disabled or outside its contract");
  const fault = "jwt" in claim
    ? await findAssertionFault(guard.clientKeys, client, claim)
    : await findCertificateFault(guard, client, claim.certificate, now);
  if (fault !== undefined) throw refusal(fault);
  const rateLimit = limitRate(guard.clientQuota, client, now);
  const guards: readonly RunGuard[] = "jwt" in claim
    ? [rateLimit, await claimAssertion(claim)]
    : [rateLimit];
  return { client, guards } as AuthenticatedClient;
}

/** An app that registered another method must not be impersonated by a weaker or older one. */
async function findAssertionFault(
  keys: ClientKeys,
  client: Client,
  { jwt }: ClientAssertion,
): Promise<string | undefined> {
  const { authentication } = client;
  if (authentication.method !== "private_key_jwt") {
    return "assertion, but another method registered";
  }
  return await findSignatureFault(keys, client, jwt, authentication.signingAlgorithm);
}

/** A certificate and whose it is said to be (RFC 8705, 2: `client_id` is then required). */
function readCertificateClaim({ certificate, clientId: stated }: ClientCredentials) {
  if (certificate === undefined) {
    throw refusal(
      "neither assertion nor certificate",
      "The client must authenticate by private_key_jwt or by its TLS certificate",
    );
  }
  if (stated === undefined) throw refusal("no client_id", "client_id is missing");
  const clientId = parseClientId(stated);
  if (clientId === undefined) throw refusal("malformed client_id");
  return { clientId, certificate };
}

function limitRate(quota: Quota, client: Client, now: EpochMillis): RunGuard {
  return {
    operation: quotaHit(quota, client.id, now),
    refusal: () => new RateLimitedError(quotaResetSeconds(quota, now)),
  };
}

/** One assertion serves once, at whichever endpoint (RFC 7523, 3, item 7). */
async function claimAssertion({ clientId, jti, expiresAt }: ClientAssertion): Promise<RunGuard> {
  const at = `assertion:${clientId}:${await sha256Base64Url(jti)}`;
  return {
    operation: { verb: "claimOnce", at, expiresAt },
    refusal: () => refusal("assertion used before"),
  };
}

function readAssertion(
  issuer: string,
  credentials: ClientCredentials & { readonly assertion: string },
  now: EpochMillis,
): ClientAssertion {
  if (credentials.assertionType !== JWT_BEARER) {
    throw refusal("wrong client_assertion_type", `client_assertion_type must be ${JWT_BEARER}`);
  }
  const assertion = readClientAssertion(credentials.assertion, issuer, now);
  if ("fault" in assertion) {
    throw refusal(assertion.fault, `The client assertion cannot be accepted: ${assertion.fault}`);
  }
  const { clientId } = credentials;
  if (clientId !== undefined && clientId !== assertion.clientId) {
    const fault = "client_id must be the sub of the client assertion";
    throw refusal(fault, fault);
  }
  return assertion;
}

/**
 * One text for all that only the registration can tell: whether the client is known and active, which
 * key is its own, and whether its assertion has been used. What was wrong with the request in
 * itself has a text of its own.
 */
const FAILED =
  "Client authentication failed: check client_id, registration, key or certificate, and fresh jti";

function refusal(reason: string, description = FAILED): OAuthError {
  return new OAuthError("invalid_client", description, reason);
}
