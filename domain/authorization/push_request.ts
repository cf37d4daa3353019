/** The pushed authorization request endpoint (RFC 9126; FAPI 2.0 5.3.2.2). */
import {
  authenticateClient,
  type ClientAuthenticationGuard,
  type ClientCredentials,
} from "../client/authenticate_client.ts";
import type { Client } from "../client/client.ts";
import { OAuthError } from "../errors.ts";
import {
  type InteractionId,
  interactionIdOf,
  type KeyThumbprint,
  newRequestUri,
  parseKeyThumbprint,
  type RandomSource,
  type RequestUri,
} from "../ids.ts";
import { type Lifetimes, SPENT_REQUEST_SECONDS } from "../limits.ts";
import type { DpopKeyCache } from "../proof/dpop_key.ts";
import type { DpopNonces } from "../proof/dpop_nonce.ts";
import { type VerifiedDpopProof, verifyDpopProof } from "../proof/dpop_proof.ts";
import { runGuarded } from "../proof/guarded_run.ts";
import type { EphemeralStore, Operation, RunContext } from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import { redeemableKey, requestKey } from "./open_interaction.ts";
import { type PushedAuthorizationRequest, serialisePushedRequest } from "./pushed_request.ts";
import { readRequestObject } from "./request_object.ts";
import { type AuthorizationParameters, checkParameters } from "./request_parameters.ts";

/** What the endpoint needs. */
export interface PushGuard extends ClientAuthenticationGuard {
  readonly store: EphemeralStore;
  readonly random: RandomSource;
  readonly dpopKeys: DpopKeyCache;
  readonly dpopNonces: DpopNonces;
  readonly lifetimes: Lifetimes;
}

/** A request as it arrives. */
export interface IncomingPush {
  readonly credentials: ClientCredentials;
  /** The fields of the form; they count only without a request object. */
  readonly parameters: AuthorizationParameters;
  /** The form's `request`: the parameters as a signed JWT (RFC 9101). */
  readonly requestObject: string | undefined;
  /** The `DPoP` header, which binds the code just as well (RFC 9449, 10.1). */
  readonly dpop: string | undefined;
  /** The URL of this endpoint. */
  readonly url: string;
  /** Whether the form has a `request_uri`, which is not accepted here. */
  readonly hasRequestUri: boolean;
}

/** What the client gets. */
export interface PushedRequestReceipt {
  readonly requestUri: RequestUri;
  readonly expiresInSeconds: number;
}

/** Checks and stores a request, in one round trip. Throws `OAuthError`. */
export async function pushAuthorizationRequest(
  guard: PushGuard,
  context: RunContext,
  incoming: IncomingPush,
): Promise<PushedRequestReceipt> {
  const { client, guards } = await authenticateClient(
    guard,
    incoming.credentials,
    context.now,
  );
  const parameters = await readParameters(guard, client, incoming, context.now);
  const checked = checkParameters(client, parameters, guard.issuer, context.now);
  const proof = await verifyProof(guard, client, incoming, context.now);
  const dpopKeyThumbprint = readDpopKey(parameters.dpopJkt, proof);
  const request = { ...checked, ...(dpopKeyThumbprint && { dpopKeyThumbprint }) };
  const requestUri = newRequestUri(guard.random);
  const id = await interactionIdOf(requestUri);
  const allGuards = proof ? [...guards, proof.replayClaim] : guards;
  await runGuarded(guard.store, context, allGuards, storeRequest(id, request, guard.lifetimes));
  return { requestUri, expiresInSeconds: guard.lifetimes.requestUriSeconds };
}

/**
 * RFC 9126, 2.1 forbids `request_uri`. With a request object nothing but its claims counts (RFC
 * 9126, 3); some clients must send one.
 */
async function readParameters(
  guard: PushGuard,
  client: Client,
  incoming: IncomingPush,
  now: EpochMillis,
): Promise<AuthorizationParameters> {
  if (incoming.hasRequestUri) {
    throw new OAuthError("invalid_request", "request_uri must not be in a pushed request");
  }
  const { requestObject } = incoming;
  if (requestObject !== undefined) {
    return await readRequestObject(guard, client, requestObject, now);
  }
  if (!client.requiresSignedRequest) return incoming.parameters;
  throw new OAuthError(
    "invalid_request",
    "request is missing: this client must send a signed request object",
  );
}

async function verifyProof(
  guard: PushGuard,
  client: Client,
  incoming: IncomingPush,
  now: EpochMillis,
): Promise<VerifiedDpopProof | undefined> {
  if (incoming.dpop === undefined) return undefined;
  const nonces = await guard.dpopNonces.demandOf(client, now);
  const expectation = { method: "POST", url: incoming.url, now, nonces };
  return await verifyDpopProof(incoming.dpop, expectation, guard.dpopKeys);
}

/** Both ways of binding the code must name one key (RFC 9449, 10.1). */
function readDpopKey(
  dpopJkt: string | undefined,
  proof: VerifiedDpopProof | undefined,
): KeyThumbprint | undefined {
  if (dpopJkt === undefined) return proof?.thumbprint;
  const stated = parseKeyThumbprint(dpopJkt);
  if (stated === undefined) {
    throw new OAuthError("invalid_request", "dpop_jkt must be a SHA-256 JWK thumbprint");
  }
  if (proof === undefined || proof.thumbprint === stated) return stated;
  throw new OAuthError(
    "invalid_dpop_proof",
    "dpop_jkt must be the thumbprint of the key of the DPoP proof",
  );
}

/**
 * The request may be opened for some seconds; it is known longer, so that the customer can be sent
 * back with an error. One with `prompt=none` can never be opened.
 */
function storeRequest(
  id: InteractionId,
  request: PushedAuthorizationRequest,
  lifetimes: Lifetimes,
): readonly Operation[] {
  const redeemableUntil = addSeconds(request.createdAt, lifetimes.requestUriSeconds);
  const put: Operation = {
    verb: "put",
    at: requestKey(id),
    value: serialisePushedRequest(request),
    expiresAt: addSeconds(redeemableUntil, lifetimes.interactionSeconds + SPENT_REQUEST_SECONDS),
  };
  if (!request.mayInteract) return [put];
  const at = redeemableKey(request.clientId, id);
  return [put, { verb: "put", at, value: "open", expiresAt: redeemableUntil }];
}
