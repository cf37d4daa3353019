/** What others get to see on the way: addresses, referrers, cookies, logs, stores. */
import assert from "node:assert/strict";
import { consent, HANAKO, openTestGateway, waitForCall } from "../support/gateway.ts";
import type { HtmlBrowser } from "../support/html_browser.ts";

/** What is only the customer's, in the forms in which it is typed, stored and sent on. */
const PERSONAL = [
  HANAKO.account.accountNumber,
  HANAKO.customer.phoneNumber,
  "9000003333",
  "1964-04-01",
  "ﾃﾞ-ﾀ",
  "データ",
  "hanako",
];

/** Everything that can go wrong on the way: malformed and wrong input, going back, a wrong PIN, leaving. */
async function stray(browser: HtmlBrowser, url: string): Promise<void> {
  const { account, customer } = HANAKO;
  await browser.open(url);
  await browser.press("next", { ...account, branchCode: "x" });
  await browser.press("next", account);
  await browser.press("next", { ...customer, birthYear: "x" });
  await browser.press("next", { ...customer, birthDay: "2" });
  await browser.press("correct-account");
  await browser.press("next", account);
  await browser.press("next", customer);
  await browser.press("confirm-phone");
  await waitForCall(browser);
  await browser.press("next", { pin: "0000" });
  await browser.press("abort");
  assert.deepEqual(browser.page.messages, ["aborted"]);
}

/** One walk from the app's request to a call of the resource API, with all that was sent. */
async function walk() {
  const gateway = await openTestGateway();
  const requests: Request[] = [];
  const responses: Response[] = [];
  const { fetch } = gateway.gateway;
  gateway.gateway.fetch = async (request, connection) => {
    requests.push(request.clone());
    const response = await fetch(request, connection);
    responses.push(response.clone());
    return response;
  };
  const app = await gateway.addApp();
  await stray(gateway.openBrowser(), (await app.push()).url.href);
  const browser = gateway.openBrowser();
  const pending = await app.push();
  const way = await consent(browser, pending);
  const tokens = await app.finish(pending, way);
  await (await app.call(tokens.accessToken, "/accounts")).body?.cancel();
  await app.refresh(tokens.refreshToken);
  const [cookie = ""] = [...browser.cookies.values()];
  const code = way.searchParams.get("code") ?? "";
  const secrets = [code, tokens.accessToken, tokens.refreshToken, pending.requestUri, cookie];
  return { gateway, requests, responses, way, secrets };
}

Deno.test("no address, cookie or header carries anything of the customer", async () => {
  const { gateway, requests, responses, way } = await walk();
  await using _ = gateway;
  const carried = [
    way.href,
    ...requests.flatMap(({ url, headers }) => [url, headers.get("cookie") ?? ""]),
    ...responses.flatMap(({ headers }) => [...headers].map((field) => field.join(": "))),
  ].map((text) => decodeURIComponent(text));
  assert.ok(carried.length > 100);
  for (const text of carried) {
    for (const datum of PERSONAL) assert.ok(!text.includes(datum), `${datum} in ${text}`);
  }
  await cancelAll(responses);
});

Deno.test("secrets travel in no address but the code's way to the app and the opening of a request", async () => {
  const { gateway, requests, responses, secrets } = await walk();
  await using _ = gateway;
  const [code = "", , , requestUri = ""] = secrets;
  for (const request of requests) {
    const url = decodeURIComponent(request.url);
    const isOpening = url.startsWith(`${gateway.issuer}/authorize?`);
    for (const secret of secrets) {
      assert.ok(!url.includes(secret) || (isOpening && secret === requestUri), url);
    }
  }
  const leading = responses.filter(({ headers }) => headers.get("location")?.includes(code));
  assert.equal(leading.length, 1);
  for (const { headers } of responses) assert.equal(headers.get("referrer-policy"), "no-referrer");
  await cancelAll(responses);
});

Deno.test("no page shows a PIN, and none may be kept by a browser or a proxy", async () => {
  const { gateway, responses } = await walk();
  await using _ = gateway;
  for (const response of responses) {
    const type = response.headers.get("content-type") ?? "";
    const text = await response.text();
    if (!type.startsWith("text/html")) continue;
    assert.match(response.headers.get("cache-control") ?? "", /no-store/);
    assert.doesNotMatch(text, /value="1234"/);
    assert.doesNotMatch(text, /09000003333(?!")/, "the full number stands only in its field");
  }
});

Deno.test("neither log lines nor stores say in clear what is personal or secret", async () => {
  const { gateway, responses, secrets } = await walk();
  await using _ = gateway;
  await cancelAll(responses);
  const { ephemeral } = gateway.gateway.storage.stores;
  const records = await ephemeral.list("", gateway.gateway.clock.now());
  const stored = records.map(({ key, value }) => `${key} ${value}`);
  assert.ok(records.length > 5);
  for (const text of [...gateway.logLines, ...stored]) {
    for (const datum of [...PERSONAL, ...secrets]) assert.ok(!text.includes(datum), text);
  }
});

async function cancelAll(responses: readonly Response[]): Promise<void> {
  await Promise.all(responses.map((response) => response.body?.cancel()));
}
