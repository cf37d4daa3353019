/** Nothing is deleted, made or sent by a gateway whose clock is wrong. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openGateway } from "../../../composition/gateway.ts";
import { openStorage } from "../../../composition/storage.ts";
import { loadConfig } from "../../../config.ts";
import { newAttemptId } from "../../../domain/ids.ts";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { ManualClock } from "../../support/clock.ts";
import { deploymentSettings } from "../../support/deployment_settings.ts";
import { createTestKeyFactory } from "../../support/key_factory.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const PIN_KEY = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
};
const NONE = { url: "", token: "" };

Deno.test("outside the sandbox a clock that is far ahead keeps the gateway from starting, before any job runs", async () => {
  await using directory = await makeTempDir();
  const config = loadConfig(deploymentSettings({
    redis: NONE,
    database: { url: `file:${join(directory.path, "kakehashi.db")}`, token: "" },
    bank: { url: "http://127.0.0.1:9", publicJwk: PIN_KEY },
    mail: { url: "http://127.0.0.1:9" },
  }));
  const now = Date.now();
  const { stores } = await openStorage(config);
  try {
    const claim = { verb: "claimOnce", at: "replay:1", expiresAt: now + 3_600_000 } as const;
    await stores.ephemeral.run({ now, attempt: newAttemptId(systemRandom) }, [claim]);
    const clock = new ManualClock(now + 366 * 86_400_000);
    const events: string[] = [];
    await assert.rejects(
      openGateway(config, {
        clock,
        keyFactory: createTestKeyFactory(),
        log: { write: (_, event) => void events.push(event) },
      }),
      /the clock differs from a store's by 3162\d{4} s/,
    );
    assert.deepEqual(events, []);
    assert.deepEqual(await stores.signingKeys.list(now), []);
    const [again] = await stores.ephemeral.run({ now, attempt: newAttemptId(systemRandom) }, [
      claim,
    ]);
    assert.equal(again?.status, "refused", "the claim was not swept");
  } finally {
    await stores.close();
  }
});
