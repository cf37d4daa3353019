/** Ids that are part of the store's keys, made so that the keys of two would be one. */
import assert from "node:assert/strict";
import { checkClientDocument } from "../../domain/client/check_client.ts";
import { parseClientId } from "../../domain/ids.ts";
import { APP_DOCUMENT } from "../support/operator.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { startProtocol } from "../support/protocol_server.ts";

const IDS = [
  "app:x",
  "app:",
  ":app",
  "app/../x",
  "app*",
  "app?",
  "app[a-z]",
  "app\\",
  "app%3Ax",
  "アプリ",
];

Deno.test("an id that could end one part of a key and begin the next is no client's", async () => {
  const key = (clientId: string, secret: string) => `code:${clientId}:${secret}`;
  assert.equal(key("app", "x:secret"), key("app:x", "secret"), "they would be one");
  for (const id of IDS) {
    assert.equal(parseClientId(id), undefined);
    const verdict = await checkClientDocument({ ...APP_DOCUMENT, client_id: id });
    assert.equal(verdict.accepted, false, `${id} must not be registered`);
  }
});

Deno.test("an assertion and a visit in the name of such an id end before any store is asked", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  server.takeRoundTrips();
  for (const id of IDS) {
    const assertion = await client.assertion({ iss: id, sub: id });
    const form = { client_id: undefined };
    await assertOAuthError(await client.push(server, { assertion, form }), 401, "invalid_client");
    const query = new URLSearchParams({ client_id: id });
    assert.equal((await server.fetch(`/authorize?${query}`)).status, 400);
  }
  assert.deepEqual(server.takeRoundTrips(), []);
});

Deno.test("a jti is a part of no key as it is: only its hash is", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  for (const jti of ["a:b", "*", "\0", "x".repeat(256), "あ"]) {
    const assertion = await client.assertion({ jti });
    assert.equal((await client.push(server, { assertion })).status, 201);
    await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
  }
  const records = await server.stores.ephemeral.list("assertion:", server.clock.now());
  for (const { key } of records) assert.match(key, /^assertion:app:[A-Za-z0-9_-]{43}$/);
  assert.equal(records.length, 5);
});
