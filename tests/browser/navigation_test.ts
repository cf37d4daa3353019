import assert from "node:assert/strict";
import { HANAKO } from "../support/gateway.ts";
import { Person, SCREENS, walk } from "../support/person.ts";

const PATHS = ["account", "customer", "phone", "call", "pin", "consent"];
const OTHER_BROWSER =
  "このお手続きは別のブラウザで始められています。お手続きを始めたブラウザで続けてください。お心当たりのないリンクから開いた場合は、そのまま画面を閉じてください。";

/** The forms that the browser sends from now on. */
function watchForms(person: Person): string[] {
  const forms: string[] = [];
  person.context.on("request", (request) => {
    if (request.method() === "POST") forms.push(new URL(request.url()).pathname);
  });
  return forms;
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  Deno.test(`reload shows each screen again and sends no form again, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled }, async ({ person }) => {
      for (const [index, screen] of SCREENS.entries()) {
        await person.goTo(screen);
        const url = person.page.url();
        assert.equal(url.split("/").at(-1), PATHS[index]);
        const forms = watchForms(person);
        await person.page.reload();
        assert.equal(person.page.url(), url);
        assert.equal(await person.screen(), screen);
        assert.deepEqual(forms, []);
      }
    });
  });

  Deno.test(`back shows the screen at which the interaction is, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled }, async ({ person }) => {
      await person.goTo("SOA201");
      for (const screen of SCREENS.slice(1)) {
        await person.goTo(screen);
        const url = person.page.url();
        await person.andLoad(person.page.goBack());
        assert.equal(await person.screen(), screen);
        assert.equal(person.page.url(), url);
      }
    });
  });

  Deno.test(`pressing twice counts one wrong PIN, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled, mayCancel: true }, async ({ person }) => {
      await person.goTo("SOA211");
      const failed = person.page.locator("[data-message=authentication-failed]");
      for (let failures = 1; failures <= 2; failures++) {
        await person.fill({ pin: "4321" });
        await person.andLoad(person.page.locator("#next").dblclick());
        while (await person.page.locator("[name=pin]").inputValue() !== "") {
          await person.page.waitForEvent("load");
        }
        await person.page.goto(person.page.url());
        assert.equal(await failed.isVisible(), true, `after ${failures}`);
      }
      await person.press("next", { pin: "4321" });
      assert.deepEqual(Object.keys(await person.messages()), ["locked"]);
    });
  });
}

Deno.test("a second tab that is behind changes nothing and counts nothing", async () => {
  await walk({}, async ({ person }) => {
    await person.goTo("SOA202");
    const behind = await person.openTab();
    await behind.page.goto(person.page.url());
    assert.equal(await behind.screen(), "SOA202");
    await person.press("next", { ...HANAKO.customer, birthDay: "2" });
    await behind.press("next", { ...HANAKO.customer, birthDay: "3" });
    assert.equal(await behind.screen(), "SOA202");
    assert.equal(await behind.page.locator("[name=birthDay]").inputValue(), "2");
    await person.press("next", HANAKO.customer);
    await behind.press("abort");
    assert.equal(await behind.screen(), "SOA208");
    await behind.press("confirm-phone");
    await person.press("confirm-phone");
    assert.equal(await person.screen(), "SOA209");
    assert.equal(await person.destination(), await behind.destination());
    await person.goTo("SOA211");
    await behind.page.locator("body[data-screen=SOA211]").waitFor();
    await behind.press("next", { pin: "4321" });
    assert.deepEqual(Object.keys(await behind.messages()), ["authentication-failed"]);
    await person.press("next", { pin: HANAKO.pin });
    assert.equal(await person.screen(), "SOA211");
    await person.goTo("SOA206");
  });
});

Deno.test("another browser with the same URL is refused and learns nothing but the app's name", async () => {
  await walk({}, async ({ person, gateway, browser }) => {
    let opened = "";
    person.context.on("request", (request) => {
      if (new URL(request.url()).pathname === "/authorize") opened = request.url();
    });
    await person.goTo("SOA208");
    await using thief = await Person.open(browser, gateway, { mayMeet: [403] });
    for (const url of [person.page.url(), opened]) {
      const response = await thief.page.goto(url);
      assert.equal(response?.status(), 403);
      assert.deepEqual(await thief.messages(), { "other-browser": OTHER_BROWSER });
      assert.doesNotMatch(await thief.page.content(), /1100026|3333|hanako/);
    }
    await person.press("confirm-phone");
    assert.equal(await person.screen(), "SOA209");
  });
});

Deno.test("the link from the app opened again leads the same browser to where it is", async () => {
  await walk({}, async ({ person }) => {
    let opened = "";
    person.context.on("request", (request) => {
      if (new URL(request.url()).pathname === "/authorize") opened = request.url();
    });
    await person.goTo("SOA208");
    await person.page.goto(opened);
    assert.equal(await person.screen(), "SOA208");
  });
});

Deno.test("back after 許可する says that the procedure is finished, and the link goes on working", async () => {
  await walk({ mayMeet: [410] }, async ({ person }) => {
    await person.goTo("SOA206");
    await person.press("allow", { agree: true });
    await person.andLoad(person.page.goBack());
    assert.deepEqual(Object.keys(await person.messages()), ["finished"]);
    await person.page.goto(`${person.gateway.sandboxUrl}/app`);
    await person.andLoad(person.page.locator("a.open-account").click());
    assert.equal(await person.page.locator("#summary").getAttribute("data-adds-up"), "true");
  });
});

/** Tells the console what the stream of events of ④ tells. */
const TELL_STATUS = `globalThis.EventSource = class extends EventSource {
  constructor(url) {
    super(url);
    this.addEventListener("message", ({ data }) => console.log(JSON.parse(data).status));
  }
};`;

Deno.test("確定する reaches ⑤ undisturbed, though ④ hears that it is over before the answer comes", async () => {
  await walk({}, async ({ person, person: { page, context } }) => {
    await context.addInitScript(TELL_STATUS);
    await context.route("**/interaction/*/call", async (route) => {
      if (route.request().method() !== "POST") return await route.continue();
      const [response] = await Promise.all([
        route.fetch({ maxRedirects: 0 }),
        page.waitForEvent("console", (message) => message.text() === "moved"),
      ]);
      await route.fulfill({ response });
    });
    await person.goTo("SOA209");
    await person.call(HANAKO.customer.phoneNumber);
    const loads: string[] = [];
    page.on("request", (request) => {
      if (request.isNavigationRequest()) loads.push(`${request.method()} ${request.url()}`);
    });
    await person.press("confirm-call");
    assert.equal(await person.screen(), "SOA211");
    const url = page.url();
    assert.deepEqual(loads, [`POST ${url.replace(/pin$/, "call")}`, `GET ${url}`]);
  });
});
