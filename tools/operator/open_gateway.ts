/** Opens what the running gateway works on, by the same configuration. */
import { startClockAt, systemClock } from "../../adapters/crypto/clock.ts";
import { createKeyFactory } from "../../adapters/crypto/key_factory.ts";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { backUp, type DatabaseAddress, restore } from "../../adapters/libsql/backup.ts";
import { openStores } from "../../adapters/open_stores.ts";
import type { Config } from "../../config.ts";
import { mtlsSupportOf } from "../../composition/certificates.ts";
import { describeAdapters } from "../../composition/report.ts";
import { openStorage, openVault } from "../../composition/storage.ts";
import type { Gateway, Restorer } from "./command.ts";

/** Opens the stores; throws `UnavailableError` when one cannot be reached, unless that is tolerated. */
export async function openGateway(
  config: Config,
  toleratesAbsence = false,
): Promise<Gateway & AsyncDisposable> {
  const { vault, stores } = await openStorage(config, { toleratesAbsence });
  return {
    stores,
    vault,
    clock: clockOf(config),
    random: systemRandom,
    keyFactory: createKeyFactory(),
    serviceHours: config.serviceHours,
    issuer: config.issuer,
    adapters: describeAdapters(config),
    mtls: mtlsSupportOf(config),
    fetch: (request) => fetch(request),
    backUp: (path) => backUp(addressOf(config), path),
    [Symbol.asyncDispose]: () => stores.close(),
  };
}

/** Opens nothing yet: before a backup is restored there is no database. */
export function openRestorer(config: Config): Restorer {
  const vault = openVault(config);
  const address = addressOf(config);
  return {
    vault,
    clock: clockOf(config),
    random: systemRandom,
    issuer: config.issuer,
    fetch: (request) => fetch(request),
    databaseUrl: describeAdapters(config).database,
    restore: (path, prepare) =>
      restore(path, address, async (databaseUrl) => {
        const stores = await openStores({ databaseUrl }, vault);
        try {
          return await prepare(stores);
        } finally {
          await stores.close();
        }
      }),
  };
}

function clockOf({ sandbox }: Config): Gateway["clock"] {
  return sandbox?.startsAt === undefined ? systemClock : startClockAt(sandbox.startsAt);
}

function addressOf({ stores: { databaseUrl, databaseToken } }: Config): DatabaseAddress {
  return { url: databaseUrl, ...(databaseToken && { token: databaseToken.reveal() }) };
}
