import assert from "node:assert/strict";
import { ACCOUNT, CUSTOMER, ScreenFixture } from "../../support/screen_fixture.ts";

Deno.test("a customer walks through the six screens and returns to the app with a code", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  assert.equal(customer.page.screen, "SOA201");
  assert.match(customer.page.text, /ためしアプリとの連携手続き/);
  assert.match(customer.page.text, /画面ID : SOA201/);

  await customer.press("next", ACCOUNT);
  assert.equal(customer.page.screen, "SOA202");
  assert.match(customer.page.text, /店番 115 普通預金 1100026/);

  await customer.press("next", CUSTOMER);
  assert.equal(customer.page.screen, "SOA208");
  assert.equal(customer.page.html.getElementById("phone")?.text, "*******3333");

  await customer.press("confirm-phone");
  assert.equal(customer.page.screen, "SOA209");
  assert.ok(gateway.settings.destinationNumbers.includes(customer.destination));
  assert.deepEqual(gateway.expectedCalls, [
    { destination: customer.destination, caller: "09000003333" },
  ]);

  await gateway.call({ from: "+819000003333", to: customer.destination });
  await customer.press("confirm-call");
  assert.equal(customer.page.screen, "SOA211");

  await customer.press("next", { pin: "１２３４" });
  assert.equal(customer.page.screen, "SOA206");
  assert.match(customer.page.text, /口座情報・明細情報へのアクセス/);
  assert.match(customer.page.text, /30日/);
  assert.match(customer.page.text, /2026年12月4日/);

  await customer.press("allow", { agree: true });
  const back = customer.browser.leftFor;
  assert.equal(back?.origin, "https://app.example");
  assert.equal(back?.searchParams.get("kept"), "1");
  assert.equal(back?.searchParams.get("state"), "state-1");
  assert.equal(back?.searchParams.get("iss"), "https://gateway.example");
  assert.equal(back?.searchParams.get("code")?.length, 43);
});
