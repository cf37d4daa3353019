/** A customer and an app at a deployment, whose requests may each go to another gateway. */
import type { App, Tokens } from "./app.ts";
import type { DeployedGateway, Deployment } from "./deployment.ts";
import { DEPLOYMENT_ISSUER } from "./deployment_settings.ts";
import { HANAKO } from "./gateway.ts";
import { type Fetcher, HtmlBrowser, type Page } from "./html_browser.ts";

/** Sends each request to the next of some gateways. */
export function inTurn(gateways: readonly DeployedGateway[]): Fetcher {
  let turn = 0;
  return (request) => {
    const gateway = gateways[turn++ % gateways.length];
    if (gateway === undefined) throw new Error("there is no gateway");
    return gateway.fetch(request);
  };
}

/** From the pushed request to tokens, with the customer's call reported while ④ waits. */
export async function linkAt(
  deployment: Deployment,
  app: App,
  fetcher: Fetcher,
): Promise<Tokens> {
  const pending = await app.push();
  const browser = new HtmlBrowser(DEPLOYMENT_ISSUER, fetcher);
  expectScreen(await browser.open(pending.url.href), "SOA201");
  expectScreen(await browser.press("next", HANAKO.account), "SOA202");
  expectScreen(await browser.press("next", HANAKO.customer), "SOA208");
  expectScreen(await browser.press("confirm-phone"), "SOA209");
  await placeCall(deployment, browser, fetcher);
  expectScreen(await browser.press("confirm-call"), "SOA211");
  expectScreen(await browser.press("next", { pin: HANAKO.pin }), "SOA206");
  await browser.press("allow", { agree: true });
  if (browser.leftFor === undefined) throw new Error(`no way back: ${browser.page.text}`);
  return await app.finish(pending, browser.leftFor);
}

/** Places the call that ④ asks for; the stream of events and the status tell of it. */
async function placeCall(
  deployment: Deployment,
  browser: HtmlBrowser,
  fetcher: Fetcher,
): Promise<void> {
  const events = await browser.fetch(browser.page.url.replace(/call$/, "call-events"));
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  const destination = browser.page.html.getElementById("call")?.text ?? "";
  const { phoneNumber } = HANAKO.customer;
  const report = await deployment.reportCall(phoneNumber.replace(/^0/, "+81"), destination);
  const answer = await fetcher(report);
  if (answer.status !== 204) throw new Error(`the call was answered ${answer.status}`);
  for (let told = ""; !told.includes("arrived");) {
    const { value, done } = await reader?.read() ?? { done: true };
    if (done) throw new Error(`the stream ended with ${told}`);
    told += value;
  }
  await reader?.cancel();
  const status = await browser.fetch(browser.page.url.replace(/call$/, "call-status"));
  const text = await status.text();
  if (!text.includes("arrived")) throw new Error(`the status is ${text}`);
}

function expectScreen(page: Page, screen: string): void {
  if (page.screen === screen) return;
  throw new Error(`${page.screen} (${page.status}) instead of ${screen}: ${page.text}`);
}
