/** The checks before a protected resource is read (FAPI 2.0 5.3.4; RFC 9449, 7; RFC 6750). */
import type { PresentedCertificate } from "../client/certificate.ts";
import type { Client, Scope } from "../client/client.ts";
import { isClientActive } from "../client/client.ts";
import type { ClientRegistry } from "../client/client_registry.ts";
import { OAuthError } from "../errors.ts";
import { type Grant, grantStatus } from "../grant/grant.ts";
import { type GrantAccess, grantKey, noteGrantUse, openGrant } from "../grant/grant_snapshot.ts";
import { permittedScopes } from "../grant/permissions.ts";
import type { DpopKeyCache } from "../proof/dpop_key.ts";
import type { DpopNonces } from "../proof/dpop_nonce.ts";
import { verifyDpopProof } from "../proof/dpop_proof.ts";
import type { RunGuard } from "../proof/guarded_run.ts";
import type { Operation, ResultsOf, RunContext } from "../store/ephemeral_store.ts";
import { revokedTokenKey } from "./access_token.ts";
import type { AccessTokens, PresentedAccessToken } from "./access_tokens.ts";
import { tokenTypeOf } from "./confirmation.ts";

/** What of an HTTP request matters for its authorization. */
export interface ResourceRequest {
  readonly method: string;
  /** The URL as the outside knows it: the issuer and the path, without query. */
  readonly url: string;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  /** The `DPoP` header. */
  readonly dpop: string | undefined;
  /** The certificate of the connection. */
  readonly certificate: PresentedCertificate | undefined;
  /** Whether the query has a parameter `access_token`. */
  readonly hasTokenInQuery: boolean;
}

/** What the checks need. */
export interface ResourceGuard extends GrantAccess {
  readonly clients: ClientRegistry;
  readonly accessTokens: AccessTokens;
  readonly dpopKeys: DpopKeyCache;
  readonly dpopNonces: DpopNonces;
}

declare const authorized: unique symbol;

/** A call that may be answered, as far as its scope allows; see {@link requireScope}. */
export interface AuthorizedCall {
  readonly [authorized]: true;
  readonly client: Client;
  readonly grant: Grant;
  readonly token: PresentedAccessToken;
}

/** Whose call it is, known before the store is asked; for limits. */
export type Caller = Pick<PresentedAccessToken, "clientId" | "grantId">;

/** What came of a call; `guards` are the results of the caller's own guards, in their order. */
export type CallVerdict<Guards extends readonly Operation[]> =
  | {
    readonly outcome: "authorized";
    readonly call: AuthorizedCall;
    readonly guards: ResultsOf<Guards>;
  }
  /** One of the caller's guards refused. The proof has not been used up. */
  | { readonly outcome: "limited"; readonly guards: ResultsOf<Guards> }
  /** The token is good, but what the customer granted is over. */
  | { readonly outcome: "grant_ended" | "grant_expired"; readonly guards: ResultsOf<Guards> };

/** A request without any access token: the answer says what is wanted and names no error (RFC 6750, 3.1). */
export class MissingTokenError extends OAuthError {
  constructor() {
    super("invalid_token", "An access token is required");
  }
}

/**
 * Authorizes a call with a sender-constrained access token in one round trip to the store: the
 * caller's guards, the replay claim of a DPoP proof, the token's revocation, the grant and the note of
 * its use. Only a
 * grant that has not been used for long costs another, and a read of the database. Throws
 * `OAuthError` with `invalid_request`, `invalid_token`, `invalid_dpop_proof` or `use_dpop_nonce`.
 *
 * @param makeGuards operations that are run first; one that is refused stops the run
 */
