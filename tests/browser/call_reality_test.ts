/** Screen ④ on real phones: tabs are discarded, networks cut, clocks wrong, screens opened twice. */
import assert from "node:assert/strict";
import { letTimePass, remaining, stopTime } from "../support/browser_time.ts";
import { HANAKO } from "../support/gateway.ts";
import { type Person, walk } from "../support/person.ts";
import { waitFor } from "../support/wait_for.ts";

const REGISTERED = HANAKO.customer.phoneNumber;
const CUT =
  "この画面の通信が切れています。お電話はそのままおかけいただけます。つながると、自動で確認を続けます。";

/** Notes in the page that the stream of events told something. */
const NOTE_EVENTS = `
  globalThis.wasTold = false;
  globalThis.EventSource = class extends EventSource {
    constructor(url) {
      super(url);
      this.addEventListener("message", () => globalThis.wasTold = true);
    }
  };`;

async function seeArrival(person: Person): Promise<void> {
  await person.page.locator("[data-message=call-arrived]:visible").waitFor();
  assert.equal(await person.screen(), "SOA209");
}

/** The requests from now on that ask how the call stands. */
function watchQuestions(person: Person): string[] {
  const questions: string[] = [];
  person.context.on("request", (request) => {
    if (request.url().endsWith("/call-status")) questions.push(request.url());
  });
  return questions;
}

Deno.test("the arrival is noticed by the stream of events, without asking", async () => {
  await walk({}, async ({ person, clock }) => {
    await stopTime(person, clock.now());
    const questions = watchQuestions(person);
    await person.goTo("SOA209");
    await person.call(REGISTERED);
    await seeArrival(person);
    assert.equal(await person.focused(), "confirm-call");
    assert.deepEqual(questions, []);
  });
});

for (
  const [what, answer] of [
    ["refused", { status: 204 }],
    ["broken off", { status: 200, contentType: "text/event-stream", body: "retry: 2000\n\n" }],
    ["not what it should be", { status: 200, contentType: "text/plain", body: "login" }],
  ] as const
) {
  Deno.test(`where the stream of events is ${what}, the arrival is noticed by asking`, async () => {
    await walk({}, async ({ person }) => {
      await person.context.route("**/call-events", (route) => route.fulfill(answer));
      await person.goTo("SOA209");
      await person.call(REGISTERED);
      await seeArrival(person);
      assert.equal(await person.focused(), "confirm-call");
      for (const trouble of person.takeTroubles()) assert.match(trouble, /MIME type/);
    });
  });
}

Deno.test("where somebody on the way holds the stream of events back, the arrival is noticed by asking", async () => {
  await walk({}, async ({ person, clock }) => {
    await person.context.route("**/call-events", () => {});
    await stopTime(person, clock.now());
    await person.goTo("SOA209");
    await letTimePass(person, 2);
    await person.call(REGISTERED);
    // It asks again some time after its question has been answered, whenever that was.
    await waitFor("the arrival", async () => {
      await letTimePass(person, 2);
      return await person.page.locator("[data-message=call-arrived]:visible").count() > 0;
    });
    await seeArrival(person);
  });
});

Deno.test("a browser that knows no streams of events notices the arrival", async () => {
  await walk({}, async ({ person }) => {
    await person.context.addInitScript("delete globalThis.EventSource");
    await person.goTo("SOA209");
    await person.call(REGISTERED);
    await seeArrival(person);
  });
});

Deno.test("a tab that was discarded during the call shows the arrival and the time left when it is restored", async () => {
  await walk({}, async ({ person, clock }) => {
    await person.goTo("SOA209");
    const url = person.page.url();
    const destination = await person.destination();
    await person.page.close();
    clock.advance(20_000);
    await person.call(REGISTERED, destination);
    const restored = await person.openTab();
    await stopTime(restored, clock.now());
    await restored.page.goto(url);
    await seeArrival(restored);
    assert.deepEqual([await restored.destination(), await remaining(restored)], [destination, 100]);
    await restored.press("confirm-call");
    assert.equal(await restored.screen(), "SOA211");
  });
});

Deno.test("coming back to the screen by the browser's history shows it as it is now", async () => {
  await walk({}, async ({ person, clock }) => {
    await person.goTo("SOA209");
    const destination = await person.destination();
    await person.page.goto("about:blank");
    clock.advance(20_000);
    await person.call(REGISTERED, destination);
    await person.page.goBack();
    await seeArrival(person);
    assert.equal(await person.destination(), destination);
    assert.ok(await remaining(person) <= 100);
    await person.press("confirm-call");
    assert.equal(await person.screen(), "SOA211");
  });
});

