/**
 * Commands to the store of what expires that are carried out once more after others have built upon
 * them: a connection broke, the client sent its command again, and the network delivers both.
 */
import assert from "node:assert/strict";
import { ResponseBodyError } from "oauth4webapi";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { accountReference } from "../../domain/banking/account_reference.ts";
import { recordCall } from "../../domain/caller_id/record_call.ts";
import { UnavailableError } from "../../domain/errors.ts";
import { newAttemptId } from "../../domain/ids.ts";
import { attemptsKey } from "../../domain/interaction/lockout.ts";
import type { EphemeralStore, RunContext } from "../../domain/store/ephemeral_store.ts";
import {
  consent,
  HANAKO,
  openTestGateway,
  type TestGateway,
  waitForCall,
  walkToConsent,
} from "../support/gateway.ts";
import type { HtmlBrowser } from "../support/html_browser.ts";
import { RACE_STORES } from "../support/race_stores.ts";

/** Does something; the answer is a way to have all that it had run carried out again, in order. */
async function recorded(
  store: EphemeralStore,
  action: () => Promise<unknown>,
): Promise<() => Promise<void>> {
  const { run } = store;
  const repetitions: (() => Promise<unknown>)[] = [];
  const recording: EphemeralStore["run"] = (context, operations) => {
    repetitions.push(() => run(context, operations));
    return run(context, operations);
  };
  Object.assign(store, { run: recording });
  await action();
  Object.assign(store, { run });
  return async () => {
    for (const repeat of repetitions) await repeat();
  };
}

async function assertSpent({ gateway }: TestGateway, redeem: () => Promise<unknown>) {
  await assert.rejects(
    redeem,
    (error) => error instanceof ResponseBodyError && error.error === "invalid_grant",
  );
  const [grant] = await gateway.storage.stores.grants.search({ limit: 9 });
  assert.equal(grant?.endReason, "code_reuse");
}

async function walkToPhone(browser: HtmlBrowser, url: URL): Promise<void> {
  await browser.open(url.href);
  await browser.press("next", HANAKO.account);
  await browser.press("next", HANAKO.customer);
}

function contextOf({ gateway }: TestGateway): RunContext {
  return { now: gateway.clock.now(), attempt: newAttemptId(systemRandom) };
}

/** The customer calls the number that ④ shows. */
async function call(test: TestGateway, browser: HtmlBrowser): Promise<void> {
  const { vault, stores } = test.gateway.storage;
  const number = browser.page.html.getElementById("call")?.text.replace(/\D/g, "") ?? "";
  const result = await recordCall({ store: stores.ephemeral, vault }, contextOf(test), {
    eventId: crypto.randomUUID(),
    occurredAt: test.gateway.clock.now(),
    callerNumber: HANAKO.customer.phoneNumber.replace(/^0/, "+81"),
    destinationNumber: number.replace(/^0/, "+81"),
  });
  assert.equal(result, "matched");
}

for (const [name, openStores] of Object.entries(RACE_STORES)) {
  Deno.test(`${name}: a consent that is repeated late makes no code fresh that was used`, async () => {
    await using stores = await openStores();
    await using test = await openTestGateway(stores);
    const app = await test.addApp();
    const pending = await app.push();
    const browser = test.openBrowser();
    await walkToConsent(browser, pending);
    const { ephemeral } = test.gateway.storage.stores;
    const repeat = await recorded(ephemeral, () => browser.press("allow", { agree: true }));
    const back = browser.leftFor;
    assert.ok(back);
    const { accessToken } = await app.finish(pending, back);
    await repeat();
    assert.equal((await app.call(accessToken, "/accounts")).status, 200);
    await assertSpent(test, () => app.finish(pending, back));
  });

  Deno.test(`${name}: a code that is given back, and used, is not given back again`, async () => {
    await using stores = await openStores();
    await using test = await openTestGateway(stores);
    const { ephemeral, grants } = test.gateway.storage.stores;
    const app = await test.addApp();
    const pending = await app.push();
    const back = await consent(test.openBrowser(), pending);
    const { attachRefreshToken } = grants;
    const fail = () => Promise.reject(new UnavailableError("database"));
    Object.assign(grants, { attachRefreshToken: fail });
    const repeat = await recorded(ephemeral, () => assert.rejects(app.finish(pending, back)));
    Object.assign(grants, { attachRefreshToken });
    await app.finish(pending, back);
    await repeat();
    await assertSpent(test, () => app.finish(pending, back));
  });

  Deno.test(`${name}: a right PIN that is repeated late forgives nothing that failed since`, async () => {
    await using stores = await openStores();
    await using test = await openTestGateway(stores);
    const { vault, stores: { ephemeral } } = test.gateway.storage;
    const app = await test.addApp();
    const [browser, other] = [test.openBrowser(), test.openBrowser()];
    await walkToPhone(browser, (await app.push()).url);
    await browser.press("confirm-phone");
    await waitForCall(browser);
    const repeat = await recorded(ephemeral, () => browser.press("next", { pin: HANAKO.pin }));
    const { account } = HANAKO;
    await other.open((await app.push()).url.href);
    await other.press("next", account);
    await other.press("next", { ...HANAKO.customer, birthYear: "1965" });
    await repeat();
    const reference = await accountReference(vault, { ...account, accountType: "1" });
    const [failed] = await ephemeral.run(contextOf(test), [
      { verb: "countFailures", at: attemptsKey(reference) },
    ]);
    assert.equal(failed.failures, 1);
  });

  Deno.test(`${name}: ③ that is repeated late takes no call back that has arrived`, async () => {
    await using stores = await openStores();
    const settings = { ...stores.settings, KAKEHASHI_SANDBOX_CALLS: "manual" };
    await using test = await openTestGateway({ settings });
    const { ephemeral } = test.gateway.storage.stores;
    const app = await test.addApp();
    const browser = test.openBrowser();
    await walkToPhone(browser, (await app.push()).url);
    const repeat = await recorded(ephemeral, () => browser.press("confirm-phone"));
    await call(test, browser);
    await repeat();
    assert.equal((await browser.press("confirm-call")).screen, "SOA211");
  });
}
