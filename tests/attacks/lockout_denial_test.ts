/** The lockout used as a weapon: somebody locks other people out. */
import assert from "node:assert/strict";
import { consent, HANAKO, openTestGateway } from "../support/gateway.ts";
import { liftLock } from "../../domain/interaction/lockout.ts";
import { newAttemptId } from "../../domain/ids.ts";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { ACCOUNT, CUSTOMER, ScreenFixture } from "../support/screen_fixture.ts";

const WRONG = { ...CUSTOMER, birthDay: "2" };

async function fail(gateway: ScreenFixture, account = ACCOUNT) {
  const customer = await gateway.customer();
  await customer.press("next", account);
  return await customer.press("next", WRONG);
}

Deno.test("one address can spoil only as many tries as its limit allows", async () => {
  const settings = { failuresPerAddressPerHour: 4, failedAttempts: 3 };
  await using gateway = await ScreenFixture.create({ settings });
  for (let time = 0; time < 3; time += 1) {
    await fail(gateway, { branchCode: "115", accountNumber: `700000${time}` });
  }
  assert.equal((await fail(gateway)).status, 200, "the last one");
  for (let time = 0; time < 3; time += 1) assert.equal((await fail(gateway)).status, 429);
  gateway.address = "198.51.100.7";
  const customer = await gateway.customer();
  assert.equal((await customer.goTo("phone")).screen, "SOA208", "its holder is not locked out");
});

Deno.test("forms sent twice, malformed, too late or to a silent bank cost no try", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("customer");
  const form = customer.browser.prepare("next", WRONG);
  await Promise.all([1, 2, 3, 4].map(() => customer.send(form.clone())));
  for (let time = 0; time < 4; time += 1) await customer.send(form.clone());
  await customer.open("customer");
  for (let time = 0; time < 4; time += 1) {
    await customer.press("next", { ...WRONG, birthYear: "19x4", phoneNumber: "0120000000" });
  }
  gateway.bank.fault = "unavailable";
  for (let time = 0; time < 4; time += 1) await customer.press("next", WRONG);
  gateway.bank.fault = "broken";
  for (let time = 0; time < 4; time += 1) await customer.press("next", WRONG);
  gateway.bank.fault = "none";
  assert.equal((await customer.press("next", WRONG)).messages[0], "authentication-failed");
  assert.equal((await customer.press("next", CUSTOMER)).screen, "SOA208", "two were counted");
});

Deno.test("who has proved themselves already finishes, though the account is locked meanwhile", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("consent");
  gateway.address = "198.51.100.7";
  for (let time = 0; time < 3; time += 1) await fail(gateway);
  assert.deepEqual((await fail(gateway)).messages, ["already-locked"]);
  await customer.press("allow", { agree: true });
  assert.ok(customer.browser.leftFor?.searchParams.has("code"));
});

Deno.test("the desk can lift the lock", async () => {
  await using gateway = await ScreenFixture.create();
  for (let time = 0; time < 3; time += 1) await fail(gateway);
  const account = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;
  const deps = { store: gateway.stores.ephemeral, vault: gateway.vault };
  const context = { now: gateway.clock.now(), attempt: newAttemptId(systemRandom) };
  assert.equal(await liftLock(deps, context, { account, operator: "desk", reason: "call" }), 3);
  const customer = await gateway.customer();
  assert.equal((await customer.goTo("phone")).screen, "SOA208");
});

Deno.test("links that exist go on while the account is locked", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const pending = await app.push();
  const tokens = await app.finish(pending, await consent(gateway.openBrowser(), pending));
  const browser = gateway.openBrowser();
  await browser.open((await app.push()).url.href);
  await browser.press("next", HANAKO.account);
  for (let time = 0; time < 3; time += 1) {
    await browser.press("next", { ...HANAKO.customer, birthDay: "2" });
  }
  assert.deepEqual(browser.page.messages, ["locked"]);
  assert.equal((await app.call(tokens.accessToken, "/accounts")).status, 200);
  const { accessToken } = await app.refresh(tokens.refreshToken);
  assert.equal((await app.call(accessToken, "/accounts")).status, 200);
});
