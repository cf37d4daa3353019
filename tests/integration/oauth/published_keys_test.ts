/** Apps that publish their keys (`jwks_uri`), and change them. */
import assert from "node:assert/strict";
import { ClientKeys } from "../../../domain/client/client_keys.ts";
import { PublishedKeys } from "../../../domain/client/published_keys.ts";
import { ManualClock } from "../../support/clock.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import { makeTestKey, type TestKey } from "../../support/protocol_client.ts";
import { startProtocol } from "../../support/protocol_server.ts";

const PUBLISHING = { keys: [], jwksUri: "https://app.example/jwks" };

/** The app's web server: the keys that it publishes now, or that it is away. */
class KeyServer {
  readonly clock = new ManualClock();
  readonly #keys: Map<string, TestKey> = new Map();
  isAway = false;
  fetches = 0;
  readonly published = new PublishedKeys(this, this.clock, () => {});

  put(kid: string, key: TestKey): void {
    this.#keys.set(kid, key);
  }

  remove(kid: string): void {
    this.#keys.delete(kid);
  }

  fetch(): Promise<unknown> {
    this.fetches += 1;
    if (this.isAway) return Promise.reject(new Error("away"));
    const keys = [...this.#keys].map(([kid, { publicJwk }]) => ({ ...publicJwk, kid }));
    return Promise.resolve({ keys });
  }
}

async function start() {
  const keyServer = new KeyServer();
  const server = await startProtocol({ clientKeys: new ClientKeys(keyServer.published) });
  const app = await server.register("app", PUBLISHING);
  keyServer.put("key-1", app.key);
  const push = async (kid: string, key: TestKey) =>
    await app.push(server, { assertion: await app.assertion({}, { kid }, key) });
  return {
    keyServer,
    app,
    push,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

Deno.test("an app changes its keys without telling anybody", async () => {
  await using world = await start();
  const { app, keyServer, push } = world;
  assert.equal((await push("key-1", app.key)).status, 201);
  const next = await makeTestKey("ES256");
  keyServer.put("key-2", next);
  keyServer.clock.advance(60_000);
  assert.equal((await push("key-2", next)).status, 201, "the new key is found by its kid");
  assert.equal((await push("key-1", app.key)).status, 201, "the old one goes on");
  keyServer.remove("key-1");
  keyServer.clock.advance(300_000);
  await assertOAuthError(await push("key-1", app.key), 401, "invalid_client");
  assert.equal((await push("key-2", next)).status, 201);
});

Deno.test("a key under the kid of a removed one does not pass for it", async () => {
  await using world = await start();
  const { app, keyServer, push } = world;
  assert.equal((await push("key-1", app.key)).status, 201);
  keyServer.put("key-1", await makeTestKey("ES256"));
  keyServer.clock.advance(300_000);
  await assertOAuthError(await push("key-1", app.key), 401, "invalid_client");
});

Deno.test("while the app's server is away its known keys serve, for six hours", async () => {
  await using world = await start();
  const { app, keyServer, push } = world;
  assert.equal((await push("key-1", app.key)).status, 201);
  keyServer.isAway = true;
  keyServer.clock.advance(3_600_000);
  assert.equal((await push("key-1", app.key)).status, 201);
  keyServer.clock.advance(6 * 3_600_000);
  await assertOAuthError(await push("key-1", app.key), 401, "invalid_client");
});

Deno.test("strangers with made-up kids do not have the app's server asked again and again", async () => {
  await using world = await start();
  const { app, keyServer, push } = world;
  assert.equal((await push("key-1", app.key)).status, 201);
  const stranger = await makeTestKey("ES256");
  for (let count = 0; count < 20; count++) {
    await assertOAuthError(await push(`made-up-${count}`, stranger), 401, "invalid_client");
  }
  assert.equal(keyServer.fetches, 1);
  assert.equal((await push("key-1", app.key)).status, 201);
});
