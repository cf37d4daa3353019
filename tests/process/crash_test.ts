/** Killed at random moments under load and started again: what was acknowledged is still there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import * as oauth from "oauth4webapi";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { openStorage, type Storage } from "../../composition/storage.ts";
import { loadConfig } from "../../config.ts";
import { drainOperationLog } from "../../domain/audit/log_queue.ts";
import { newAttemptId } from "../../domain/ids.ts";
import { liftLock, listLocks } from "../../domain/interaction/lockout.ts";
import type { App } from "../support/app.ts";
import { registerApp } from "../support/black_box.ts";
import { countEach } from "../support/count.ts";
import { CrashLoad, type Walk } from "../support/crash_load.ts";
import { type Customer, HANAKO, TARO, TSUKIKO } from "../support/gateway.ts";
import { type GatewayPlace, openGatewayPlace } from "../support/gateway_process.ts";
import { createSeededRandom } from "../support/random.ts";
import { startSmtpServer, type TestSmtpServer } from "../support/smtp_server.ts";

const CRASHES = 20;
/** Locks end at midnight, which must not look like a loss. */
const BEGUN_AT = Date.now();
const SEED = 20261123;

/** A kill comes after so many requests and answers, and up to 255 more: at any moment of a link. */
const FEWEST_EVENTS = 30;

/** The screens of an open interaction, in order. */
const SCREENS = ["account", "customer", "phone", "call", "pin", "consent"];

Deno.test("killed twenty times under load: no acknowledged grant, log entry, mail or lock is lost, no code used twice", async () => {
  await using mailServer = await startSmtpServer();
  await using place = await openGatewayPlace({
    KAKEHASHI_MAIL_URL: `smtp://127.0.0.1:${mailServer.port}`,
    KAKEHASHI_DESTINATION_NUMBERS: Array.from({ length: 60 }, (_, n) => `01200001${10 + n}`).join(),
  });
  let gateway = await place.start();
  try {
    const app = await registerApp(place);
    const load = new CrashLoad(place, app);
    const random = createSeededRandom(SEED);
    for (let crash = 1; crash <= CRASHES; crash++) {
      const [more = 0, pause = 0] = random(2);
      const walks = await load.run({
        until: FEWEST_EVENTS + more,
        linking: [HANAKO, HANAKO, TSUKIKO],
        guessing: TARO,
        kill: async () => {
          await new Promise((resolve) => setTimeout(resolve, pause / 50));
          await gateway.kill();
        },
      });
      await checkStores(place, load.walks, walks, mailServer);
      gateway = await place.start();
      for (const walk of walks) await goOn(walk, app);
      for (const walk of walks.filter((_, index) => index % 2 === 0)) await reuseCode(walk, app);
    }
    const lasting = load.walks.filter(({ tokens, isCodeReused }) => tokens && !isCodeReused);
    assert.ok(lasting.length >= CRASHES, `${lasting.length} links`);
    for (const { tokens } of lasting) if (tokens) await app.refresh(tokens.refreshToken);
  } finally {
    await gateway.kill();
  }
});

/** Looks into the stores while no gateway is at work, and lifts all locks for the next round. */
async function checkStores(
  place: GatewayPlace,
  all: readonly Walk[],
  latest: readonly Walk[],
  mailServer: TestSmtpServer,
): Promise<void> {
  const database = join(place.folder, "data", "kakehashi.db");
  const config = loadConfig({ ...place.settings, KAKEHASHI_DATABASE_URL: `file:${database}` });
  const storage = await openStorage(config);
  try {
    assert.deepEqual(await findLostLogEntries(storage, all), []);
    assert.deepEqual(await findLostGrants(storage, all), []);
    assert.deepEqual(await findLostMails(storage, all, mailServer), []);
    assert.deepEqual(await findLostLocks(storage, latest), []);
    for (const { account } of [HANAKO, TSUKIKO, TARO]) await lift(storage, account);
  } finally {
    await storage.stores.close();
  }
}

