import assert from "node:assert/strict";
import { HANAKO } from "../support/gateway.ts";
import { type Person, walk } from "../support/person.ts";

const CLOSED = "ただ今の時間はサービスを行っていません。 ご了承下さい。";
const EXPIRED =
  "お手続きの有効時間が過ぎました。恐れ入りますが、アプリから最初からやり直してください。";

/** By the calendar, and with a bar of two failures, so that tests are short. */
const CALENDAR = { KAKEHASHI_SERVICE_HOURS: "calendar", KAKEHASHI_FAILED_ATTEMPT_LIMIT: "2" };

async function expectText(person: Person, text: RegExp): Promise<void> {
  assert.match(await person.page.innerText("main"), text);
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  Deno.test(`a window that opens under way holds the customer up and loses nothing, ${how} JavaScript`, async () => {
    const start = "2026-11-04T03:57:00+09:00";
    const options = { start, settings: CALENDAR, mayMeet: [503], javaScriptEnabled };
    await walk(options, async ({ person, clock }) => {
      await person.goTo("SOA202");
      clock.set("2026-11-04T04:00:00+09:00");
      const [answer] = await Promise.all([
        person.page.waitForResponse((response) => response.status() === 503),
        person.press("next", HANAKO.customer),
      ]);
      assert.equal(answer.headers()["retry-after"], "300");
      assert.equal(await person.screen(), "error");
      assert.deepEqual(await person.messages(), { closed: CLOSED });
      await expectText(person, /2026年11月4日 4時05分からご利用いただけます。/);
      clock.set("2026-11-04T04:04:59.999+09:00");
      await person.press("retry");
      assert.deepEqual(await person.messages(), { closed: CLOSED });
      clock.set("2026-11-04T04:05:00+09:00");
      await person.press("retry");
      assert.equal(await person.screen(), "SOA208");
      await person.goTo("SOA206");
      await person.press("allow", { agree: true });
      await expectText(person, /連携しました。/);
    });
  });
}

Deno.test("a locked account is barred until midnight, and can be used when the service has opened", async () => {
  const start = "2026-11-04T23:55:00+09:00";
  await walk({ start, settings: CALENDAR, mayMeet: [502, 503] }, async ({ person, clock }) => {
    await person.goTo("SOA211");
    await person.press("next", { pin: "4321" });
    await person.press("next", { pin: "4321" });
    assert.deepEqual(Object.keys(await person.messages()), ["locked"]);
    await expectText(person, /2026年11月5日 0時01分からご利用いただけます。/);
    await person.press("return");

    clock.set("2026-11-04T23:59:59+09:00");
    await person.connect();
    await person.goTo("SOA202");
    await person.press("next", HANAKO.customer);
    assert.deepEqual(Object.keys(await person.messages()), ["already-locked"]);
    await expectText(person, /2026年11月5日 0時01分からご利用いただけます。/);
    clock.set("2026-11-05T00:00:00+09:00");
    await person.press("next");
    assert.deepEqual(await person.messages(), { closed: CLOSED });
    clock.set("2026-11-05T00:01:00+09:00");
    await person.press("retry");
    assert.equal(await person.screen(), "SOA208");
    await person.goTo("SOA206");
  });
});

Deno.test("an interaction expires after 15 minutes for good, and the app is told on return", async () => {
  await walk({ mayMeet: [410, 502] }, async ({ person, clock, gateway }) => {
    await person.goTo("SOA211");
    const url = person.page.url();
    clock.advance(15 * 60_000);
    await person.press("next", { pin: HANAKO.pin });
    assert.equal(await person.screen(), "error");
    assert.deepEqual(await person.messages(), { expired: EXPIRED });
    await person.page.goto(url);
    assert.deepEqual(await person.messages(), { expired: EXPIRED });
    await person.press("return");
    assert.equal(new URL(person.page.url()).origin, gateway.sandboxUrl);
    await expectText(person, /連携は中止されました。/);
    await person.connect();
    assert.equal(await person.screen(), "SOA201");
  });
});
