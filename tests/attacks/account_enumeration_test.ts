/** Learning which accounts exist, who holds them, and who uses the service. */
import assert from "node:assert/strict";
import { ACCOUNT, CUSTOMER, type Customer, ScreenFixture } from "../support/screen_fixture.ts";

const UNKNOWN = { branchCode: "115", accountNumber: "7654321" };
const WRONG = { ...CUSTOMER, birthDay: "2" };

async function stated(gateway: ScreenFixture, account: typeof ACCOUNT): Promise<Customer> {
  const customer = await gateway.customer();
  await customer.press("next", account);
  return customer;
}

/** What an outsider can measure of one submit, and what it costs. */
async function observe(gateway: ScreenFixture, customer: Customer, button: string, fields = {}) {
  const { roundTrips, bank } = gateway;
  const before = { roundTrips: roundTrips.count, asked: bank.statements.length };
  const answer = await customer.send(customer.browser.prepare(button, fields));
  const { status, headers } = answer;
  const screen = headers.get("location")?.split("/").at(-1);
  const names = [...headers.keys()].toSorted();
  return {
    status,
    screen,
    names,
    roundTrips: roundTrips.count - before.roundTrips,
    asked: bank.statements.length - before.asked,
  };
}

Deno.test("screen ① treats every account alike and asks nobody", async () => {
  await using gateway = await ScreenFixture.create();
  const [known, unknown] = [await gateway.customer(), await gateway.customer()];
  const observed = [
    await observe(gateway, known, "next", ACCOUNT),
    await observe(gateway, unknown, "next", UNKNOWN),
  ];
  assert.deepEqual(observed[0], observed[1]);
  assert.equal(observed[0]?.asked, 0);
  const pages = [await known.open("customer"), await unknown.open("customer")];
  const [first, second] = pages.map(({ text }) => text.replace(/1100026|7654321/, "NUMBER"));
  assert.equal(first, second);
});

Deno.test("screen ② does the same work whether or not the account exists", async () => {
  await using gateway = await ScreenFixture.create();
  const known = await stated(gateway, ACCOUNT);
  const unknown = await stated(gateway, UNKNOWN);
  const one = await observe(gateway, known, "next", WRONG);
  assert.deepEqual(await observe(gateway, unknown, "next", WRONG), one);
  assert.deepEqual([one.asked, one.roundTrips, one.status], [1, 2, 303]);
});

Deno.test("screen ⑤ does the same work for a wrong PIN as for the right one", async () => {
  await using gateway = await ScreenFixture.create();
  const observed = [];
  for (const pin of ["0000", "1234"]) {
    const customer = await gateway.customer();
    await customer.goTo("pin");
    const { screen, ...work } = await observe(gateway, customer, "next", { pin });
    observed.push(work);
    assert.equal(screen, pin === "1234" ? "consent" : "pin");
  }
  assert.deepEqual(observed[0], observed[1]);
});

Deno.test("wrong birth date and wrong phone are told by the same words", async () => {
  await using gateway = await ScreenFixture.create();
  const texts = [];
  for (const wrong of [WRONG, { ...CUSTOMER, phoneNumber: "09000003334" }]) {
    const customer = await stated(gateway, ACCOUNT);
    const page = await customer.press("next", wrong);
    texts.push(page.html.querySelector("dialog")?.text);
  }
  assert.equal(texts[0], texts[1]);
});

Deno.test("the name is compared with nothing, so it cannot be guessed", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await stated(gateway, ACCOUNT);
  const page = await customer.press("next", { ...CUSTOMER, name: "ヒトチガイ" });
  assert.equal(page.screen, "SOA208");
});

Deno.test("asking through the accounts of a branch comes to an end soon", async () => {
  const settings = { failuresPerAddressPerHour: 5 };
  await using gateway = await ScreenFixture.create({ settings });
  const statuses = [];
  for (let number = 0; number < 8; number += 1) {
    const account = { branchCode: "115", accountNumber: String(7_000_000 + number) };
    const customer = await stated(gateway, account);
    statuses.push((await customer.press("next", WRONG)).status);
  }
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429, 429]);
  assert.equal(gateway.bank.statements.length, 5);
});

Deno.test("screens and addresses tell nothing about a customer to a browser that is not theirs", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await stated(gateway, ACCOUNT);
  const stranger = await gateway.customer();
  const page = await stranger.browser.open(`/interaction/${customer.id}/customer`);
  const nobody = await stranger.browser.open(`/interaction/${"x".repeat(43)}/customer`);
  assert.deepEqual([page.status, nobody.status], [403, 404]);
  assert.doesNotMatch(page.text, /115|1100026/);
});
