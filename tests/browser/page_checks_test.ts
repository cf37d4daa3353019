import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchBrowser, openContext } from "../support/browser.ts";
import { listenGateway } from "../support/listen_gateway.ts";
import { Person } from "../support/person.ts";
import { Traffic } from "./traffic.ts";

const CHECKS = await Deno.readTextFile(new URL("page_checks.js", import.meta.url));

/** What each check is to find. */
const BAD_PAGES: readonly { call: string; body: string; deed?: string; found: RegExp }[] = [
  { call: "layout()", body: `<div style="width: 600px">wide</div>`, found: /pixels wide/ },
  {
    call: "layout()",
    body: `<div style="width: 40px; height: 20px; overflow: hidden">much more than fits</div>`,
    found: /cut off: much more/,
  },
  {
    call: "layout()",
    body: `<p>below</p><p style="margin-top: -30px">above</p>`,
    found: /lies over/,
  },
  { call: "targets()", body: `<button id="tiny">×</button>`, found: /#tiny has/ },
  { call: "targets()", body: `<p><a href="/">alone</a></p>`, found: /alone/ },
  { call: "motion()", body: `<p id="slow" style="transition: color 1s">slow</p>`, found: /#slow/ },
  {
    call: "forcedColors()",
    body: `<button id="flat" style="border: 0">x</button>`,
    found: /#flat/,
  },
  {
    call: "forcedColors()",
    body: `<input id="wrong" aria-invalid="true"><input>`,
    found: /#wrong looks like/,
  },
  {
    call: "layoutShift()",
    body: `<p>text</p>`,
    deed: `new Promise((resolve) => {
      new PerformanceObserver(() => {
        const room = document.createElement("div");
        room.style.height = "300px";
        document.body.prepend(room);
      }).observe({ type: "paint", buffered: true });
      new PerformanceObserver(() => resolve()).observe({ type: "layout-shift", buffered: true });
    })`,
    found: /moved by/,
  },
];

const GOOD_PAGE = `<style>button { min-height: 44px; border: 1px solid }</style>
<p>In a sentence <a href="/">a link</a> may be small.</p><button>large enough</button>`;

async function show(page: Page, body: string): Promise<void> {
  await page.route("https://page.example/", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><meta name="viewport" content="width=device-width">${body}`,
    }));
  await page.goto("https://page.example/");
  await page.evaluate(CHECKS);
  await page.unrouteAll();
}

Deno.test("each check of a page finds what it is for, and nothing on a good page", async () => {
  await using browser = await launchBrowser();
  const page = await (await openContext(browser)).newPage();
  for (const { call, body, deed, found } of BAD_PAGES) {
    await show(page, body);
    if (deed !== undefined) await page.evaluate(deed);
    assert.match((await page.evaluate<string[]>(`pageChecks.${call}`)).join(), found);
    await show(page, GOOD_PAGE);
    assert.deepEqual(await page.evaluate(`pageChecks.${call}`), []);
  }
});

Deno.test("focus without an indicator, or under something else, is noted", async () => {
  await using browser = await launchBrowser();
  const page = await (await openContext(browser)).newPage();
  const faultsOf = async (body: string) => {
    await show(page, body);
    await page.keyboard.press("Tab");
    return (await page.evaluate<{ faults: string[] }>("pageChecks.focus()")).faults.join();
  };
  const button = `<button style="margin: 20px">x</button>`;
  assert.match(await faultsOf(`<style>* { outline: none }</style>${button}`), /no focus indicator/);
  const cover = `<div style="position: fixed; inset: 0; background: white"></div>`;
  assert.match(await faultsOf(button + cover), /covered by div/);
  assert.equal(await faultsOf(`<style>:focus { outline: 3px solid }</style>${button}`), "");
});

/** The bytes of an answer's body, or of what becomes of it. */
async function lengthOf({ body }: Response, through?: CompressionStream): Promise<number> {
  const stream = through === undefined ? body : body?.pipeThrough(through);
  return (await new Response(stream).arrayBuffer()).byteLength;
}

Deno.test("what is loaded for a page is weighed, and its hosts are known", async () => {
  await using gateway = await listenGateway();
  await using browser = await launchBrowser();
  await using person = await Person.open(browser, gateway);
  await person.page.goto(`${gateway.issuer}/terms`);
  const traffic = await Traffic.watch(person.page);
  const { bytes, hosts } = traffic.read();
  const load = async (path: string) => await fetch(`${gateway.issuer}${path}`);
  const least = await lengthOf(await load("/terms")) +
    await lengthOf(await load("/static/app.css"), new CompressionStream("gzip")) +
    await lengthOf(await load("/static/app.js"), new CompressionStream("gzip"));
  assert.ok(bytes > least && bytes < least + 6000, `${bytes} for ${least}`);
  assert.deepEqual(hosts, [new URL(gateway.issuer).host]);
});
