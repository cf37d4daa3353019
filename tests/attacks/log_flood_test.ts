/** Filling the operation log, which is append-only and kept for years, by sending forms without end. */
import assert from "node:assert/strict";
import type { ClientId } from "../../domain/ids.ts";
import { FIRST_STATE } from "../../domain/interaction/interaction.ts";
import { maxSteps } from "../../domain/interaction/limits.ts";
import {
  ACCOUNT,
  CUSTOMER,
  ORIGIN,
  ScreenFixture,
  withoutEmail,
} from "../support/screen_fixture.ts";

const APP = { clientId: "app" as ClientId, browserSecretHash: "", expiresAt: 0 };
const MAX_STEPS = maxSteps({ ...APP, state: FIRST_STATE });

Deno.test("an interaction takes a limited number of forms and then is over", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  let sent = 0;
  while (sent < MAX_STEPS + 20 && customer.page.screen === "SOA201") {
    await customer.press("next", { branchCode: "x" });
    sent += 1;
  }
  assert.equal(sent, MAX_STEPS);
  assert.deepEqual(customer.page.messages, ["expired"]);
  assert.ok(customer.page.html.getElementById("return"), "with the way back to the app");
  const results = await gateway.logged();
  assert.equal(results.length, MAX_STEPS);
  assert.equal(results.at(-1), "screen.account:expired");
});

Deno.test("the form that is one too many is neither compared nor counted", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  for (let step = 2; step < MAX_STEPS; step += 1) {
    await customer.press("next", { ...CUSTOMER, birthYear: "x" });
  }
  await customer.press("next", CUSTOMER);
  assert.deepEqual(customer.page.messages, ["expired"]);
  assert.equal(gateway.bank.statements.length, 0);
  const next = await gateway.customer();
  assert.equal((await next.goTo("phone")).screen, "SOA208");
});

Deno.test("who comes without an app writes a fifth of that, until core banking knows them", async () => {
  await using gateway = await ScreenFixture.create();
  const stranger = await gateway.linksCustomer();
  await stranger.press("next", ACCOUNT);
  while (stranger.page.screen === "SOA202") {
    await stranger.press("next", { ...withoutEmail(CUSTOMER), birthYear: "x" });
  }
  assert.deepEqual(stranger.page.messages, ["links-expired"]);
  const logged = await gateway.logged();
  assert.equal(logged.length, MAX_STEPS / 5);
  const customer = await gateway.linksCustomer();
  await customer.goTo("call");
  for (let time = 0; time < MAX_STEPS / 5; time += 1) await customer.press("confirm-call");
  assert.deepEqual(customer.page.messages, ["call-pending"]);
});

Deno.test("a network opens a hundred interactions without an app in an hour, a site four hundred", async () => {
  await using gateway = await ScreenFixture.create();
  const open = async (address: string) => {
    gateway.address = address;
    const request = new Request(`${ORIGIN}/links`, { method: "POST" });
    const { status, headers } = await gateway.fetch(request);
    assert.equal(headers.getSetCookie().length, status === 303 ? 1 : 0);
    assert.equal(headers.has("retry-after"), status === 429);
    return status;
  };
  const openMany = async (network: number) => {
    const statuses = await Promise.all(
      Array.from({ length: 101 }, (_, host) => open(`2001:db8:1:${network}::${host}`)),
    );
    return statuses.filter((status) => status === 303).length;
  };
  assert.equal(await openMany(1), 100);
  for (const network of [2, 3, 4]) await openMany(network);
  assert.equal(await open("2001:db8:1:5::1"), 429);
  assert.equal(await open("2001:db8:2:1::1"), 303);
});