Deno.test("a page that was frozen during the call notices the arrival when it goes on", async () => {
  await walk({}, async ({ person }) => {
    await person.goTo("SOA209");
    const destination = await person.destination();
    const session = await person.context.newCDPSession(person.page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await person.call(REGISTERED, destination);
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await seeArrival(person);
    assert.equal(await person.focused(), "confirm-call");
  });
});

Deno.test("a network that is cut during the call is told of calmly; the arrival is noticed once it is back", async () => {
  await walk({ mayBeOffline: true }, async ({ person }) => {
    await person.goTo("SOA209");
    const hint = person.page.locator("#connection");
    assert.equal(await hint.innerText(), "");
    await person.context.setOffline(true);
    await person.page.getByText(CUT).waitFor();
    assert.equal(await hint.getAttribute("role"), "status");
    await person.call(REGISTERED);
    await person.context.setOffline(false);
    await seeArrival(person);
    assert.equal(await hint.innerText(), "");
    await person.press("confirm-call");
    assert.equal(await person.screen(), "SOA211");
  });
});

Deno.test("time that runs out without a network leaves the screen there, and is told of once it is back", async () => {
  await walk({ mayBeOffline: true }, async ({ person, clock }) => {
    await stopTime(person, clock.now());
    await person.goTo("SOA209");
    await person.context.setOffline(true);
    await person.page.getByText(CUT).waitFor();
    clock.advance(130_000);
    await letTimePass(person, 130);
    assert.deepEqual([await person.screen(), await remaining(person)], ["SOA209", 0]);
    await person.andLoad(person.context.setOffline(false));
    assert.deepEqual(Object.keys(await person.messages()), ["call-timeout"]);
    await person.press("restart");
    assert.equal(await person.screen(), "SOA201");
  });
});

Deno.test("opened twice, both tabs see the arrival; confirmed in one, the other goes on with it", async () => {
  await walk({}, async ({ person }) => {
    await person.goTo("SOA209");
    const other = await person.openTab();
    await other.page.goto(person.page.url());
    assert.equal(await other.destination(), await person.destination());
    await person.call(REGISTERED);
    await Promise.all([seeArrival(person), seeArrival(other)]);
    await other.andLoad(person.press("confirm-call"));
    assert.deepEqual([await person.screen(), await other.screen()], ["SOA211", "SOA211"]);
    await other.goTo("SOA206");
  });
});

Deno.test("opened twice, 確定する in both tabs is one step", async () => {
  await walk({ javaScriptEnabled: false }, async ({ person }) => {
    await person.goTo("SOA209");
    const other = await person.openTab();
    await other.page.goto(person.page.url());
    await person.call(REGISTERED);
    await person.press("confirm-call");
    await other.press("confirm-call");
    assert.deepEqual([await person.screen(), await other.screen()], ["SOA211", "SOA211"]);
    assert.deepEqual(await other.messages(), {});
  });
});

Deno.test("a phone whose clock is years off, and is set meanwhile, counts down rightly", async () => {
  await walk({}, async ({ person }) => {
    await stopTime(person, Date.UTC(2001, 0, 1));
    await person.page.addInitScript(NOTE_EVENTS);
    await person.goTo("SOA209");
    assert.equal(await remaining(person), 120);
    // The server's clock stands still: what it tells later would be right for it, and wrong here.
    await waitFor("the first event", () => person.page.evaluate<boolean>("globalThis.wasTold"));
    await letTimePass(person, 3);
    assert.equal(await remaining(person), 117);
    for (const year of [2040, 1980]) {
      await person.page.evaluate(`Date.now = () => ${Date.UTC(year, 0, 1)}`);
      await letTimePass(person, 3);
    }
    assert.equal(await remaining(person), 111);
    assert.equal(await person.screen(), "SOA209");
  });
});

Deno.test("a phone that slept, its clocks with it, shows the right time left when it wakes", async () => {
  await walk({}, async ({ person, clock }) => {
    await stopTime(person, clock.now());
    await person.goTo("SOA209");
    clock.advance(75_000);
    await person.page.evaluate(`document.dispatchEvent(new Event("visibilitychange"))`);
    await person.page.getByText("残り 45 秒", { exact: true }).waitFor();
    await letTimePass(person, 1);
    assert.equal(await remaining(person), 44);
  });
});
