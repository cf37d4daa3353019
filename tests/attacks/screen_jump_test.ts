/** Jumping ahead: to the PIN without the call, to the consent without the PIN. */
import assert from "node:assert/strict";
import {
  type Customer,
  ORIGIN,
  ScreenFixture,
  type ScreenOptions,
} from "../support/screen_fixture.ts";

const SCREENS = ["account", "customer", "phone", "call", "pin", "consent"] as const;
/** Everything that the later screens want to know. */
const ANSWERS = { pin: "1234", agree: "yes", action: "correct-account" };

/** From each screen, posts its hidden fields with all answers to every other screen. */
async function jump(options: ScreenOptions): Promise<{ statuses: Set<number>; final: string[] }> {
  await using gateway = await ScreenFixture.create(options);
  const statuses = new Set<number>();
  const final: string[] = [];
  for (const at of SCREENS) {
    const customer = await gateway.customer();
    if (at !== "account") await customer.goTo(at);
    const asked = gateway.bank.pinCount;
    for (const to of SCREENS.filter((screen) => screen !== at)) {
      statuses.add((await customer.send(forgedPost(customer, to))).status);
    }
    assert.equal(gateway.bank.pinCount, asked, "no PIN was tried");
    final.push(new URL((await customer.open("consent")).url).pathname.split("/").at(-1) ?? "");
  }
  const grants = await gateway.stores.grants.search({ limit: 10 });
  assert.equal(grants.length, 0);
  return { statuses, final };
}

function forgedPost({ page, id }: Customer, to: string): Request {
  const hidden = (name: string) =>
    page.html.querySelector(`#form [name=${name}]`)?.getAttribute("value") ?? "";
  const body = new URLSearchParams({ step: hidden("step"), csrf: hidden("csrf"), ...ANSWERS });
  return new Request(`${ORIGIN}/interaction/${id}/${to}`, { method: "POST", body });
}

Deno.test("a form of one screen is not taken at another", async () => {
  const { statuses, final } = await jump({});
  assert.deepEqual([...statuses], [403]);
  assert.deepEqual(final, SCREENS);
});

Deno.test("even if forms fitted every screen, nobody would get ahead of where they are", async () => {
  const { statuses, final } = await jump({
    override: (deps) => ({
      ...deps,
      vault: {
        ...deps.vault,
        pseudonym: (purpose, text) =>
          deps.vault.pseudonym(purpose, purpose === "csrf" ? text.replace(/:[a-z]+:/, ":") : text),
      },
    }),
  });
  assert.ok(statuses.has(500), "the rules of the walk refuse");
  assert.deepEqual(final, SCREENS);
});

Deno.test("addresses of later screens lead back to where the interaction is", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  for (
    const screen of ["customer", "pin", "consent", "finished", "abort", "locked", "../x", "%00"]
  ) {
    const page = await customer.open(screen);
    assert.ok(page.screen === "SOA201" || page.status === 404, screen);
  }
});