export async function authorizeResourceCall<const Guards extends readonly Operation[]>(
  guard: ResourceGuard,
  context: RunContext,
  request: ResourceRequest,
  makeGuards: (caller: Caller) => Guards,
): Promise<CallVerdict<Guards>> {
  const { scheme, text } = readAccessToken(request);
  const token = await guard.accessTokens.verify(text, context.now);
  const client = await findActiveClient(guard.clients, context, token);
  const replayClaims = await verifyPossession(guard, context, request, { client, token, scheme });
  const guards = makeGuards(token);
  const results = await guard.store.run(context, [
    ...guards,
    ...replayClaims.map((claim) => claim.operation),
    { verb: "get", at: revokedTokenKey(token.tokenId) },
    { verb: "get", at: grantKey(token.grantId) },
    noteGrantUse(token.grantId, context.now),
  ]);
  const guardResults = results.slice(0, guards.length) as ResultsOf<Guards>;
  for (const [index, claim] of replayClaims.entries()) {
    if (results[guards.length + index]?.status === "refused") throw claim.refusal();
  }
  const [revoked, snapshot] = results.slice(guards.length + replayClaims.length);
  if (revoked?.status === "skipped") return { outcome: "limited", guards: guardResults };
  if (revoked?.status !== "absent") {
    throw new OAuthError("invalid_token", "The access token has been revoked");
  }
  const grant = await openGrant(guard, context, token.grantId, snapshot?.record);
  if (grant === undefined) return { outcome: "grant_ended", guards: guardResults };
  if (grantStatus(grant, context.now) === "expired") {
    return { outcome: "grant_expired", guards: guardResults };
  }
  const call = { client, grant, token } as AuthorizedCall;
  return { outcome: "authorized", call, guards: guardResults };
}

/**
 * Throws `insufficient_scope` unless token and grant both cover the scope (FAPI 2.0 5.3.4), and the
 * app's registration still does.
 */
export function requireScope(call: AuthorizedCall, scope: Scope): void {
  const { client, grant, token } = call;
  const isGranted = [token, grant].every((held) => permittedScopes(held).includes(scope));
  if (isGranted && client.scopes.includes(scope)) return;
  throw new OAuthError("insufficient_scope", `The access token lacks the scope ${scope}`);
}

/** RFC 6750, 2.1: `scheme token`; the scheme is compared without case (RFC 9110, 11.1). */
const CREDENTIALS = /^([A-Za-z]+) +([A-Za-z0-9._~+/-]+=*)$/;

/** Takes the token from the header alone (FAPI 2.0 5.3.4: not from the query). */
function readAccessToken(
  request: ResourceRequest,
): { readonly scheme: string; readonly text: string } {
  if (request.hasTokenInQuery) {
    throw new OAuthError(
      "invalid_request",
      "The access token must be in the Authorization header, not in the query",
    );
  }
  if (request.authorization === undefined) throw new MissingTokenError();
  const [, scheme, token] = CREDENTIALS.exec(request.authorization) ?? [];
  if (scheme === undefined || token === undefined) {
    throw new OAuthError(
      "invalid_request",
      "The Authorization header must be a scheme, a space and an access token",
    );
  }
  return { scheme: scheme.toLowerCase(), text: token };
}

/** A token with what goes with it. */
interface Presentation {
  readonly client: Client;
  readonly token: PresentedAccessToken;
  readonly scheme: string;
}

/**
 * A stolen token is of no use without the key or certificate it is bound to, and its scheme cannot
 * be changed to get around that (RFC 9449, 7.1 and 7.2; RFC 8705, 3).
 */
async function verifyPossession(
  guard: ResourceGuard,
  context: RunContext,
  request: ResourceRequest,
  { client, token, scheme }: Presentation,
): Promise<readonly RunGuard[]> {
  const { confirmation } = token;
  const expected = tokenTypeOf(confirmation);
  if (scheme !== expected.toLowerCase()) {
    const description = `The access token must be sent with the scheme ${expected}`;
    throw new OAuthError("invalid_token", description);
  }
  if (confirmation.kind === "mtls") {
    if (confirmation.thumbprint === request.certificate?.thumbprint) return [];
    throw new OAuthError(
      "invalid_token",
      "The access token must be sent with the TLS client certificate to which it is bound",
    );
  }
  if (request.dpop === undefined) {
    throw new OAuthError("invalid_dpop_proof", "A DPoP proof is required");
  }
  const { method, url } = request;
  const { now } = context;
  const nonces = await guard.dpopNonces.demandOf(client, now);
  const expectation = { method, url, now, accessTokenHash: token.hash, nonces };
  const proof = await verifyDpopProof(request.dpop, expectation, guard.dpopKeys);
  if (proof.thumbprint === confirmation.thumbprint) return [proof.replayClaim];
  throw new OAuthError(
    "invalid_token",
    "The DPoP proof must be signed with the key to which the access token is bound",
  );
}

/** An app that was disabled, or whose contract is over, reads nothing from then on. */
async function findActiveClient(
  clients: ClientRegistry,
  context: RunContext,
  token: PresentedAccessToken,
): Promise<Client> {
  const client = await clients.find(token.clientId);
  if (client !== undefined && isClientActive(client, context.now)) return client;
  throw new OAuthError("invalid_token", "The access token is not valid", "client not active");
}
