import assert from "node:assert/strict";
import { type Customer, ScreenFixture } from "../../support/screen_fixture.ts";

const CALLER = "+819000003333";

async function waiting(gateway: ScreenFixture): Promise<Customer> {
  const customer = await gateway.customer();
  await customer.goTo("call");
  return customer;
}

async function status(customer: Customer): Promise<Record<string, unknown>> {
  const url = `https://gateway.example/interaction/${customer.id}/call-status`;
  const response = await customer.send(new Request(url));
  assert.equal(response.headers.get("cache-control"), "no-store");
  return await response.json();
}

Deno.test("確定する before the call stays and says so; after it, it goes on", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  await customer.press("confirm-call");
  assert.equal(customer.page.screen, "SOA209");
  assert.deepEqual(customer.page.messages, ["call-pending"]);
  assert.match(customer.page.text, /認証中（認証着信待ち）\s*下の番号にお電話のうえ、もう一度/);
  await gateway.call({ from: CALLER, to: customer.destination });
  const page = await customer.open("call");
  assert.deepEqual(page.messages, ["call-arrived"]);
  assert.equal((await customer.press("confirm-call")).screen, "SOA211");
});

Deno.test("the number is a link, also with 186, and a QR code", async () => {
  await using gateway = await ScreenFixture.create();
  const { page, destination } = await waiting(gateway);
  assert.equal(page.html.getElementById("call")?.getAttribute("href"), `tel:${destination}`);
  assert.equal(page.html.getElementById("call-186")?.getAttribute("href"), `tel:186${destination}`);
  assert.equal(page.html.querySelector("svg")?.getAttribute("role"), "img");
  assert.match(page.text, /お届け出電話番号 \*{7}3333/);
  assert.ok(!page.html.toString().includes("09000003333"));
});

for (const from of ["09000003333", "090-0000-3333", "00819000003333", "819000003333"]) {
  Deno.test(`a caller reported as ${from} is the expected one`, async () => {
    await using gateway = await ScreenFixture.create();
    const customer = await waiting(gateway);
    assert.equal(
      (await gateway.call({ from, to: `+81${customer.destination.slice(1)}` })).status,
      204,
    );
    assert.equal((await customer.press("confirm-call")).screen, "SOA211");
  });
}

for (
  const [from, id] of [[null, "call-withheld"], ["anonymous", "call-withheld"], [
    "+819000003334",
    "call-other-number",
  ]] as const
) {
  Deno.test(`a call from ${from} changes nothing; the screen says so, never who called`, async () => {
    await using gateway = await ScreenFixture.create();
    const customer = await waiting(gateway);
    assert.equal((await gateway.call({ from, to: customer.destination })).status, 204);
    const page = await customer.open("call");
    assert.deepEqual(page.messages, [id]);
    assert.ok(!page.html.toString().includes("3334"));
    assert.equal((await customer.press("confirm-call")).screen, "SOA209");
    assert.equal((await status(customer)).status, id.slice(5).replace("-", "_"));
    await gateway.call({ from: CALLER, to: customer.destination });
    assert.equal((await customer.press("confirm-call")).screen, "SOA211");
    const logged = await gateway.logged();
    assert.ok(logged.includes(id === "call-withheld" ? "call:withheld" : "call:unexpected"));
  });
}

Deno.test("a call to another number of the pool does not count", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const other = gateway.settings.destinationNumbers.find((to) => to !== customer.destination);
  await gateway.call({ from: CALLER, to: other ?? "" });
  await customer.press("confirm-call");
  assert.deepEqual(customer.page.messages, ["call-pending"]);
});

Deno.test("a call in the last moment of the 120 s counts", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  gateway.clock.advance(119_999);
  await gateway.call({ from: CALLER, to: customer.destination });
  assert.equal((await customer.press("confirm-call")).screen, "SOA211");
});

