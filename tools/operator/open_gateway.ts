/** Opens what the running gateway works on, by the same configuration. */
import { startClockAt, systemClock } from "../../adapters/crypto/clock.ts";
import { createKeyFactory } from "../../adapters/crypto/key_factory.ts";
import { systemRandom } from "../../adapters/crypto/random.ts";
import type { Config } from "../../config.ts";
import { mtlsSupportOf } from "../../composition/certificates.ts";
import { describeAdapters } from "../../composition/report.ts";
import { openStorage } from "../../composition/storage.ts";
import type { Gateway } from "./command.ts";

/** Opens the stores; throws `UnavailableError` when one cannot be reached. */
export async function openGateway(config: Config): Promise<Gateway & AsyncDisposable> {
  const { vault, stores } = await openStorage(config);
  const startsAt = config.sandbox?.startsAt;
  return {
    stores,
    vault,
    clock: startsAt === undefined ? systemClock : startClockAt(startsAt),
    random: systemRandom,
    keyFactory: createKeyFactory(),
    serviceHours: config.serviceHours,
    issuer: config.issuer,
    adapters: describeAdapters(config),
    mtls: mtlsSupportOf(config),
    fetch: (request) => fetch(request),
    [Symbol.asyncDispose]: () => stores.close(),
  };
}
