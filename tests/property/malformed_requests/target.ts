/** A whole gateway but for its background jobs, which would write into the stores by themselves. */
import {
  createCachedClientRegistry,
  createCachedMaintenanceSchedule,
} from "../../../adapters/cache/cached_stores.ts";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import type { Stores } from "../../../adapters/open_stores.ts";
import { createApp } from "../../../composition/app.ts";
import { openCertificates } from "../../../composition/certificates.ts";
import { startMeasurement } from "../../../composition/measurement.ts";
import { openStorage } from "../../../composition/storage.ts";
import { type Config, loadConfig } from "../../../config.ts";
import { pause } from "../../../adapters/schedule/pause.ts";
import type { Vault } from "../../../domain/crypto/vault.ts";
import { type AttemptId, newAttemptId } from "../../../domain/ids.ts";
import { ensureSigningKeys } from "../../../domain/keys/rotate_signing_key.ts";
import { SigningKeys } from "../../../domain/keys/signing_keys.ts";
import type { Operation } from "../../../domain/store/ephemeral_store.ts";
import { AccessTokens } from "../../../domain/token/access_tokens.ts";
import type { ManualClock } from "../../support/clock.ts";
import { connectSandboxBank } from "../../support/sandbox_bank.ts";
import { createTestKeyFactory } from "../../support/key_factory.ts";
import { OpenStreams } from "../../../routes/http/open_streams.ts";
import { recoverFailures } from "../../support/recover_failures.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const ORIGIN = "https://gateway.example";

/** No limit of traffic hides another refusal, and the fields of a proxy are read. */
const SETTINGS = {
  KAKEHASHI_ISSUER: ORIGIN,
  KAKEHASHI_SANDBOX: "on",
  KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
  KAKEHASHI_PROXY_SECRET: "proxy-secret-0123456789abcdef0123456789",
  KAKEHASHI_PROTOCOL_CALLS_PER_CLIENT_PER_MINUTE: "10000000",
  KAKEHASHI_RESOURCE_CALLS_PER_CLIENT_PER_MINUTE: "10000000",
  KAKEHASHI_RESOURCE_CALLS_PER_GRANT_PER_MINUTE: "10000000",
  KAKEHASHI_FAILURES_PER_INTERACTION: "10000000",
  KAKEHASHI_FAILURES_PER_ADDRESS_PER_HOUR: "10000000",
  KAKEHASHI_FAILURES_PER_CLIENT_PER_HOUR: "10000000",
};

/** See the head of this file; `await using` closes it. */
export interface Target extends AsyncDisposable {
  readonly origin: string;
  readonly config: Config;
  readonly clock: ManualClock;
  readonly vault: Vault;
  readonly stores: Stores;
  readonly accessTokens: AccessTokens;
  /** The file of what lasts. */
  readonly databasePath: string;
  fetch(request: Request): Promise<Response>;
  /** Writes into the store of what expires, as the gateway would. */
  store(...operations: readonly Operation[]): Promise<void>;
}

/** Opens the gateway with stores in files and the fictitious bank. */
export async function openTarget(): Promise<Target> {
  const folder = await makeTempDir();
  const databasePath = `${folder.path}/kakehashi.db`;
  const config = loadConfig({ ...SETTINGS, KAKEHASHI_DATABASE_URL: `file:${databasePath}` });
  const { clock, coreBanking, pinSealer } = await connectSandboxBank();
  const storage = await openStorage(config);
  const { stores, vault } = storage;
  const keyMaking = { repository: stores.signingKeys, factory: createTestKeyFactory() };
  await ensureSigningKeys(keyMaking, clock.now());
  await recoverFailures(stores, clock);
  const app = createApp(config, {
    ...await openCertificates(config),
    clock,
    pause,
    streams: new OpenStreams(),
    random: systemRandom,
    log: { write: () => {} },
    storage,
    coreBanking,
    pinSealer,
    clients: createCachedClientRegistry(stores.clients, clock),
    maintenance: createCachedMaintenanceSchedule(stores.maintenance, clock),
    encodeQrCode: () => [[true]],
    sandbox: undefined,
    logo: undefined,
    breakers: {},
    measurement: startMeasurement(config),
  });
  return {
    origin: ORIGIN,
    config,
    clock,
    vault,
    stores,
    accessTokens: new AccessTokens(ORIGIN, new SigningKeys(stores.signingKeys)),
    databasePath,
    fetch: async (request) => await app.fetch(request, { remoteAddr: { hostname: "192.0.2.1" } }),
    store: async (...operations) => {
      await stores.ephemeral.run({ now: clock.now(), attempt: newAttempt() }, operations);
    },
    async [Symbol.asyncDispose]() {
      await stores.close();
      await folder.remove();
    },
  };
}

function newAttempt(): AttemptId {
  return newAttemptId(systemRandom);
}
