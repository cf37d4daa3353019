/** The protocol's endpoints over stores in files, with stand-ins for the screens and the customer. */
import { Hono } from "hono";
import { createVault } from "../../adapters/crypto/vault.ts";
import { openStores, type Stores } from "../../adapters/open_stores.ts";
import { issueCode } from "../../domain/authorization/authorization_code.ts";
import {
  buildResponseUrl,
  type ResponseSigning,
} from "../../domain/authorization/authorization_response.ts";
import type { InteractionOpener } from "../../domain/authorization/interaction_opener.ts";
import { interactionKey, requestKey } from "../../domain/authorization/open_interaction.ts";
import { parsePushedRequest } from "../../domain/authorization/pushed_request.ts";
import type { Client } from "../../domain/client/client.ts";
import { ClientKeys } from "../../domain/client/client_keys.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import type { Grant } from "../../domain/grant/grant.ts";
import { pickPermissions } from "../../domain/grant/permissions.ts";
import {
  type AuthorizationCode,
  interactionIdOf,
  newAttemptId,
  newAuthorizationCode,
  newGrantId,
  parseRequestUri,
} from "../../domain/ids.ts";
import { ensureSigningKeys } from "../../domain/keys/rotate_signing_key.ts";
import { SigningKeys } from "../../domain/keys/signing_keys.ts";
import type { Lifetimes } from "../../domain/limits.ts";
import { DpopKeyCache } from "../../domain/proof/dpop_key.ts";
import { DpopNonces } from "../../domain/proof/dpop_nonce.ts";
import { AccessTokens } from "../../domain/token/access_tokens.ts";
import { type RouteEnv, withRequestContext } from "../../routes/http/request_context.ts";
import { withSecurityHeaders } from "../../routes/http/security_headers.ts";
import type { OAuthDependencies } from "../../routes/oauth/dependencies.ts";
import { ERROR_PAGE_STATUS } from "../../routes/oauth/error_page.ts";
import { createOAuthRoutes } from "../../routes/oauth/oauth_routes.ts";
import { withoutCertificates } from "./certificates.ts";
import { ManualClock } from "./clock.ts";
import { createTestKeyFactory } from "./key_factory.ts";
import { ProtocolClient } from "./protocol_client.ts";
import { createSeededRandom } from "./random.ts";
import { makeTempDir } from "./temp_dir.ts";

/** The issuer of these tests. */
export const ISSUER = "https://gateway.example";

/** The lifetimes of these tests: those of the specification. */
export const LIFETIMES: Lifetimes = {
  requestUriSeconds: 60,
  interactionSeconds: 900,
  codeSeconds: 60,
  accessTokenSeconds: 600,
  grantDays: 30,
};

/** The connection by which a request comes; the issuer's and without a certificate unless stated. */
export interface TestConnection {
  readonly origin?: string;
  readonly certificate?: { readonly der: Uint8Array<ArrayBuffer> };
}

/** See the head of this file; `await using` closes it. */
export interface ProtocolServer extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly stores: Stores;
  readonly vault: Vault;
  readonly keys: SigningKeys;
  /** What was logged, a line each. */
  readonly logLines: readonly string[];
  /** Round trips to the stores since the last time this was asked. */
  takeRoundTrips(): readonly string[];
  fetch(path: string, init?: RequestInit, connection?: TestConnection): Promise<Response>;
  /** Registers a client and hands over the app that goes by it. */
  register(id: string, overrides?: Partial<Client>): Promise<ProtocolClient>;
  /** Replaces a registration. */
  change(client: Client): Promise<void>;
  /** The customer consents to a pushed request; `location` is the way back to the app. */
  consent(requestUri: string): Promise<{
    readonly code: AuthorizationCode;
    readonly grant: Grant;
    readonly location: URL;
  }>;
  /** The customer's interaction comes to an end, whichever way. */
  finish(requestUri: string): Promise<void>;
}

/** Opens everything; `overrides` replace parts, for example to make one fail. */
export async function startProtocol(
  overrides: Partial<OAuthDependencies> = {},
): Promise<ProtocolServer> {
  const directory = await makeTempDir();
  const clock = new ManualClock();
  const random = { bytes: createSeededRandom(11) };
  const vault = createVault({ sealing: [SECRET], identifying: SECRET }, random);
  const roundTrips: string[] = [];
  const stores = await openStores({
    databaseUrl: `file:${directory.path}/kakehashi.db`,
    onRoundTrip: (store) => roundTrips.push(store),
  }, vault);
  await makeSigningKeys(stores, clock);
  const logLines: string[] = [];
  const world = { clock, random, stores };
  const dependencies: OAuthDependencies = {
    ...toDependencies(world, new SigningKeys(stores.signingKeys)),
    vault,
    dpopNonces: new DpopNonces(vault, false),
    log: { write: (...line) => logLines.push(JSON.stringify(line)) },
    ...overrides,
  };
  const app = new Hono<RouteEnv>();
  app.use(withSecurityHeaders(ISSUER), withRequestContext(dependencies));
  app.route("/", createOAuthRoutes(dependencies));
  return {
    clock,
    stores,
    vault,
    keys: dependencies.keys,
    logLines,
    takeRoundTrips: () => roundTrips.splice(0),
    fetch: async (path, init, { origin = ISSUER, certificate } = {}) =>
      await app.fetch(new Request(origin + path, init), { clientCertificate: certificate?.der }),
    async register(id, change = {}) {
      const client = await ProtocolClient.make(id, clock, change);
      await stores.clients.add(client.registration);
      return client;
    },
    async change(client) {
      await stores.clients.replace({ ...client, version: client.version + 1 });
    },
    consent: (requestUri) => consent(world, dependencies, requestUri),
    finish: (requestUri) => finish(world, requestUri),
    async [Symbol.asyncDispose]() {
      await stores.close();
      await directory.remove();
    },
  };
}

