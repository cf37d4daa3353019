/** The requests of the load: pushed requests, drawn screens and resource calls, one third each. */
import { App } from "../../support/app.ts";
import { consent } from "../../support/gateway.ts";
import { HtmlBrowser } from "../../support/html_browser.ts";
import { toWire, type WireRequest } from "./http_connections.ts";

/** Makes so many requests, none of which has been made before. */
export type MakeRequests = (count: number) => Promise<readonly WireRequest[]>;

/** Registers an app, links an account, and leaves a customer at the first screen. */
export async function prepareMix(issuer: string): Promise<MakeRequests> {
  const line = new AppLine();
  const app = await App.create({
    issuer,
    clientId: "test-app",
    redirectUri: "https://app.example/callback",
    scope: "accounts transactions",
    fetcher: line.send,
    algorithm: "EdDSA",
  });
  const body = JSON.stringify(await app.registration());
  await (await fetch(`${issuer}/__client`, { method: "POST", body })).body?.cancel();
  const { accessToken, draw } = await linkAndOpen(app);
  const kinds = [
    () => line.catchRequest(() => app.push()),
    () => Promise.resolve(draw),
    () => line.catchRequest(() => app.call(accessToken, "/consent")),
  ];
  return async (count) => {
    const requests: WireRequest[] = [];
    while (requests.length < count) {
      for (const make of kinds) requests.push(await make());
    }
    return requests;
  };
}

/** Sends what an app sends, or keeps it instead. */
class AppLine {
  #isCatching = false;
  #caught: Request | undefined;

  readonly send = (request: Request): Promise<Response> => {
    if (!this.#isCatching) return fetch(request);
    this.#caught = request;
    return Promise.reject(new Error("caught"));
  };

  async catchRequest(act: () => Promise<unknown>): Promise<WireRequest> {
    this.#isCatching = true;
    await act().catch(() => {});
    this.#isCatching = false;
    if (this.#caught === undefined) throw new Error("the app sent nothing");
    return await toWire(this.#caught);
  }
}

async function linkAndOpen(app: App) {
  const { issuer, fetcher } = app.options;
  const pending = await app.push();
  const back = await consent(new HtmlBrowser(issuer, fetcher), pending);
  const { accessToken } = await app.finish(pending, back);
  const browser = new HtmlBrowser(issuer, fetcher);
  const { url } = await browser.open((await app.push()).url.href);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return { accessToken, draw: await toWire(new Request(url, { headers: { cookie } })) };
}
