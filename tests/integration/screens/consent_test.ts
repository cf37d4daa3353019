import assert from "node:assert/strict";
import { parseAuthorizationCode } from "../../../domain/ids.ts";
import { parseCodeRecord, redeemCode } from "../../../domain/authorization/authorization_code.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import {
  changeGrants,
  type Customer,
  failRuns,
  ORIGIN,
  ScreenFixture,
} from "../../support/screen_fixture.ts";

async function consenting(gateway: ScreenFixture): Promise<Customer> {
  const customer = await gateway.customer();
  await customer.goTo("consent");
  return customer;
}

function codeOf(url: URL | undefined): string {
  return url?.searchParams.get("code") ?? "";
}

Deno.test("⑥ says who asks, for which account, from when to when, under which terms, and how to withdraw", async () => {
  await using gateway = await ScreenFixture.create();
  const { page } = await consenting(gateway);
  for (
    const part of [
      "ためしアプリ",
      "ためし株式会社",
      "電子決済等代行業者登録番号：架空財務局長(電代)第1号",
      "普通預金 115-****026",
      "30日",
      "2026年11月4日 10時00分から2026年12月4日 10時00分まで",
      "お問合せ窓口（0120-000-111）へお申し出ください",
      "（2026-10-01版）",
    ]
  ) assert.ok(page.text.includes(part), `${part} in ${page.text}`);
  assert.ok(!page.text.includes("1100026"));
  assert.deepEqual(page.html.querySelectorAll("[checked]"), [], "nothing is preselected");
});

Deno.test("許可する records grant, terms, mail and log, and issues the code", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await consenting(gateway);
  await customer.press("allow", { agree: true });
  const now = gateway.clock.now();
  const [grant, ...others] = await gateway.stores.grants.search({ limit: 10 });
  assert.equal(others.length, 0);
  assert.deepEqual(grant?.account, {
    branchCode: "115",
    accountType: "1",
    accountNumber: "1100026",
  });
  assert.deepEqual(grant?.scopes, ["accounts", "transactions"]);
  assert.equal(grant?.termsVersion, "2026-10-01");
  assert.equal(grant?.interactionId, customer.id);
  assert.equal(grant?.grantedAt, now);
  assert.equal(grant?.expiresAt, now + 30 * 86_400_000);

  const [notice] = await gateway.stores.notices.lease(now, now + 1, 10);
  assert.equal(notice?.to, "hanako@example.jp");
  for (
    const part of ["ためしアプリ", "ためし株式会社", "115-****026", "2026年12月4日", "0120-000-111"]
  ) {
    assert.ok(notice?.text.includes(part), part);
    assert.ok(notice?.html?.includes(part), part);
  }
  assert.ok(!/https?:|1100026|ﾊﾅｺ/.test(`${notice?.text}${notice?.html}`));

  const code = parseAuthorizationCode(codeOf(customer.browser.leftFor));
  assert.ok(code);
  const [{ at }] = await redeemCode(gateway.client.id, code, now);
  const record = (await gateway.stores.ephemeral.list(String(at), now))[0];
  assert.equal(parseCodeRecord(record?.value ?? "").grantId, grant?.id);
});

Deno.test("the operation log tells of every step who, what, result, when and from where", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await consenting(gateway);
  await customer.press("allow", { agree: true });
  assert.deepEqual(
    new Set(await gateway.logged()),
    new Set([
      "screen.account:entered",
      "screen.customer:matched",
      "screen.phone:call_expected",
      "call:matched",
      "screen.call:arrived",
      "screen.pin:authenticated",
      "screen.consent:granted",
    ]),
  );
  const entries = (await gateway.operationLog()).filter(({ event }) => event !== "call");
  for (const entry of entries) {
    assert.equal(entry.actor, "customer");
    assert.equal(entry.clientId, gateway.client.id);
    assert.equal(entry.interactionId, customer.id);
    assert.equal(entry.details.maskedAccount, "115-****026");
    assert.equal(entry.details.ipAddress, "192.0.2.1");
    assert.equal(
      entry.details.enteredName,
      entry.event === "screen.account" ? undefined : "ﾃﾞ-ﾀ ﾊﾅｺ",
    );
  }
  assert.equal(new Set(entries.map(({ accountReference }) => accountReference)).size, 1);
});

Deno.test("the form sent twice gives the same code and one grant", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await consenting(gateway);
  const again = customer.browser.prepare("allow", { agree: true });
  await customer.press("allow", { agree: true });
  const code = codeOf(customer.browser.leftFor);
  await customer.browser.request(again);
  assert.equal(codeOf(customer.browser.leftFor), code);
  assert.equal((await gateway.stores.grants.search({ limit: 10 })).length, 1);
});

