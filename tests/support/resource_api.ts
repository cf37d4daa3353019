import { createCachedClientRegistry } from "../../adapters/cache/cached_stores.ts";
import { createVault } from "../../adapters/crypto/vault.ts";
import { openStores, type StoreName, type Stores } from "../../adapters/open_stores.ts";
import { CircuitBreaker } from "../../adapters/core_banking/circuit_breaker.ts";
import { guardCoreBanking } from "../../adapters/core_banking/guarded_core_banking.ts";
import type { Client, Scope } from "../../domain/client/client.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import { endGrant } from "../../domain/grant/end_grant.ts";
import type { GrantAccess } from "../../domain/grant/grant_snapshot.ts";
import type { Grant, GrantedAccount } from "../../domain/grant/grant.ts";
import {
  type ClientId,
  interactionIdOf,
  newAttemptId,
  newGrantId,
  newRequestUri,
  parseClientId,
  parseKeyThumbprint,
  sha256Base64Url,
} from "../../domain/ids.ts";
import { ensureSigningKeys } from "../../domain/keys/rotate_signing_key.ts";
import { SigningKeys } from "../../domain/keys/signing_keys.ts";
import { DpopKeyCache } from "../../domain/proof/dpop_key.ts";
import { DpopNonces } from "../../domain/proof/dpop_nonce.ts";
import type { ServiceHoursMode } from "../../domain/service/service_hours.ts";
import { AccessTokens } from "../../domain/token/access_tokens.ts";
import { createResourceRoutes } from "../../routes/resource/resource_routes.ts";
import { withoutCertificates } from "./certificates.ts";
import { createTestKeyFactory } from "./key_factory.ts";
import { type Changes, makeTestKey, signAnything, type TestKey } from "./protocol_client.ts";
import { createSeededRandom } from "./random.ts";
import { type ConnectedBank, connectSandboxBank } from "./sandbox_bank.ts";
import { makeTempDir } from "./temp_dir.ts";

/** The issuer of these tests. */
export const ISSUER = "https://gateway.example";

const random = { bytes: createSeededRandom(7) };

/** What may differ from test to test. */
export interface ResourceApiOptions {
  readonly serviceHours?: ServiceHoursMode;
  readonly perClientPerMinute?: number;
  readonly perGrantPerMinute?: number;
}

/** A grant with a token for it and the key that the token is bound to. */
export interface Link {
  readonly grant: Grant;
  readonly accessToken: string;
  readonly dpopKey: TestKey;
}