Deno.test("after 120 s a call is void; the customer begins again at ① with what was typed", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  gateway.clock.advance(120_000);
  await gateway.call({ from: CALLER, to: customer.destination });
  const over = await customer.open("call");
  assert.equal(over.screen, "SOA209");
  assert.deepEqual(over.messages, ["call-timeout"]);
  await customer.press("restart");
  assert.equal(customer.page.screen, "SOA201");
  assert.deepEqual(customer.page.messages, ["call-timeout"]);
  assert.equal((await customer.press("next")).screen, "SOA202");
  assert.equal((await customer.press("next")).screen, "SOA208");
  await customer.press("confirm-phone");
  await gateway.call({ from: CALLER, to: customer.destination });
  assert.equal((await customer.press("confirm-call")).screen, "SOA211");
});

Deno.test("after 120 s 確定する is void though the call came in time", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  await gateway.call({ from: CALLER, to: customer.destination });
  gateway.clock.advance(120_000);
  await customer.press("confirm-call");
  assert.equal(customer.page.screen, "SOA201");
  assert.deepEqual(customer.page.messages, ["call-timeout"]);
  assert.match(customer.page.text, /最初の画面に戻りました。/);
});

Deno.test("reloading does not extend the 120 s", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  gateway.clock.advance(100_000);
  const page = await customer.open("call");
  assert.equal(page.html.getElementById("countdown")?.getAttribute("data-seconds"), "20");
  assert.match(page.text, /残り 20 秒/);
});

Deno.test("a call that took place before the number was shown does not count, however late it is told", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const at = gateway.clock.now() - 60_000;
  await gateway.call({ from: CALLER, to: customer.destination, at });
  await customer.press("confirm-call");
  assert.deepEqual(customer.page.messages, ["call-pending"]);
});

Deno.test("a forged, old or changed event is refused and logged, and matches nothing", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const call = { from: CALLER, to: customer.destination };
  const seconds = Math.floor(gateway.clock.now() / 1000);
  const body = JSON.stringify({ eventId: "e", destinationNumber: customer.destination });
  for (
    const forgery of [
      { secret: "another-secret-of-a-stranger-0123456789" },
      { timestamp: seconds - 301 },
      { timestamp: seconds + 301 },
      { body },
    ]
  ) {
    assert.equal((await gateway.call(call, forgery)).status, 401);
  }
  assert.equal(gateway.logLines.filter((line) => line.includes("call.forged")).length, 4);
  await customer.press("confirm-call");
  assert.deepEqual(customer.page.messages, ["call-pending"]);
});

Deno.test("an event within the tolerance of 300 s is taken", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const timestamp = Math.floor(gateway.clock.now() / 1000) - 300;
  const call = { from: CALLER, to: customer.destination };
  assert.equal((await gateway.call(call, { timestamp })).status, 204);
  assert.equal((await customer.press("confirm-call")).screen, "SOA211");
});

Deno.test("a repeated event counts once, and cannot be used for another interaction", async () => {
  await using gateway = await ScreenFixture.create({
    settings: { destinationNumbers: ["0120000111"] },
  });
  const first = await waiting(gateway);
  await gateway.call({ from: CALLER, to: "0120000111", id: "event-1" });
  await gateway.call({ from: CALLER, to: "0120000111", id: "event-1" });
  assert.equal((await first.press("confirm-call")).screen, "SOA211");
  gateway.clock.advance(120_000);
  const second = await waiting(gateway);
  await gateway.call({ from: CALLER, to: "0120000111", id: "event-1" });
  await second.press("confirm-call");
  assert.deepEqual(second.page.messages, ["call-pending"]);
  assert.equal((await gateway.logged()).filter((line) => line === "call:matched").length, 1);
});

Deno.test("the customer may call again in the window", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  await gateway.call({ from: CALLER, to: customer.destination });
  await gateway.call({ from: CALLER, to: customer.destination });
  assert.deepEqual((await customer.open("call")).messages, ["call-arrived"]);
});

Deno.test("one call means one interaction: the same caller waits at different numbers", async () => {
  await using gateway = await ScreenFixture.create();
  const customers = [await waiting(gateway), await waiting(gateway), await waiting(gateway)];
  const destinations = customers.map(({ destination }) => destination);
  assert.equal(new Set(destinations).size, 3);
  await gateway.call({ from: CALLER, to: destinations[1] ?? "" });
  const screens = [];
  for (const customer of customers) screens.push((await customer.press("confirm-call")).screen);
  assert.deepEqual(screens, ["SOA209", "SOA211", "SOA209"]);
});