Deno.test("once granted the interaction is finished; the way to the app lives as long as the code", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await consenting(gateway);
  await customer.press("allow", { agree: true });
  const code = codeOf(customer.browser.leftFor);
  const page = await customer.open("pin");
  assert.equal(page.status, 410);
  assert.deepEqual(page.messages, ["finished"]);
  const back = new URL(page.html.getElementById("return")?.getAttribute("href") ?? "");
  assert.equal(codeOf(back), code);
  gateway.clock.advance(60_000);
  const later = await customer.open("consent");
  assert.deepEqual(later.messages, ["finished"]);
  assert.equal(later.html.getElementById("return"), null);
});

Deno.test("another browser never gets the code", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await consenting(gateway);
  await customer.press("allow", { agree: true });
  const response = await gateway.fetch(new Request(`${ORIGIN}/interaction/${customer.id}/consent`));
  assert.equal(response.status, 403);
});

Deno.test("stopped between grant and code, the customer presses again and gets the one grant", async () => {
  let runsUntilDown = Infinity;
  await using gateway = await ScreenFixture.create(
    failRuns(() => runsUntilDown-- <= 0 ? new UnavailableError("ephemeral store") : undefined),
  );
  const customer = await consenting(gateway);
  runsUntilDown = 1;
  const page = await customer.press("allow", { agree: true });
  assert.equal(page.status, 503);
  assert.equal((await gateway.stores.grants.search({ limit: 10 })).length, 1);
  runsUntilDown = Infinity;
  gateway.clock.advance(5_000);
  await customer.press("retry");
  assert.equal(codeOf(customer.browser.leftFor).length, 43);
  assert.equal((await gateway.stores.grants.search({ limit: 10 })).length, 1);
  const [notice, ...others] = await gateway.stores.notices.lease(
    gateway.clock.now(),
    gateway.clock.now() + 1,
    10,
  );
  assert.ok(notice);
  assert.equal(others.length, 0);
});

Deno.test("a database out of reach grants nothing, and the customer may press again", async () => {
  let isDown = true;
  await using gateway = await ScreenFixture.create(changeGrants((grants) => ({
    recordConsent: (consent) =>
      isDown ? Promise.reject(new UnavailableError("database")) : grants.recordConsent(consent),
  })));
  const customer = await consenting(gateway);
  const page = await customer.press("allow", { agree: true });
  assert.equal(page.status, 503);
  isDown = false;
  gateway.clock.advance(5_000);
  await customer.press("retry");
  assert.equal(codeOf(customer.browser.leftFor).length, 43);
});

Deno.test("an app whose contract ended while the customer read ⑥ gets no grant", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await consenting(gateway);
  gateway.client = { ...gateway.client, contractUntil: gateway.clock.now() };
  const form = customer.browser.prepare("allow", { agree: true });
  const response = await customer.send(form);
  assert.equal(response.headers.get("location"), `/interaction/${customer.id}/abort`);
  assert.equal((await gateway.stores.grants.search({ limit: 10 })).length, 0);
});

Deno.test("a process held up beyond its lease takes back what it recorded after the customer refused", async () => {
  let meanwhile = async () => {};
  await using gateway = await ScreenFixture.create(changeGrants((grants) => ({
    recordConsent: async (consent) => {
      await meanwhile();
      return await grants.recordConsent(consent);
    },
  })));
  const customer = await consenting(gateway);
  const tab = customer.browser.openTab();
  meanwhile = async () => {
    gateway.clock.advance(5_000);
    await tab.press("deny");
  };
  const page = await customer.press("allow", { agree: true });
  assert.equal(page.screen, "abort");
  const [grant] = await gateway.stores.grants.search({ limit: 10 });
  assert.equal(grant?.endReason, "revoked_by_customer");
  assert.ok((await gateway.logged()).includes("grant.end:revoked_by_customer"));
});

Deno.test("whoever refused, though a consent was recorded, cannot consent to the ended grant", async () => {
  await using gateway = await ScreenFixture.create(changeGrants((grants) => ({
    // Somebody who can see it ends the grant as soon as it is recorded.
    recordConsent: async (consent) => {
      const { id, interactionId } = await grants.recordConsent(consent);
      const entry = { ...consent.logEntry, id: "ended" };
      await grants.end(id, "revoked_by_customer", consent.grant.grantedAt, entry);
      return await grants.recordConsent({
        ...consent,
        grant: { ...consent.grant, interactionId },
      });
    },
  })));
  const customer = await consenting(gateway);
  await customer.press("allow", { agree: true });
  assert.equal(customer.page.screen, "abort");
  assert.equal(customer.browser.leftFor, undefined);
});
