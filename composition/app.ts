/** All routes of the gateway as one application. */
import { Hono } from "hono";
import { describeFault } from "../adapters/log/structured_log.ts";
import { renewStoreTime } from "../adapters/store_time.ts";
import type { Config } from "../config.ts";
import type { Logo } from "../config/logo.ts";
import type { CoreBanking, PinSealer } from "../domain/banking/core_banking.ts";
import { ClientKeys } from "../domain/client/client_keys.ts";
import { PublishedKeys } from "../domain/client/published_keys.ts";
import type { ClientRegistry } from "../domain/client/client_registry.ts";
import type { RandomSource } from "../domain/ids.ts";
import { createInteractionOpener } from "../domain/interaction/opener.ts";
import { SigningKeys } from "../domain/keys/signing_keys.ts";
import { DpopKeyCache } from "../domain/proof/dpop_key.ts";
import { DpopNonces } from "../domain/proof/dpop_nonce.ts";
import type { MaintenanceSchedule } from "../domain/service/maintenance.ts";
import type { Clock, Pause } from "../domain/time.ts";
import { AccessTokens } from "../domain/token/access_tokens.ts";
import { type Breakers, createHealthRoutes } from "../routes/health/health_routes.ts";
import { createClientAddress } from "../routes/http/client_address.ts";
import type { Log } from "../routes/http/log.ts";
import { withServedRequests } from "../routes/http/served_request.ts";
import type { OpenStreams } from "../routes/http/open_streams.ts";
import { type RouteEnv, withRequestContext } from "../routes/http/request_context.ts";
import { withSecurityHeaders } from "../routes/http/security_headers.ts";
import { createOAuthRoutes } from "../routes/oauth/oauth_routes.ts";
import { createResourceRoutes } from "../routes/resource/resource_routes.ts";
import { createAuthorizeErrorPage } from "../routes/screens/authorize_error_page.ts";
import { createScreenRoutes } from "../routes/screens/screen_routes.ts";
import { DEFAULT_SCREEN_IDS, type QrEncoder } from "../routes/screens/settings.ts";
import { createStaticRoutes, LOGO_PATH } from "../routes/screens/static_routes.ts";
import { createTelephonyRoutes } from "../routes/telephony/telephony_routes.ts";
import script from "../static/app.js" with { type: "text" };
import type { CertificateParts } from "./certificates.ts";
import { houseStyle, ICON, screenStyle } from "./look.ts";
import type { Measurement } from "./measurement.ts";
import type { RunningSandbox } from "./sandbox.ts";
import type { Storage } from "./storage.ts";

/** What the application is made of. */
export interface AppParts extends CertificateParts {
  readonly clock: Clock;
  readonly pause: Pause;
  readonly streams: OpenStreams;
  readonly random: RandomSource;
  readonly log: Log;
  readonly storage: Storage;
  readonly coreBanking: CoreBanking;
  readonly pinSealer: PinSealer;
  readonly breakers: Breakers;
  readonly clients: ClientRegistry;
  readonly maintenance: MaintenanceSchedule;
  readonly encodeQrCode: QrEncoder;
  readonly sandbox: RunningSandbox | undefined;
  readonly logo: Logo | undefined;
  /** Told of each request. */
  readonly measurement: Pick<Measurement, "observer" | "ofKeySets">;
}

/** Puts the routes together; see `main.ts` for who listens. */
export function createApp(config: Config, parts: AppParts): Hono<RouteEnv> {
  const shared = shareDependencies(config, parts);
  const app = new Hono<RouteEnv>();
  const log = config.telemetry.requestLog ? parts.log : undefined;
  app.use(withSecurityHeaders(config.issuer), withRequestContext(parts));
  app.use(withServedRequests({ log, observer: parts.measurement.observer }));
  app.route("/", createHealthRoutes(probesOf(parts), parts.breakers));
  app.route("/", protocolRoutes(config, parts, shared));
  app.route("/", resourceRoutes(config, parts, shared));
  app.route("/", screenRoutes(config, parts, shared));
  app.route("/", telephonyRoutes(config, shared));
  app.route("/", staticRoutes(config, parts));
  app.notFound((c) =>
    c.json({ error: "not_found", error_description: "There is nothing at this path" }, 404)
  );
  app.onError((error, c) => {
    const { incidentId } = c.var.requestContext;
    parts.log.write("error", "request.fault", { incidentId, ...describeFault(error) });
    const description = `Internal error, incident ${incidentId}`;
    return c.json({ error: "server_error", error_description: description }, 500);
  });
  return app;
}

