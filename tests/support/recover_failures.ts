import { systemRandom } from "../../adapters/crypto/random.ts";
import type { Stores } from "../../adapters/open_stores.ts";
import { type LockoutReport, recoverLockouts } from "../../domain/interaction/recover_lockouts.ts";
import type { Clock } from "../../domain/time.ts";

/** What a gateway does at its start, and after the store that counts failures was lost. */
export async function recoverFailures(
  { ephemeral: store, operationLog: log }: Stores,
  clock: Clock,
): Promise<LockoutReport | undefined> {
  return await recoverLockouts(
    { store, log, random: systemRandom, failedAttempts: 3 },
    clock.now(),
  );
}
