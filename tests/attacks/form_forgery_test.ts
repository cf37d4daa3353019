/** Forms that another site makes the customer's browser send (CSRF), on each screen. */
import assert from "node:assert/strict";
import { parseInteractionId } from "../../domain/ids.ts";
import type { FieldValues } from "../support/html_browser.ts";
import {
  ACCOUNT,
  CUSTOMER,
  type Customer,
  ORIGIN,
  ScreenFixture,
} from "../support/screen_fixture.ts";

interface Target {
  readonly screen: "account" | "customer" | "phone" | "call" | "pin" | "consent" | "abort";
  /** Where the victim is. */
  readonly at: "customer" | "phone" | "call" | "pin" | "consent" | undefined;
  readonly button: string;
  readonly fields: FieldValues;
}

const TARGETS: readonly Target[] = [
  { screen: "account", at: undefined, button: "next", fields: ACCOUNT },
  { screen: "customer", at: "customer", button: "next", fields: CUSTOMER },
  { screen: "phone", at: "phone", button: "confirm-phone", fields: {} },
  { screen: "call", at: "call", button: "confirm-call", fields: {} },
  { screen: "pin", at: "pin", button: "next", fields: { pin: "1234" } },
  { screen: "consent", at: "consent", button: "allow", fields: { agree: true } },
  { screen: "abort", at: "pin", button: "abort", fields: {} },
];

async function visitor(gateway: ScreenFixture, { at }: Target): Promise<Customer> {
  const customer = await gateway.customer();
  if (at !== undefined) await customer.goTo(at);
  return customer;
}

/** The attacker's own form, at the same screen and step, sent to the victim's interaction with the victim's cookie. */
async function forge(gateway: ScreenFixture, target: Target): Promise<Response> {
  const [victim, attacker] = [await visitor(gateway, target), await visitor(gateway, target)];
  const body = await attacker.browser.prepare(target.button, target.fields).text();
  return await victim.send(post(`/interaction/${victim.id}/${target.screen}`, body));
}

function post(path: string, body: string, headers: HeadersInit = {}): Request {
  const type = { "Content-Type": "application/x-www-form-urlencoded" };
  return new Request(ORIGIN + path, { method: "POST", body, headers: { ...type, ...headers } });
}

for (const target of TARGETS) {
  Deno.test(`nobody else's form is taken on screen ${target.screen}`, async () => {
    await using broken = await ScreenFixture.create({
      override: (deps) => ({
        ...deps,
        vault: {
          ...deps.vault,
          pseudonym: (purpose, text) =>
            purpose === "csrf"
              ? Promise.resolve("one for all")
              : deps.vault.pseudonym(purpose, text),
        },
      }),
    });
    assert.equal((await forge(broken, target)).status, 303);

    await using gateway = await ScreenFixture.create();
    assert.equal((await forge(gateway, target)).status, 403);
  });

  Deno.test(`a form of our own that another site sends is not taken on screen ${target.screen}`, async () => {
    await using gateway = await ScreenFixture.create();
    const victim = await visitor(gateway, target);
    const own = await victim.browser.prepare(target.button, target.fields).text();
    const path = `/interaction/${victim.id}/${target.screen}`;
    for (const site of ["cross-site", "same-site", "SAME-ORIGIN", ""]) {
      const answer = await victim.send(post(path, own, { "Sec-Fetch-Site": site }));
      assert.equal(answer.status, 403, site);
    }
    for (const type of ["text/plain", "multipart/form-data; boundary=x", "application/json"]) {
      assert.equal(
        (await victim.send(post(path, own, { "Content-Type": type }))).status,
        400,
        type,
      );
    }
    await victim.send(new Request(`${ORIGIN}${path}?${own}`));
    assert.equal((await victim.send(post(path, own))).status, 303, "nothing had been taken");
  });
}

Deno.test("the token of a form is not to be had without its cookie", async () => {
  await using gateway = await ScreenFixture.create();
  const victim = await gateway.customer();
  const token = victim.page.html.querySelector("[name=csrf]")?.getAttribute("value") ?? "";
  assert.ok(parseInteractionId(token) !== undefined, "256 bits");
  for (
    const cookie of ["", victim.cookie.replace(/.$/, "!"), `${victim.cookie.slice(0, -5)}aaaaa`]
  ) {
    const request = new Request(`${ORIGIN}/interaction/${victim.id}/account`, {
      headers: { cookie },
    });
    const page = await (await gateway.fetch(request)).text();
    assert.doesNotMatch(page, /name="csrf"/);
  }
});
