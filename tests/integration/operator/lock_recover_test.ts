/** Lockouts after the store that counts failures was lost: the operation log still knows them. */
import assert from "node:assert/strict";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import type { Stores } from "../../../adapters/open_stores.ts";
import { drainOperationLog } from "../../../domain/audit/log_queue.ts";
import { recoverLockouts } from "../../../domain/interaction/recover_lockouts.ts";
import { ManualClock } from "../../support/clock.ts";
import {
  type Customer,
  HANAKO,
  openTestGateway,
  TARO,
  type TestGateway,
} from "../../support/gateway.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

/** Enters wrong particulars so often; answers with what the last answer said. */
async function guess(test: TestGateway, who: Customer, times: number): Promise<string> {
  const app = await test.addApp({ clientId: `app-${crypto.randomUUID()}` });
  const browser = test.openBrowser();
  await browser.open((await app.push()).url.href);
  await browser.press("next", who.account);
  for (let tries = 0; tries < times; tries += 1) {
    await browser.press("next", { ...who.customer, birthYear: "1900" });
  }
  return browser.page.messages.join();
}

Deno.test("after the loss of what expires, today's failures count again as the log tells them", async () => {
  await using folder = await makeTempDir();
  const clock = new ManualClock("2026-04-15T10:00:00+09:00");
  const settings = { KAKEHASHI_DATABASE_URL: `file:${folder.path}/kakehashi.db` };
  {
    await using test = await openTestGateway({ settings, clock });
    assert.equal(await guess(test, HANAKO, 2), "authentication-failed");
    assert.equal(await guess(test, TARO, 3), "locked");
    const { stores, vault } = test.gateway.storage;
    await drainOperationLog({ store: stores.ephemeral, log: stores.operationLog, vault });
  }
  for (const suffix of ["", "-wal", "-shm"]) {
    await Deno.remove(`${folder.path}/kakehashi-ephemeral.db${suffix}`).catch(() => {});
  }
  await using test = await openTestGateway({ settings, clock });
  const { stores } = test.gateway.storage;
  for (const _ of ["once", "and again"]) {
    assert.deepEqual(await recover(stores, clock), { accounts: 2, locked: 1 });
  }
  assert.equal(await guess(test, TARO, 1), "already-locked");
  assert.equal(await guess(test, HANAKO, 1), "locked");
  clock.set("2026-04-16T00:00:01+09:00");
  assert.deepEqual(await recover(stores, clock), { accounts: 0, locked: 0 });
  assert.equal(await guess(test, TARO, 1), "authentication-failed");
});

async function recover({ ephemeral: store, operationLog: log }: Stores, clock: ManualClock) {
  return await recoverLockouts(
    { store, log, random: systemRandom, failedAttempts: 3 },
    clock.now(),
  );
}
