/** The store that counts failures is lost and comes back empty: the operation log still knows them. */
import assert from "node:assert/strict";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { newAttemptId } from "../../../domain/ids.ts";
import { attemptsKey, FAILURES_KNOWN, liftLock } from "../../../domain/interaction/lockout.ts";
import type { EphemeralStore, Operation } from "../../../domain/store/ephemeral_store.ts";
import { ManualClock } from "../../support/clock.ts";
import {
  type Customer,
  HANAKO,
  openTestGateway,
  TARO,
  type TestGateway,
} from "../../support/gateway.ts";
import { recoverFailures } from "../../support/recover_failures.ts";
import { startRedis } from "../../support/redis.ts";
import { CUSTOMER, ScreenFixture } from "../../support/screen_fixture.ts";
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

/** What the gateway told of recoveries. */
function recoveries({ logLines }: TestGateway): readonly unknown[] {
  return logLines.map((line) => JSON.parse(line))
    .filter(({ event }) => event === "lockouts.recovered")
    .map(({ severity, accounts, locked }) => ({ severity, accounts, locked }));
}

const HANAKOS_ACCOUNT = {
  branchCode: "115",
  accountType: "1",
  accountNumber: "1100026",
} as const;
const TWO = { severity: "warning", accounts: 2, locked: 1 };

Deno.test("a gateway that starts with an empty store counts today's failures as the log tells them", async () => {
  await using folder = await makeTempDir();
  const clock = new ManualClock("2026-04-15T10:00:00+09:00");
  const settings = { KAKEHASHI_DATABASE_URL: `file:${folder.path}/kakehashi.db` };
  {
    await using test = await openTestGateway({ settings, clock });
    assert.equal(await guess(test, HANAKO, 2), "authentication-failed");
    assert.equal(await guess(test, TARO, 3), "locked");
    await test.gateway.runJobs();
    assert.deepEqual(recoveries(test), [], "nothing had ever happened");
  }
  {
    await using test = await openTestGateway({ settings, clock });
    assert.deepEqual(recoveries(test), [], "nothing was lost");
  }
  for (const suffix of ["", "-wal", "-shm"]) {
    await Deno.remove(`${folder.path}/kakehashi-ephemeral.db${suffix}`).catch(() => {});
  }
  await using test = await openTestGateway({ settings, clock });
  assert.deepEqual(recoveries(test), [TWO]);
  assert.equal(await guess(test, TARO, 1), "already-locked");
  assert.equal(await guess(test, HANAKO, 1), "locked");
  clock.set("2026-04-16T00:00:01+09:00");
  assert.equal(await guess(test, TARO, 1), "authentication-failed");
});

Deno.test("when Redis comes back empty under a running gateway nobody gains a guess", async () => {
  await using redis = await startRedis();
  const clock = new ManualClock("2026-04-15T10:00:00+09:00");
  const settings = { KAKEHASHI_REDIS_URL: redis.url, KAKEHASHI_REDIS_TOKEN: redis.token };
  await using test = await openTestGateway({ settings, clock });
  assert.equal(await guess(test, HANAKO, 2), "authentication-failed");
  assert.equal(await guess(test, TARO, 3), "locked");
  await test.gateway.runJobs();
  await redis.kill();
  await redis.restart();
  await test.gateway.runJobs();
  assert.deepEqual(recoveries(test), [TWO]);
  assert.equal(await guess(test, TARO, 1), "already-locked");
  assert.equal(await guess(test, HANAKO, 1), "locked");
});

for (const screen of ["customer", "pin"] as const) {
  Deno.test(`until the failures of today are known again, ${screen} compares nothing and asks to try later`, async () => {
    await using gateway = await ScreenFixture.create();
    const customer = await gateway.customer();
    await customer.goTo(screen);
    const asked = () => gateway.bank.pinCount + gateway.bank.statements.length;
    const before = asked();
    await run(gateway, [{ verb: "delete", at: FAILURES_KNOWN }]);
    const values = screen === "pin" ? { pin: "1234" } : CUSTOMER;
    await customer.press("next", values);
    assert.deepEqual([customer.page.messages, asked()], [["busy"], before]);
    await recoverFailures(gateway.stores, gateway.clock);
    await customer.open(screen);
    await customer.press("next", values);
    assert.deepEqual([customer.page.messages, asked()], [[], before + 1]);
  });
}