Deno.test("with the caller expected at every number, the customer is asked to come back", async () => {
  await using gateway = await ScreenFixture.create();
  for (let time = 0; time < 3; time += 1) await waiting(gateway);
  const fourth = await gateway.customer();
  await fourth.goTo("phone");
  const busy = await fourth.press("confirm-phone");
  assert.equal(busy.status, 429);
  assert.deepEqual(busy.messages, ["busy"]);
  gateway.clock.advance(150_000);
  assert.equal((await fourth.press("retry")).screen, "SOA209");
});

Deno.test("aborting late does not free a number that is another interaction's by then", async () => {
  await using gateway = await ScreenFixture.create({
    settings: { destinationNumbers: ["0120000111"] },
  });
  const first = await waiting(gateway);
  gateway.clock.advance(150_000);
  const second = await waiting(gateway);
  await first.press("abort");
  await gateway.call({ from: CALLER, to: "0120000111" });
  assert.equal((await second.press("confirm-call")).screen, "SOA211");
});

Deno.test("going on frees the number for the caller's next interaction", async () => {
  await using gateway = await ScreenFixture.create({
    settings: { destinationNumbers: ["0120000111"] },
  });
  for (let time = 0; time < 3; time += 1) {
    const customer = await gateway.customer();
    assert.equal((await customer.goTo("pin")).screen, "SOA211");
  }
});

Deno.test("aborting frees the number for the caller's next interaction", async () => {
  await using gateway = await ScreenFixture.create({
    settings: { destinationNumbers: ["0120000111"] },
  });
  await (await waiting(gateway)).press("abort");
  assert.equal((await waiting(gateway)).page.screen, "SOA209");
});

Deno.test("destinations are chosen at random, without preference", async () => {
  await using gateway = await ScreenFixture.create({ settings: { serviceHours: "always" } });
  const counts = new Map<string, number>();
  for (let time = 0; time < 60; time += 1) {
    const customer = await waiting(gateway);
    counts.set(customer.destination, (counts.get(customer.destination) ?? 0) + 1);
    await customer.press("abort");
  }
  assert.equal(counts.size, 3);
  for (const count of counts.values()) assert.ok(count > 5, `chosen ${count} times of 60`);
});

Deno.test("call-status tells the script of the rest, the arrival and a change of screen", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  gateway.clock.advance(30_500);
  assert.deepEqual(await status(customer), { status: "waiting", remainingSeconds: 90 });
  await gateway.call({ from: CALLER, to: customer.destination });
  assert.deepEqual(await status(customer), {
    status: "arrived",
    remainingSeconds: 90,
    messageId: "call-arrived",
  });
  await customer.press("confirm-call");
  assert.deepEqual(await status(customer), { status: "moved" });
});

Deno.test("call-status tells a stranger nothing", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  const url = `https://gateway.example/interaction/${customer.id}/call-status`;
  const other = await gateway.customer();
  for (const headers of [{}, { cookie: other.cookie }]) {
    const response = await gateway.fetch(new Request(url, { headers }));
    assert.equal(response.status, 404);
  }
  const response = await gateway.fetch(new Request(url, { method: "POST" }));
  assert.equal(response.status, 405);
});

Deno.test("no full phone number is in the log, and callers appear in keys as pseudonyms only", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await waiting(gateway);
  await gateway.call({ from: CALLER, to: customer.destination });
  await gateway.call({ from: "+819000009999", to: customer.destination });
  await customer.press("confirm-call");
  assert.ok(!/9000003333|9000009999/.test(JSON.stringify(await gateway.operationLog())));
  for (const { key, value } of await gateway.stores.ephemeral.list("", gateway.clock.now())) {
    assert.ok(!/9000003333|9000009999/.test(`${key} ${value}`), key);
  }
});