async function makeSigningKeys({ signingKeys }: Stores, clock: ManualClock): Promise<void> {
  const making = { repository: signingKeys, factory: createTestKeyFactory() };
  await ensureSigningKeys(making, clock.now());
}

const SECRET = new Uint8Array(32).fill(1);

function toDependencies(
  { clock, random, stores }: World,
  keys: SigningKeys,
): Omit<OAuthDependencies, "vault" | "log" | "dpopNonces"> {
  return {
    issuer: ISSUER,
    lifetimes: LIFETIMES,
    signingAlgorithm: "ES256",
    clientQuota: { name: "protocol", limit: 1000, windowSeconds: 60 },
    clock,
    random,
    keys,
    store: stores.ephemeral,
    clients: stores.clients,
    grants: stores.grants,
    accessTokens: new AccessTokens(ISSUER, keys),
    clientKeys: new ClientKeys(),
    dpopKeys: new DpopKeyCache(),
    ...withoutCertificates(ISSUER),
    opener: OPENER,
    renderErrorPage: (kind) => new Response(kind, { status: ERROR_PAGE_STATUS[kind] }),
  };
}

interface World {
  readonly clock: ManualClock;
  readonly random: { bytes(length: number): Uint8Array };
  readonly stores: Stores;
}

/** Screens that know only whose they are and whether they are done with. */
const OPENER: InteractionOpener = {
  initialRecord: ({ browserSecretHash, now }) =>
    Promise.resolve({ value: browserSecretHash, expiresAt: now + 900_000 }),
  resume({ record, browserSecretHash }) {
    if (record.value === "final") return Promise.resolve("final");
    const isSame = record.value === browserSecretHash;
    return Promise.resolve(isSame ? "same_browser" : "other_browser");
  },
  location: (id) => Promise.resolve(`/interaction/${id}/account`),
};

async function readId(requestUri: string) {
  const parsed = parseRequestUri(requestUri);
  if (parsed === undefined) throw new Error("not a request URI");
  return await interactionIdOf(parsed);
}

async function finish({ clock, random, stores }: World, requestUri: string): Promise<void> {
  const at = interactionKey(await readId(requestUri));
  const context = { now: clock.now(), attempt: newAttemptId(random) };
  const expiresAt = clock.now() + 900_000;
  await stores.ephemeral.run(context, [{ verb: "put", at, value: "final", expiresAt }]);
}

async function consent(world: World, signing: ResponseSigning, requestUri: string) {
  const { clock, random, stores } = world;
  const now = clock.now();
  const context = { now, attempt: newAttemptId(random) };
  const id = await readId(requestUri);
  const [found] = await stores.ephemeral.run(context, [{ verb: "get", at: requestKey(id) }]);
  if (found.record === undefined) throw new Error("no such request");
  const request = parsePushedRequest(found.record.value);
  const grant: Grant = {
    id: newGrantId(random),
    clientId: request.clientId,
    interactionId: id,
    account: { branchCode: "115", accountType: "1", accountNumber: "1100026" },
    accountReference: "reference",
    accountId: "account",
    subject: `subject-${request.clientId}`,
    ...pickPermissions(request),
    termsVersion: "1",
    authenticatedAt: now - 30_000,
    grantedAt: now,
    expiresAt: now + LIFETIMES.grantDays * 86_400_000,
  };
  const logEntry = { id: grant.id, at: now, actor: "customer", event: "consent", result: "ok" };
  await stores.grants.recordConsent({
    grant,
    notice: { id: grant.id, createdAt: now, to: "a@b.example", subject: "s", text: "t" },
    logEntry: { ...logEntry, details: {} },
  });
  const code = newAuthorizationCode(random);
  const expiresAt = now + LIFETIMES.codeSeconds * 1000;
  await stores.ephemeral.run(context, [await issueCode(code, request, grant.id, expiresAt)]);
  const location = new URL(await buildResponseUrl(signing, request, { code }, now));
  return { code, grant, location };
}
