/** An app that knows nothing of the gateway but its issuer, at a gateway in a process of its own. */
import { App, type AppOptions } from "./app.ts";
import type { GatewayPlace } from "./gateway_process.ts";
import { consent, type Customer, HANAKO } from "./gateway.ts";
import { type Fetcher, HtmlBrowser } from "./html_browser.ts";

/** Makes an app and registers it with the operator's command line, beside the running gateway. */
export async function registerApp(
  place: GatewayPlace,
  options: Partial<AppOptions> = {},
): Promise<App> {
  const app = await App.create({
    issuer: place.issuer,
    clientId: "black-box",
    redirectUri: "https://app.example/callback",
    scope: "openid accounts transactions",
    fetcher: (request) => fetch(request),
    ...options,
  });
  const document = JSON.stringify(await app.registration());
  const { code, faults } = await place.operate(
    ["client", "add", "-", "--reason", "test"],
    document,
  );
  if (code !== 0) throw new Error(`client add: ${faults}`);
  return app;
}

/** A browser of its own, without JavaScript. */
export function openBrowser(
  { issuer }: Pick<GatewayPlace, "issuer">,
  fetcher: Fetcher = (request) => fetch(request),
): HtmlBrowser {
  return new HtmlBrowser(issuer, fetcher);
}

/** From the pushed request to tokens. */
export async function link(place: GatewayPlace, app: App, who: Customer = HANAKO) {
  const pending = await app.push();
  return await app.finish(pending, await consent(openBrowser(place), pending, who));
}

/** A transaction as the resource API tells it. */
export interface WireTransaction {
  readonly itemKey: string;
  readonly transactionType: "credit" | "debit";
  readonly amount: string;
  readonly balance: string;
}

/** All that an app can read of its only account, page by page. */
export async function readAccount(app: App, accessToken: string, pageSize: number) {
  const read = async (path: string) => {
    const response = await app.call(accessToken, path);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return await response.json();
  };
  const { accounts: [account] } = await read("/accounts");
  const path = `/accounts/${account.accountId}`;
  const { dateTo: today } = await read(`${path}/transactions?limit=1`);
  const transactions: WireTransaction[] = [];
  for (let next = "";;) {
    const page = await read(`${path}/transactions?dateTo=${today}&limit=${pageSize}${next}`);
    transactions.push(...page.transactions);
    if (!page.hasNext) break;
    next = `&nextItemKey=${encodeURIComponent(page.nextItemKey)}`;
  }
  const { balance } = await read(`${path}/balance`);
  return { account, transactions, balance };
}
