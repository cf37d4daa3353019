import assert from "node:assert/strict";
import { launchBrowser } from "../support/browser.ts";
import { listenGateway } from "../support/listen_gateway.ts";
import { Person } from "../support/person.ts";

/** What a page can do wrong without that anybody sees it, and what is noted of it. */
const TROUBLES = [
  { body: `<p style="color: red">red</p>`, noted: /Content Security Policy/ },
  { body: `<img src="https://elsewhere.example/" alt="">`, noted: /Content Security Policy/ },
  { body: `<img src="/missing.png" alt="">`, noted: /404 .*missing\.png/ },
  { body: `<img src="/down.png" alt="">`, noted: /ERR_FAILED/ },
  { body: `<p>harmless</p>`, noted: undefined },
];

/** Shows a page on a site of which one file is missing and one cannot be reached. */
async function showPage(person: Person, body: string): Promise<void> {
  await person.context.route("https://page.example/**", (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/down.png") return route.abort();
    if (path === "/missing.png") return route.fulfill({ status: 404 });
    const headers = { "Content-Security-Policy": "default-src 'none'; img-src 'self'" };
    return route.fulfill({ contentType: "text/html", headers, body });
  });
  await person.page.goto("https://page.example/");
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  Deno.test(`what goes wrong in the browser fails the test, ${how} JavaScript`, async () => {
    await using gateway = await listenGateway();
    await using browser = await launchBrowser();
    for (const { body, noted } of TROUBLES) {
      const person = await Person.open(browser, gateway, { javaScriptEnabled });
      await showPage(person, body);
      const end = person[Symbol.asyncDispose]();
      await (noted === undefined ? end : assert.rejects(end, noted, body));
    }
  });
}

Deno.test("an error of the page's script fails the test", async () => {
  await using gateway = await listenGateway();
  await using browser = await launchBrowser();
  const person = await Person.open(browser, gateway);
  await person.page.setContent("<script>undefined.x</script>");
  await assert.rejects(person[Symbol.asyncDispose](), /script: Cannot read properties/);
});

/** What the policy of the screens themselves forbids; each is tried on screen ①. */
const FORBIDDEN = [
  `document.querySelector("h1").setAttribute("style", "color: red")`,
  `document.body.append(Object.assign(new Image(), { src: "https://elsewhere.example/" }))`,
  `document.body.append(Object.assign(document.createElement("script"), { text: "let x" }))`,
  `document.getElementById("form").action = "https://elsewhere.example/";
   document.getElementById("form").submit()`,
];

Deno.test("a violation of the screens' own policy fails the test, forms to elsewhere included", async () => {
  await using gateway = await listenGateway();
  await using browser = await launchBrowser();
  for (const deed of FORBIDDEN) {
    const person = await Person.open(browser, gateway);
    await person.goTo("SOA201");
    await Promise.all([person.page.waitForEvent("console"), person.page.evaluate(deed)]);
    await assert.rejects(person[Symbol.asyncDispose](), /Content Security Policy/, deed);
  }
});
