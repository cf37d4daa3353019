/** The gateway's process from its start to its end. */
import assert from "node:assert/strict";
import { link, openBrowser, readAccount, registerApp } from "../support/black_box.ts";
import { consent, HANAKO, waitForCall } from "../support/gateway.ts";
import { type GatewayPlace, openGatewayPlace } from "../support/gateway_process.ts";
import { type HeldRequest, holdRequest } from "../support/held_request.ts";

/** Far more than is needed: only a start that waits for something takes so long. */
const START_LIMIT_MILLIS = 20_000;
/** Until then requests in flight may finish; only then what goes on is cut off. */
const GRACE_MILLIS = 10_000;

Deno.test("started again the gateway knows its apps, links, keys and walks under way", async () => {
  await using place = await openGatewayPlace();
  const first = await place.start();
  const app = await registerApp(place);
  const tokens = await link(place, app);
  const pending = await app.push();
  const browser = await walkToPin(place, pending.url);
  const { code, faults } = await first.stop("SIGTERM");
  assert.deepEqual([code, faults], [0, ""]);

  await using second = await place.start();
  assert.ok(second.startMillis < START_LIMIT_MILLIS);
  const { account } = await readAccount(app, tokens.accessToken, 500);
  assert.equal(account.accountNumber, "1100026");
  const renewed = await app.refresh(tokens.refreshToken);
  await readAccount(app, renewed.accessToken, 500);
  await browser.press("next", { pin: HANAKO.pin });
  await browser.press("allow", { agree: true });
  assert.ok(browser.leftFor !== undefined, browser.page.text);
  await app.finish(pending, browser.leftFor);
});

Deno.test("Ctrl-C lets a request in flight finish, then the process ends well", async () => {
  await using place = await openGatewayPlace();
  const first = await place.start();
  let holding: HeldRequest | undefined;
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const app = await registerApp(place, {
    fetcher: async (request) => {
      if (new URL(request.url).pathname !== "/par" || holding) return await fetch(request);
      holding = await holdRequest(request);
      held.resolve();
      await released.promise;
      return await holding.finish();
    },
  });
  const pushed = app.push();
  await held.promise;
  const ended = first.stop("SIGINT");
  await first.line("ending");
  released.resolve();
  const pending = await pushed;
  const { code, faults } = await ended;
  assert.deepEqual([code, faults], [0, ""]);

  await using _second = await place.start();
  await app.finish(pending, await consent(openBrowser(place), pending));
});

Deno.test("a second Ctrl-C changes nothing, and a stopped gateway leaves its port", async () => {
  await using place = await openGatewayPlace();
  const gateway = await place.start();
  const ended = [gateway.stop("SIGINT"), gateway.stop("SIGINT")];
  for (const { code } of await Promise.all(ended)) assert.equal(code, 0);
  await assert.rejects(fetch(`${place.issuer}/healthz`));
});

Deno.test("a customer waiting on ④ does not hold up the end of the gateway", async () => {
  await using place = await openGatewayPlace({ KAKEHASHI_SANDBOX_CALLS: "manual" });
  const gateway = await place.start();
  const browser = await walkToCall(place, (await (await registerApp(place)).push()).url);
  const stream = await browser.fetch(browser.page.url.replace(/call$/, "call-events"));
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let told = "";
  while (!told.includes("waiting")) told += (await reader?.read())?.value ?? "";
  const begun = performance.now();
  const ended = gateway.stop("SIGTERM");
  while (!(await reader?.read())?.done);
  const { code, faults } = await ended;
  assert.deepEqual([code, faults], [0, ""]);
  assert.ok(performance.now() - begun < GRACE_MILLIS);
});

async function walkToCall(place: GatewayPlace, url: URL) {
  const browser = openBrowser(place);
  await browser.open(url.href);
  await browser.press("next", HANAKO.account);
  await browser.press("next", HANAKO.customer);
  await browser.press("confirm-phone");
  return browser;
}

async function walkToPin(place: GatewayPlace, url: URL) {
  const browser = await walkToCall(place, url);
  await waitForCall(browser);
  assert.equal(browser.page.screen, "SOA211");
  return browser;
}