/** Each step that was taken is in the log, as often as it was. */
async function findLostLogEntries({ stores, vault }: Storage, walks: readonly Walk[]) {
  const { ephemeral: store, operationLog: log } = stores;
  await drainOperationLog({ store, log, vault });
  const entries = await log.search({ limit: 1_000_000 });
  const logged = countEach(entries.map(({ interactionId, event }) => `${interactionId} ${event}`));
  const taken = walks.flatMap(({ id, steps }) => steps.map((step) => `${id} screen.${step}`));
  return Object.entries(countEach(taken)).filter(([step, count]) => (logged[step] ?? 0) < count);
}

async function findLostGrants({ stores }: Storage, walks: readonly Walk[]) {
  const grants = await stores.grants.search({ limit: 1_000_000 });
  const active = grants.filter(({ endedAt }) => endedAt === undefined);
  const interactions = new Set<string>(active.map(({ interactionId }) => interactionId));
  const expected = walks.filter(({ back, isCodeReused }) => back && !isCodeReused);
  return expected.filter(({ id = "" }) => !interactions.has(id)).map(({ email }) => email);
}

/** A mail has been sent or waits in the outbox. */
async function findLostMails({ stores }: Storage, walks: readonly Walk[], server: TestSmtpServer) {
  const unsent = await stores.notices.listUnsent(1_000_000);
  const sent = server.mails.flatMap(({ recipients }) => recipients);
  const addresses = new Set([...sent, ...unsent.map(({ to }) => to)]);
  const expected = walks.filter(({ back }) => back !== undefined).map(({ email }) => email);
  return expected.filter((email) => !addresses.has(email));
}

async function findLostLocks({ stores, vault }: Storage, walks: readonly Walk[]) {
  const locks = await listLocks({ store: stores.ephemeral, vault }, BEGUN_AT);
  const locked = locks.map(({ account }) => account.accountNumber);
  const expected = walks.filter(({ at }) => at === "locked");
  return expected.map(({ customer }) => customer.account.accountNumber)
    .filter((number) => !locked.includes(number));
}

async function lift({ stores, vault }: Storage, account: Customer["account"]): Promise<void> {
  const context = { now: Date.now(), attempt: newAttemptId(systemRandom) };
  const lift = {
    account: { ...account, accountType: "1" },
    operator: "test",
    reason: "test",
  } as const;
  await liftLock({ store: stores.ephemeral, vault }, context, lift);
}

/** The customer finds the interaction at least where it was, and the app uses a code it still has. */
async function goOn(walk: Walk, app: App): Promise<void> {
  const { browser, id, at = "" } = walk;
  if (walk.back === undefined && SCREENS.includes(at)) {
    const { url } = await browser.open(`/interaction/${id}/${at}`);
    const now = new URL(url).pathname.split("/").at(-1) ?? "";
    const isLocked = at === "customer" && now === "locked";
    assert.ok(
      walk.back || isLocked || SCREENS.indexOf(now) >= SCREENS.indexOf(at),
      `${at} → ${now}`,
    );
  }
  if (walk.back !== undefined && walk.tokens === undefined) await exchange(walk, walk.back, app);
  if (walk.tokens !== undefined) {
    await (await app.call(walk.tokens.accessToken, "/accounts")).body?.cancel();
    await app.refresh(walk.tokens.refreshToken);
  }
}

/** Uses a code; refused when a request whose answer was lost has used it, which ends the link. */
async function exchange(walk: Walk, back: URL, app: App): Promise<void> {
  try {
    walk.tokens = await app.finish(walk.pending, back);
  } catch (error) {
    const isUsed = error instanceof oauth.ResponseBodyError && error.error === "invalid_grant";
    if (!isUsed) throw error;
    walk.isCodeReused = true;
  }
}

/** A code that brought tokens brings none again, whatever happened in between. */
async function reuseCode(walk: Walk, app: App): Promise<void> {
  const { back, tokens } = walk;
  if (back === undefined || tokens === undefined) return;
  await exchange(walk, back, app);
  assert.equal(walk.tokens, tokens);
  assert.equal(walk.isCodeReused, true);
}
