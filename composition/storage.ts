/** The stores and the secret that seals them, by the configuration. */
import { createVault } from "../adapters/crypto/vault.ts";
import { systemRandom } from "../adapters/crypto/random.ts";
import { openStores, type Stores, type StoreSettings } from "../adapters/open_stores.ts";
import type { Config, Secret } from "../config.ts";
import type { Vault } from "../domain/crypto/vault.ts";

/** What a running gateway and the operator's command line both work on. */
export interface Storage {
  readonly vault: Vault;
  readonly stores: Stores;
}

/**
 * Opens the stores. Throws `UnavailableError` when one cannot be reached, and an `Error` when the
 * database was written by a newer release.
 *
 * @param options see {@link StoreSettings}
 */
export async function openStorage(
  config: Config,
  options: Pick<StoreSettings, "onRoundTrip" | "toleratesAbsence"> = {},
): Promise<Storage> {
  const vault = openVault(config);
  const { databaseUrl, databaseToken, redis } = config.stores;
  const stores = await openStores({
    databaseUrl,
    ...(databaseToken && { databaseToken: databaseToken.reveal() }),
    ...(redis && { redis: { url: redis.url, token: redis.token.reveal() } }),
    ...options,
  }, vault);
  return { vault, stores };
}

/** Opens what seals and unseals by the configured secrets. */
export function openVault({ secrets }: Config): Vault {
  const [newest, ...older] = secrets.sealing.map(toBytes);
  if (newest === undefined) throw new Error("the configuration has no secret to seal with");
  const sealing = [newest, ...older] as const;
  return createVault({ sealing, identifying: toBytes(secrets.identifiers) }, systemRandom);
}

function toBytes(secret: Secret): Uint8Array {
  return new TextEncoder().encode(secret.reveal());
}
