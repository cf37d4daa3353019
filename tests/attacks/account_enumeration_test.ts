/** Learning which accounts exist, who holds them, and who uses the service. */
import assert from "node:assert/strict";
import { ACCOUNT, CUSTOMER, type Customer, ScreenFixture } from "../support/screen_fixture.ts";

const UNKNOWN = { branchCode: "115", accountNumber: "7654321" };
const WRONG = { ...CUSTOMER, birthDay: "2" };

/** The account was closed since ②: its PIN is asked for all the same. */
function closedMeanwhile(bank: ScreenFixture["bank"]): ScreenFixture["bank"]["verifyPin"] {
  return () => {
    bank.pinCount += 1;
    return Promise.resolve("not_eligible");
  };
}

async function stated(gateway: ScreenFixture, account: typeof ACCOUNT): Promise<Customer> {
  const customer = await gateway.customer();
  await customer.press("next", account);
  return customer;
}

/** What an outsider can measure of one submit, and what it costs. */
async function observe(gateway: ScreenFixture, customer: Customer, button: string, fields = {}) {
  const { roundTrips, bank } = gateway;
  const countAsked = () => bank.statements.length + bank.pinCount;
  const before = { roundTrips: roundTrips.count, asked: countAsked() };
  const answer = await customer.send(customer.browser.prepare(button, fields));
  const { status, headers } = answer;
  const screen = headers.get("location")?.split("/").at(-1);
  const names = [...headers.keys()].toSorted();
  return {
    status,
    screen,
    names,
    roundTrips: roundTrips.count - before.roundTrips,
    asked: countAsked() - before.asked,
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

Deno.test("a gateway that looked an account up before it compares would tell by its work", async () => {
  await using broken = await ScreenFixture.create({
    override: (deps) => ({
      ...deps,
      coreBanking: {
        ...deps.coreBanking,
        matchHolder: (statement) =>
          statement.account.accountNumber === UNKNOWN.accountNumber
            ? Promise.resolve("not_eligible")
            : deps.coreBanking.matchHolder(statement),
      },
    }),
  });
  const one = await observe(broken, await stated(broken, ACCOUNT), "next", WRONG);
  const other = await observe(broken, await stated(broken, UNKNOWN), "next", WRONG);
  assert.notDeepEqual(one, other);
});

Deno.test("screen ② does the same work whether or not the account exists", async () => {
  await using gateway = await ScreenFixture.create();
  const known = await stated(gateway, ACCOUNT);
  const unknown = await stated(gateway, UNKNOWN);
  const one = await observe(gateway, known, "next", WRONG);
  assert.deepEqual(await observe(gateway, unknown, "next", WRONG), one);
  assert.deepEqual([one.asked, one.roundTrips, one.status], [1, 2, 303]);
});

Deno.test("screen ② does the same work for the right holder as for a wrong one", async () => {
  await using gateway = await ScreenFixture.create();
  const right = await observe(gateway, await stated(gateway, ACCOUNT), "next", CUSTOMER);
  const wrong = await observe(gateway, await stated(gateway, ACCOUNT), "next", WRONG);
  assert.deepEqual({ ...right, screen: wrong.screen }, wrong);
});

Deno.test("screen ⑤ does the same work for a right PIN, a wrong one, and an account that is gone", async () => {
  await using gateway = await ScreenFixture.create();
  const atPin = async () => {
    const customer = await gateway.customer();
    await customer.goTo("pin");
    return customer;
  };
  const customers = [await atPin(), await atPin(), await atPin()] as const;
  const wrong = await observe(gateway, customers[0], "next", { pin: "0000" });
  gateway.bank.verifyPin = closedMeanwhile(gateway.bank);
  const gone = await observe(gateway, customers[1], "next", { pin: "0000" });
  Reflect.deleteProperty(gateway.bank, "verifyPin");
  const right = await observe(gateway, customers[2], "next", { pin: "1234" });
  assert.deepEqual(gone, wrong);
  assert.deepEqual({ ...right, screen: wrong.screen }, wrong);
  assert.deepEqual([wrong.asked, wrong.roundTrips, wrong.status], [1, 2, 303]);
});

Deno.test("screen ⑤ is reached by no account that does not exist, so it tells of none", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await stated(gateway, UNKNOWN);
  await customer.press("next", CUSTOMER);
  assert.equal(customer.page.screen, "SOA202");
  const page = await customer.open("pin");
  assert.equal(page.screen, "SOA202");
  assert.equal(gateway.bank.pinCount, 0);
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
