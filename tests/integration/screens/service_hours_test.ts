import assert from "node:assert/strict";
import { ACCOUNT, CUSTOMER, ScreenFixture } from "../../support/screen_fixture.ts";

const CLOSED = "ただ今の時間はサービスを行っていません。 ご了承下さい。";

Deno.test("a window that opens under way is told at the next step and loses nothing", async () => {
  await using gateway = await ScreenFixture.create({ start: "2026-11-04T03:58:00+09:00" });
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  gateway.clock.set("2026-11-04T04:00:00+09:00");
  const page = await customer.press("next", CUSTOMER);
  assert.equal(page.status, 503);
  assert.equal(page.headers.get("retry-after"), "300");
  assert.equal(page.screen, "error");
  assert.equal(page.html.querySelector("[data-message=closed]")?.text, CLOSED);
  assert.match(page.text, /2026年11月4日 4時05分からご利用いただけます。/);
  assert.equal(gateway.bank.statements.length, 0);
  assert.equal((await customer.open("customer")).status, 503);
  gateway.clock.set("2026-11-04T04:05:00+09:00");
  assert.equal((await customer.open("customer")).screen, "SOA202");
  assert.equal((await customer.press("next", CUSTOMER)).screen, "SOA208");
});

Deno.test("the form that met a closed window can be sent again after it, as it was typed", async () => {
  await using gateway = await ScreenFixture.create({ start: "2026-11-04T03:58:00+09:00" });
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  gateway.clock.set("2026-11-04T04:00:00+09:00");
  await customer.press("next", CUSTOMER);
  gateway.clock.set("2026-11-04T04:05:00+09:00");
  assert.equal((await customer.press("retry")).screen, "SOA208");
});

Deno.test("an interaction that died during the window is expired after it", async () => {
  await using gateway = await ScreenFixture.create({ start: "2026-11-01T23:50:00+09:00" });
  const customer = await gateway.customer();
  gateway.clock.set("2026-11-02T00:00:00+09:00");
  assert.equal((await customer.open("account")).status, 503);
  gateway.clock.set("2026-11-02T00:05:00+09:00");
  assert.deepEqual((await customer.open("account")).messages, ["expired"]);
});

for (const screen of ["account", "customer", "phone", "call", "pin", "consent"] as const) {
  Deno.test(`outside service hours ${screen} is neither drawn nor taken`, async () => {
    await using gateway = await ScreenFixture.create({ settings: { serviceHours: "always" } });
    const customer = await gateway.customer();
    if (screen !== "account") await customer.goTo(screen);
    const id = customer.page.html.querySelector("#form button")?.getAttribute("id") ?? "";
    const now = gateway.clock.now();
    gateway.maintenance.push({ id: "m1", from: now, until: now + 90_000 });
    const posted = await customer.press(id);
    assert.equal(posted.status, 503);
    assert.equal(posted.headers.get("retry-after"), "90");
    assert.deepEqual(posted.messages, ["closed"]);
    const drawn = await customer.open(screen);
    assert.equal(drawn.status, 503);
    assert.deepEqual(drawn.messages, ["closed"]);
    assert.match(drawn.text, /ためしアプリとの連携手続き/);
  });
}

Deno.test("the unlock moment takes the operator's windows into account", async () => {
  await using gateway = await ScreenFixture.create();
  const until = Temporal.Instant.from("2026-11-05T09:30:00+09:00").epochMilliseconds;
  const from = Temporal.Instant.from("2026-11-05T00:00:00+09:00").epochMilliseconds;
  gateway.maintenance.push({ id: "m1", from, until });
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  for (let time = 0; time < 3; time += 1) {
    await customer.press("next", { ...CUSTOMER, birthDay: "2" });
  }
  assert.match(customer.page.text, /2026年11月5日 9時30分からご利用いただけます。/);
});

Deno.test("① announces the window that would cut the procedure off, and nothing else does", async () => {
  await using gateway = await ScreenFixture.create({ start: "2026-11-04T03:50:00+09:00" });
  const customer = await gateway.customer();
  assert.deepEqual(customer.page.messages, ["closing-soon"]);
  assert.match(
    customer.page.text,
    /2026年11月4日 4時00分から4時05分まで、サービスを停止します。/,
  );
  assert.deepEqual((await customer.press("next", ACCOUNT)).messages, []);
  gateway.clock.set("2026-11-04T03:44:59+09:00");
  assert.deepEqual((await gateway.customer()).page.messages, []);
});