/** How a call is made otherwise than as it should be. */
export interface CallOptions {
  readonly method?: string;
  /** `undefined` leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** How a proof differs from a right one. */
export interface ProofChanges {
  readonly header?: Changes;
  readonly claims?: Changes;
  /** Signs instead of the key that the token is bound to. */
  readonly key?: TestKey;
}

/** The resource API over stores in files and the fictitious bank; `await using` closes it. */
export interface ResourceApi extends ConnectedBank, AsyncDisposable {
  readonly stores: Stores;
  readonly breaker: CircuitBreaker;
  /** Round trips to the stores so far. */
  readonly roundTrips: readonly StoreName[];
  /** What was logged, as text. */
  readonly logLines: readonly string[];
  link(account: GrantedAccount, options?: LinkOptions): Promise<Link>;
  end(link: Link): Promise<void>;
  /** Calls with a good token and a fresh proof; other headers as given. */
  call(link: Link, path: string, options?: CallOptions): Promise<Response>;
  /** A proof for a GET of a path. */
  prove(link: Link, path: string, changes?: ProofChanges): Promise<string>;
  /** Calls as is. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** What a grant covers. */
export interface LinkOptions {
  readonly scopes?: readonly Scope[];
  readonly clientId?: string;
  readonly expiresAt?: number;
}

/** Opens everything. */
export async function openResourceApi(options: ResourceApiOptions = {}): Promise<ResourceApi> {
  const directory = await makeTempDir();
  const connected = await connectSandboxBank();
  const { clock } = connected;
  const gateway = await openGateway(connected, `file:${directory.path}/kakehashi.db`, options);
  const { stores, vault, routes } = gateway;
  const fetch = async (path: string, init?: RequestInit) =>
    await routes.fetch(new Request(ISSUER + path, init));
  return {
    ...connected,
    ...gateway,
    fetch,
    link: (account, linkOptions = {}) => linkAccount(gateway, clock.now(), account, linkOptions),
    end: (link) =>
      endLink({ store: stores.ephemeral, grants: stores.grants, vault }, link, clock.now()),
    async call(link, path, { method = "GET", headers = {} } = {}) {
      const sent = new Headers();
      const right = {
        Authorization: `DPoP ${link.accessToken}`,
        DPoP: await makeProof(link, path, clock.now(), { claims: { htm: method } }),
      };
      for (const [name, value] of Object.entries({ ...right, ...headers })) {
        if (value !== undefined) sent.set(name, value);
      }
      return await fetch(path, { method, headers: sent });
    },
    prove: (link, path, changes = {}) => makeProof(link, path, clock.now(), changes),
    async [Symbol.asyncDispose]() {
      await stores.close();
      await directory.remove();
    },
  };
}

async function openGateway(
  { clock, coreBanking }: ConnectedBank,
  databaseUrl: string,
  options: ResourceApiOptions,
) {
  const secret = new Uint8Array(32).fill(1);
  const vault = createVault({ sealing: [secret], identifying: secret }, random);
  const roundTrips: StoreName[] = [];
  const onRoundTrip = (store: StoreName) => roundTrips.push(store);
  const stores = await openStores({ databaseUrl, onRoundTrip }, vault);
  const keyMaking = { repository: stores.signingKeys, factory: createTestKeyFactory() };
  await ensureSigningKeys(keyMaking, clock.now());
  const dpopNonces = new DpopNonces(vault, false);
  const accessTokens = new AccessTokens(ISSUER, new SigningKeys(stores.signingKeys));
  const breaker = new CircuitBreaker("core banking", clock, { failuresToOpen: 3, openSeconds: 10 });
  const logLines: string[] = [];
  const { ephemeral: store, grants } = stores;
  const clients = createCachedClientRegistry(stores.clients, clock);
  const routes = createResourceRoutes({
    issuer: ISSUER,
    clock,
    random,
    log: { write: (...line) => logLines.push(JSON.stringify(line)) },
    guard: {
      store,
      grants,
      vault,
      clients,
      accessTokens,
      dpopNonces,
      dpopKeys: new DpopKeyCache(),
    },
    ...withoutCertificates(ISSUER),
    coreBanking: guardCoreBanking(coreBanking, breaker),
    serviceHours: options.serviceHours ?? "always",
    limits: {
      perClientPerMinute: options.perClientPerMinute ?? 1_000,
      perGrantPerMinute: options.perGrantPerMinute ?? 1_000,
    },
  });
  return { stores, vault, accessTokens, breaker, logLines, roundTrips, routes };
}

async function endLink(access: GrantAccess, { grant }: Link, now: number): Promise<void> {
  const entry = {
    id: `end-${grant.id}`,
    at: now,
    actor: "system",
    event: "grant.end",
    result: "ok",
    details: {},
  };
  const context = { now, attempt: newAttemptId(random) };
  await endGrant(access, context, grant.id, "revoked_by_customer", entry);
}

interface Linking {
  readonly stores: Stores;
  readonly vault: Vault;
  readonly accessTokens: AccessTokens;
}

async function linkAccount(
  { stores, vault, accessTokens }: Linking,
  now: number,
  account: GrantedAccount,
  { scopes = ["accounts", "transactions"], clientId = "app", expiresAt }: LinkOptions,
): Promise<Link> {
  const id = parseClientId(clientId);
  if (id === undefined) throw new Error("not a client id");
  await stores.clients.add(makeClient(id, now));
  const grant = await makeGrant(vault, id, account, { scopes, now, expiresAt });
  await stores.grants.recordConsent({
    grant,
    notice: { id: grant.id, createdAt: now, to: "a@b.example", subject: "s", text: "t" },
    logEntry: {
      id: `consent-${grant.id}`,
      at: now,
      actor: "customer",
      event: "consent",
      result: "ok",
      details: {},
    },
  });
  const dpopKey = await makeTestKey("EdDSA");
  const thumbprint = parseKeyThumbprint(dpopKey.thumbprint);
  if (thumbprint === undefined) throw new Error("not a thumbprint");
  const accessToken = await accessTokens.issue({
    tokenId: `token-${grant.id}`,
    clientId: id,
    grantId: grant.id,
    subject: grant.subject,
    scopes,
    confirmation: { kind: "dpop", thumbprint },
    issuedAt: now,
    expiresAt: now + 86_400_000,
  });
  return { grant, accessToken, dpopKey };
}

async function makeGrant(
  vault: Vault,
  clientId: ClientId,
  account: GrantedAccount,
  given: {
    readonly scopes: readonly Scope[];
    readonly now: number;
    readonly expiresAt: number | undefined;
  },
): Promise<Grant> {
  const name = `${clientId}:${account.branchCode}-1-${account.accountNumber}`;
  return {
    id: newGrantId(random),
    clientId,
    interactionId: await interactionIdOf(newRequestUri(random)),
    account,
    accountReference: await vault.pseudonym("account-reference", name),
    accountId: await vault.pseudonym("account-id", name),
    subject: await vault.pseudonym("subject", name),
    scopes: given.scopes,
    termsVersion: "2026-04",
    authenticatedAt: given.now,
    grantedAt: given.now,
    expiresAt: given.expiresAt ?? given.now + 30 * 86_400_000,
  };
}

function makeClient(id: ClientId, now: number): Client {
  return {
    id,
    name: "かけいぼ",
    operatorName: "見本電子決済株式会社",
    contacts: [],
    redirectUris: ["https://app.example/callback"],
    scopes: ["accounts", "transactions"],
    grantTypes: ["authorization_code", "refresh_token"],
    authentication: { method: "private_key_jwt" },
    senderConstraint: "dpop",
    keys: [],
    registeredAt: now,
    version: 1,
  };
}

let proofs = 0;

async function makeProof(
  link: Link,
  path: string,
  now: number,
  { header = {}, claims = {}, key = link.dpopKey }: ProofChanges,
): Promise<string> {
  const rightClaims = {
    jti: `proof-${proofs += 1}`,
    htm: "GET",
    htu: ISSUER + path.replace(/\?.*/, ""),
    iat: Math.floor(now / 1000),
    ath: await sha256Base64Url(link.accessToken),
  };
  const rightHeader = { typ: "dpop+jwt", jwk: key.publicJwk };
  return await signAnything({ ...rightHeader, ...header }, { ...rightClaims, ...claims }, key);
}