Deno.test("failures are counted since midnight, until they were lifted or the PIN was right", async () => {
  await using gateway = await ScreenFixture.create({ start: "2026-11-30T14:00:00+09:00" });
  const midnight = Date.parse("2026-11-30T00:00:00+09:00");
  await note(gateway, "yesterday", "screen.pin", "failed", midnight - 1);
  await note(gateway, "today", "screen.pin", "failed", midnight);
  await note(gateway, "lifted", "screen.customer", "locked");
  await note(gateway, "lifted", "lock.lift", "ok");
  await note(gateway, "right", "screen.pin", "failed");
  await note(gateway, "right", "screen.pin", "authenticated");
  await note(gateway, "again", "screen.customer", "locked");
  await note(gateway, "again", "lock.lift", "ok");
  await note(gateway, "again", "screen.customer", "failed");
  await note(gateway, "locked", "screen.customer", "already_locked");
  await note(gateway, "elsewhere", "links.view", "failed");
  await run(gateway, [{ verb: "delete", at: FAILURES_KNOWN }]);
  // Several instances notice it at the same time.
  const reports = await Promise.all(
    [1, 2, 3].map(() => recoverFailures(gateway.stores, gateway.clock)),
  );
  assert.deepEqual(reports[0], { accounts: 3, locked: 1 });
  assert.equal(await recoverFailures(gateway.stores, gateway.clock), undefined);
  const references = ["yesterday", "today", "lifted", "right", "again", "locked"];
  const counts = await run(
    gateway,
    references.map((reference) => ({ verb: "countFailures", at: attemptsKey(reference) })),
  );
  assert.deepEqual(counts.map(({ failures = 0 }) => failures), [0, 1, 0, 0, 1, 3]);
});

Deno.test("a store that is lost again while failures are counted does not pass for one that knows them", async () => {
  await using gateway = await ScreenFixture.create();
  await using empty = await ScreenFixture.create();
  for (const account of ["a", "b"]) await note(gateway, account, "screen.customer", "locked");
  for (const lost of [gateway, empty]) await run(lost, [{ verb: "delete", at: FAILURES_KNOWN }]);
  let isLost = false;
  const before = gateway.stores.ephemeral;
  const after = empty.stores.ephemeral;
  const ephemeral: EphemeralStore = {
    ...after,
    run: (context, operations) => {
      const store = isLost ? after : before;
      isLost ||= operations.some(({ verb }) => verb === "settle");
      return store.run(context, operations);
    },
  };
  const stores = { ...gateway.stores, ephemeral };
  assert.equal(await recoverFailures(stores, gateway.clock), undefined);
  assert.equal((await run(empty, [{ verb: "get", at: FAILURES_KNOWN }]))[0]?.status, "absent");
  assert.deepEqual(await recoverFailures(stores, gateway.clock), { accounts: 2, locked: 2 });
  const counts = await run(empty, [
    { verb: "countFailures", at: attemptsKey("a") },
    { verb: "countFailures", at: attemptsKey("b") },
  ]);
  assert.deepEqual(counts.map(({ failures }) => failures), [3, 3]);
});

Deno.test("what the store still knows is not counted twice", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("pin");
  await customer.press("next", { pin: "9999" });
  await gateway.operationLog();
  await run(gateway, [{ verb: "delete", at: FAILURES_KNOWN }]);
  assert.deepEqual(await recoverFailures(gateway.stores, gateway.clock), {
    accounts: 1,
    locked: 0,
  });
  const context = { now: gateway.clock.now(), attempt: newAttemptId(systemRandom) };
  const lift = { account: HANAKOS_ACCOUNT, operator: "desk", reason: "identified" };
  const deps = { store: gateway.stores.ephemeral, vault: gateway.vault };
  assert.equal(await liftLock(deps, context, lift), 1);
});

async function run(gateway: ScreenFixture, operations: readonly Operation[]) {
  const context = { now: gateway.clock.now(), attempt: newAttemptId(systemRandom) };
  return await gateway.stores.ephemeral.run(context, operations);
}

let entries = 0;

async function note(
  gateway: ScreenFixture,
  accountReference: string,
  event: string,
  result: string,
  at = gateway.clock.now(),
): Promise<void> {
  await gateway.stores.operationLog.append([{
    id: `entry-${entries += 1}`,
    at,
    actor: "customer",
    event,
    result,
    accountReference,
    details: {},
  }]);
}
