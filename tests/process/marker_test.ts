/** After a full run nothing secret can be read anywhere but where it belongs. */
import assert from "node:assert/strict";
import { endGrant } from "../../domain/grant/end_grant.ts";
import { newAttemptId, parseGrantId } from "../../domain/ids.ts";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { HANAKO, openTestGateway, type TestGateway, waitForCall } from "../support/gateway.ts";
import { startRedis } from "../support/redis.ts";
import { makeTempDir, type TempDir } from "../support/temp_dir.ts";

/** No other text of a run is these four digits alone. */
const MARKER_PIN = "8642";
const PHONE_FORMS = ["09000003333", "9000003333", "+819000003333"];

/** Everything that was written anywhere, as text; gathered after each step, as some of it expires. */
type Dump = () => Promise<string>;

/** Walks from the request to the end of the grant, one wrong PIN on the way; the secrets of the run. */
async function fullRun(test: TestGateway, look: () => Promise<void>): Promise<readonly string[]> {
  const app = await test.addApp({ scope: "openid accounts transactions" });
  const pending = await app.push();
  const browser = test.openBrowser();
  const steps: (() => Promise<unknown>)[] = [
    () => browser.open(pending.url.href),
    () => browser.press("next", HANAKO.account),
    () => browser.press("next", { ...HANAKO.customer, birthDay: "2" }),
    () => browser.press("next", HANAKO.customer),
    () => browser.press("confirm-phone"),
    () => waitForCall(browser),
    () => browser.press("next", { pin: MARKER_PIN }),
    () => browser.press("next", { pin: HANAKO.pin }),
    () => browser.press("allow", { agree: true }),
  ];
  for (const step of steps) {
    await step();
    await look();
  }
  const way = browser.leftFor ?? new URL("about:blank");
  const tokens = await app.finish(pending, way);
  const renewed = await app.refresh(tokens.refreshToken);
  await (await app.call(renewed.accessToken, "/accounts")).body?.cancel();
  await look();
  await app.revoke(tokens.accessToken);
  await endByOperator(test, String(tokens.response["grant_id"]));
  await look();
  const code = way.searchParams.get("code") ?? "";
  const { accessToken, refreshToken } = tokens;
  const cookies = [...browser.cookies.values()];
  const requestSecret = pending.requestUri.split(":").at(-1) ?? "";
  const secrets = [code, accessToken, renewed.accessToken, refreshToken, requestSecret, ...cookies];
  return [...secrets, pending.codeVerifier, String(tokens.response.id_token)];
}

async function endByOperator({ gateway }: TestGateway, grantId: string): Promise<void> {
  const id = parseGrantId(grantId);
  assert.ok(id);
  const { stores, vault } = gateway.storage;
  const context = { now: gateway.clock.now(), attempt: newAttemptId(systemRandom) };
  const ended = await endGrant(
    { store: stores.ephemeral, grants: stores.grants, vault },
    context,
    id,
    "revoked_by_operator",
    {
      id: "marker-test",
      at: context.now,
      actor: "operator:test",
      event: "grant.end",
      result: "ok",
      details: {},
    },
  );
  assert.equal(ended, true);
}

/** The bytes of all database files, the log lines, the opened operation log, and the mails. */
async function readEverything(test: TestGateway, folder: TempDir): Promise<string> {
  const parts = [...test.logLines];
  for await (const { name, isFile } of Deno.readDir(folder.path)) {
    if (!isFile || name.endsWith("demo-key.json")) continue;
    const bytes = await Deno.readFile(`${folder.path}/${name}`);
    parts.push(new TextDecoder("latin1").decode(bytes));
  }
  const { operationLog, notices } = test.gateway.storage.stores;
  parts.push(JSON.stringify(await operationLog.search({ limit: 1000 })));
  parts.push(JSON.stringify(await notices.listUnsent(10)));
  const pages = test.gateway.sandbox?.pages;
  const mailbox = pages && new URL("/mailbox", pages.mailboxUrl);
  const list = mailbox ? await (await pages.fetch(new Request(mailbox))).text() : "";
  for (const [, path = ""] of list.matchAll(/href="(\/mailbox\/[^"]+)"/g)) {
    const mail = await pages?.fetch(new Request(new URL(path, mailbox)));
    parts.push(await mail?.text() ?? "");
  }
  return parts.join("\n");
}

/** Every key and value of a Redis, asked for by its REST protocol. */
async function dumpRedis(redis: { readonly url: string; readonly token: string }): Promise<string> {
  const ask = async (...command: readonly string[]) => {
    const response = await fetch(redis.url, {
      method: "POST",
      headers: { Authorization: `Bearer ${redis.token}` },
      body: JSON.stringify(command),
    });
    const { result } = await response.json();
    return result;
  };
  const keys: readonly string[] = await ask("KEYS", "*");
  const READ: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    hash: (key) => ask("HGETALL", key),
    list: (key) => ask("LRANGE", key, "0", "-1"),
    string: (key) => ask("GET", key),
  };
  const values = await Promise.all(keys.map(async (key) => {
    const read = READ[await ask("TYPE", key)];
    return read === undefined ? null : await read(key);
  }));
  return JSON.stringify([keys, values]);
}

async function assertNothingShows(settings: Record<string, string>, more: Dump): Promise<void> {
  await using folder = await makeTempDir();
  await using test = await openTestGateway({
    settings: { ...settings, KAKEHASHI_DATABASE_URL: `file:${folder.path}/kakehashi.db` },
  });
  const seen: string[] = [];
  const look = async () => void seen.push(await readEverything(test, folder), await more());
  const secrets = await fullRun(test, look);
  const text = seen.join("\n");
  assert.ok(text.includes("interaction:"), "the stores were read");
  assert.ok(text.includes("API連携認証が完了しました"), "the mail was read, sent or not");
  for (const secret of [...secrets, ...PHONE_FORMS]) {
    assert.ok(secret.length >= 10);
    assert.ok(!text.includes(secret), `${secret.slice(0, 12)}… shows`);
  }
  assert.doesNotMatch(text, new RegExp(`(?<![\\w.-])${MARKER_PIN}(?![\\w.-])`));
}

Deno.test("no PIN, token or phone number shows in log lines, files or mails", async () => {
  await assertNothingShows({}, () => Promise.resolve(""));
});

Deno.test("no PIN, token or phone number shows in Redis", async () => {
  await using redis = await startRedis();
  const settings = { KAKEHASHI_REDIS_URL: redis.url, KAKEHASHI_REDIS_TOKEN: redis.token };
  await assertNothingShows(settings, () => dumpRedis(redis));
});
