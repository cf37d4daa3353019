/** A whole gateway with its sandbox, in process, for tests. */
import { type Config, loadConfig } from "../../config.ts";
import { type Gateway, openGateway, type Surroundings } from "../../composition/gateway.ts";
import { checkClientDocument } from "../../domain/client/check_client.ts";
import { addClient } from "../../domain/client/manage_clients.ts";
import { App, type AppOptions, type PendingLink } from "./app.ts";
import { type FieldValues, HtmlBrowser, type Page } from "./html_browser.ts";
import { createTestKeyFactory } from "./key_factory.ts";
import { withoutEmail } from "./screen_fixture.ts";
import { makeTempDir } from "./temp_dir.ts";

/** Where the gateway's stores are: two files, a libSQL server, or a libSQL file and Redis. */
export interface TestGatewayOptions extends Surroundings {
  /** Settings beside the defaults of the sandbox. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A gateway at work; `await using` ends it and removes its files. */
export interface TestGateway extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly issuer: string;
  /** The lines of its log. */
  readonly logLines: readonly string[];
  /** Makes an app with keys of its own and registers it. */
  addApp(options?: Partial<AppOptions>): Promise<App>;
  /** A browser of its own, without JavaScript. */
  openBrowser(): HtmlBrowser;
}

/** The main customer of the sandbox, as the forms want it. */
export const HANAKO = {
  account: { branchCode: "115", accountNumber: "1100026" },
  customer: {
    name: "データ ハナコ",
    birthYear: "1964",
    birthMonth: "4",
    birthDay: "1",
    phoneNumber: "09000003333",
    email: "hanako@mail.example",
    emailConfirmation: "hanako@mail.example",
  },
  pin: "1234",
};

/** A customer of the sandbox, as the forms want them. */
export type Customer = typeof HANAKO;

/** Another customer, with a telephone of their own. */
export const TSUKIKO: Customer = {
  account: { branchCode: "001", accountNumber: "0000042" },
  customer: {
    ...HANAKO.customer,
    name: "ウルウ ヅキコ",
    birthYear: "2000",
    birthMonth: "2",
    birthDay: "29",
    phoneNumber: "08000004444",
  },
  pin: "9876",
};

/** Somebody else's account, whose holder is not {@link HANAKO}: to guess at. */
export const TARO: Customer = {
  ...HANAKO,
  account: { branchCode: "001", accountNumber: "1234567" },
};

/** Opens a gateway on files of its own, or on the stores that `settings` name. */
export async function openTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const folder = await makeTempDir();
  const logLines: string[] = [];
  const config = loadPatientConfig({
    KAKEHASHI_DATABASE_URL: `file:${folder.path}/kakehashi.db`,
    KAKEHASHI_SANDBOX_CALLS: "auto",
    ...options.settings,
  });
  const log = {
    write: (severity: string, event: string, fields = {}) =>
      void logLines.push(JSON.stringify({ severity, event, ...fields })),
  };
  const gateway = await openGateway(config, {
    log,
    keyFactory: createTestKeyFactory(),
    ...options,
  });
  const { issuer } = config;
  return {
    gateway,
    issuer,
    logLines,
    addApp: (app) => addApp(gateway, { issuer, ...app }),
    openBrowser: () => new HtmlBrowser(issuer, gateway.fetch),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await folder.remove();
    },
  };
}

/** What a test does itself in this process makes timers late, and stores slower than is ever right. */
function loadPatientConfig(settings: Readonly<Record<string, string>>): Config {
  const config = loadConfig({ KAKEHASHI_OVERLOAD_DELAY_MS: "10000", ...settings });
  if ("KAKEHASHI_STORE_TIME_MS" in settings) return config;
  return { ...config, stores: { ...config.stores, timeMillis: 10_000 } };
}

async function addApp(
  gateway: Gateway,
  options: Partial<AppOptions> & { readonly issuer: string },
): Promise<App> {
  const app = await App.create({
    clientId: "test-app",
    redirectUri: "https://app.example/callback",
    scope: "accounts transactions",
    fetcher: gateway.fetch,
    now: () => gateway.clock.now(),
    ...options,
  });
  const verdict = await checkClientDocument(await app.registration());
  if (!verdict.accepted) throw new Error(JSON.stringify(verdict.faults));
  await addClient(gateway.storage.stores.clients, verdict.registration, gateway.clock.now());
  return app;
}

/** Walks a browser from the app's link up to and with the consent; answers with the way back. */
export async function consent(
  browser: HtmlBrowser,
  pending: PendingLink,
  who: Customer = HANAKO,
): Promise<URL> {
  await walkToConsent(browser, pending, who);
  await browser.press("allow", { agree: true });
  if (browser.leftFor === undefined) {
    throw new Error(`no way back to the app: ${describe(browser)}`);
  }
  return browser.leftFor;
}

/** Walks a browser to the consent screen, with the call placed by the sandbox by itself. */
export async function walkToConsent(
  browser: HtmlBrowser,
  pending: PendingLink,
  who: Customer = HANAKO,
): Promise<Page> {
  await browser.open(pending.url.href);
  return await walkToPin(browser, who.account, who.customer, who.pin);
}

/** Walks a browser to the own links, as {@link walkToConsent} to the consent. */
export async function walkToLinks(browser: HtmlBrowser, who: Customer = HANAKO): Promise<Page> {
  await browser.open("/links");
  await browser.press("start");
  return await walkToPin(browser, who.account, withoutEmail(who.customer), who.pin);
}

async function walkToPin(
  browser: HtmlBrowser,
  account: FieldValues,
  customer: FieldValues,
  pin: string,
): Promise<Page> {
  await browser.press("next", account);
  await browser.press("next", customer);
  await browser.press("confirm-phone");
  await waitForCall(browser);
  return await browser.press("next", { pin });
}

/** Presses 確定する until the call has arrived; each press asks the gateway anew. */
export async function waitForCall(browser: HtmlBrowser): Promise<Page> {
  for (let presses = 0; presses < 50 && browser.page.screen === "SOA209"; presses++) {
    await browser.press("confirm-call");
  }
  return browser.page;
}

function describe(browser: HtmlBrowser): string {
  const { screen, messages, text } = browser.page;
  return `${screen} ${messages.join()} ${text.slice(0, 300)}`;
}
