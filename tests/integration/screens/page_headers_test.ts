import assert from "node:assert/strict";
import {
  ACCOUNT,
  CUSTOMER,
  type Customer,
  type CustomerScreen,
  ScreenFixture,
} from "../../support/screen_fixture.ts";

const SCREENS = ["account", "customer", "phone", "call", "pin"] as const;

async function at(gateway: ScreenFixture, screen: CustomerScreen): Promise<Customer> {
  const customer = await gateway.customer();
  await customer.goTo(screen);
  return customer;
}

Deno.test("every page carries the headers that protect it", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await at(gateway, "customer");
  const ended = await at(gateway, "phone");
  await ended.press("abort");
  for (const page of [customer.page, ended.page]) {
    const policy = page.headers.get("content-security-policy") ?? "";
    for (
      const part of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]
    ) {
      assert.ok(policy.includes(part), part);
    }
    assert.ok(policy.endsWith("form-action 'self'"));
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.equal(page.headers.get("referrer-policy"), "no-referrer");
    assert.equal(page.headers.get("x-content-type-options"), "nosniff");
    assert.equal(page.headers.get("cross-origin-opener-policy"), "same-origin");
    assert.match(page.headers.get("strict-transport-security") ?? "", /max-age/);
    assert.equal(
      page.html.querySelectorAll("style, [style], script:not([src]), [onclick]").length,
      0,
    );
  }
});

for (
  const [redirectUri, targets] of [
    ["https://app.example/callback", "form-action 'self' https:"],
    ["http://localhost:8001/callback", "form-action 'self' https: http://localhost:8001"],
    ["http://127.0.0.1:5000/cb?x=1", "form-action 'self' https: http://127.0.0.1:5000"],
  ] as const
) {
  Deno.test(`⑥ lets its form end at ${redirectUri}`, async () => {
    await using gateway = await ScreenFixture.create({ redirectUri });
    const { page } = await at(gateway, "consent");
    assert.ok(page.headers.get("content-security-policy")?.endsWith(targets));
  });
}

Deno.test("drawing takes one round trip, a submit two", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  const trips = async (work: () => Promise<unknown>) => {
    const before = gateway.roundTrips.count;
    await work();
    return gateway.roundTrips.count - before;
  };
  for (const [index, screen] of SCREENS.entries()) {
    assert.equal(await trips(() => customer.open(screen)), 1);
    if (screen === "call") {
      await gateway.call({ from: "+819000003333", to: customer.destination });
    }
    const button = customer.page.html.querySelector("#form button")?.getAttribute("id") ?? "";
    const values = [ACCOUNT, CUSTOMER, {}, {}, { pin: "1234" }][index] ?? {};
    const form = customer.browser.prepare(button, values);
    assert.equal(await trips(() => customer.send(form)), 2, screen);
    await customer.open("anything");
  }
  const form = customer.browser.prepare("allow", { agree: true });
  assert.equal(await trips(() => customer.send(form)), 3);
});