function staticRoutes({ issuer, institution }: Config, { logo }: AppParts) {
  const files = {
    "app.js": script,
    "app.css": screenStyle(institution.theme),
    "house.css": houseStyle(institution.theme),
    "icon.svg": ICON,
  };
  return createStaticRoutes(files, issuer, logo);
}

/** One of each in a process: they remember what they verified or imported. */
function shareDependencies(config: Config, parts: AppParts) {
  const { vault, stores } = parts.storage;
  const keys = new SigningKeys(stores.signingKeys);
  return {
    issuer: config.issuer,
    clock: parts.clock,
    random: parts.random,
    log: parts.log,
    vault,
    store: stores.ephemeral,
    grants: stores.grants,
    clients: parts.clients,
    maintenance: parts.maintenance,
    keys,
    signingAlgorithm: config.signingAlgorithm,
    accessTokens: new AccessTokens(config.issuer, keys),
    clientKeys: new ClientKeys(publishedKeys(config, parts)),
    certificates: parts.certificates,
    entrance: parts.entrance,
    mtls: parts.mtls,
    dpopKeys: new DpopKeyCache(),
    dpopNonces: new DpopNonces(vault, config.dpopNonces === "required"),
    lifetimes: config.lifetimes,
    institution: { ...config.institution, ...(parts.logo && { logoUrl: LOGO_PATH }) },
    settings: interactionSettings(config, parts.sandbox),
  };
}

/** The keys of apps that publish them; in the sandbox also on this machine. */
function publishedKeys({ sandbox }: Config, { clock, log, measurement }: AppParts): PublishedKeys {
  const source = measurement.ofKeySets({
    // Loaded with the first app that publishes keys.
    async fetch(uri: string) {
      const { createKeySetFetcher } = await import("../adapters/jwks/key_set_fetcher.ts");
      return await createKeySetFetcher({ allowsLoopback: sandbox !== undefined }).fetch(uri);
    },
  });
  const onFault = (uri: string, fault: unknown) =>
    log.write("warning", "client_keys.not_fetched", { uri, ...describeFault(fault) });
  return new PublishedKeys(source, clock, onFault, renewStoreTime);
}

type Shared = ReturnType<typeof shareDependencies>;

function interactionSettings(config: Config, sandbox: RunningSandbox | undefined) {
  return {
    ...config.lifetimes,
    ...config.limits,
    termsVersion: config.institution.termsVersion,
    serviceHours: config.serviceHours,
    destinationNumbers: config.neighbours.destinationNumbers,
    exemptPhoneNumbers: sandbox?.phoneNumbers ?? [],
  };
}

function protocolRoutes(config: Config, { log }: AppParts, shared: Shared) {
  return createOAuthRoutes({
    ...shared,
    log,
    clientQuota: {
      name: "protocol",
      limit: config.limits.protocolCallsPerClientPerMinute,
      windowSeconds: 60,
    },
    opener: createInteractionOpener(shared),
    renderErrorPage: createAuthorizeErrorPage(shared.institution),
  });
}

function resourceRoutes(config: Config, { coreBanking }: AppParts, shared: Shared) {
  return createResourceRoutes({
    ...shared,
    guard: shared,
    coreBanking,
    serviceHours: config.serviceHours,
    limits: {
      perClientPerMinute: config.limits.resourceCallsPerClientPerMinute,
      perGrantPerMinute: config.limits.resourceCallsPerGrantPerMinute,
    },
  });
}

function screenRoutes(config: Config, parts: AppParts, shared: Shared) {
  const { sandbox, log } = parts;
  return createScreenRoutes({
    ...shared,
    coreBanking: parts.coreBanking,
    pinSealer: parts.pinSealer,
    pause: parts.pause,
    streams: parts.streams,
    encodeQrCode: parts.encodeQrCode,
    clientAddress: createClientAddress(config.clientAddressField),
    sender: config.institution,
    screenIds: DEFAULT_SCREEN_IDS,
    ...(sandbox !== undefined && config.sandbox?.calls === "auto" && {
      onCallExpected: async ({ caller, destination }) => {
        try {
          await sandbox.pages.placeCall({ from: caller, to: destination });
        } catch (fault) {
          log.write("error", "sandbox.call_failed", describeFault(fault));
        }
      },
    }),
  });
}

function telephonyRoutes(config: Config, shared: Shared) {
  return createTelephonyRoutes({
    ...shared,
    telephonySecret: config.neighbours.telephonySecret.reveal(),
  });
}

function probesOf({ storage: { stores } }: AppParts) {
  return {
    database: () => stores.pingDatabase(),
    "ephemeral store": () => stores.ephemeral.ping(),
  };
}
