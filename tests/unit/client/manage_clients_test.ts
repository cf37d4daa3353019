import assert from "node:assert/strict";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import type { ClientRepository } from "../../../domain/client/client_registry.ts";
import { addClient, changeClient, disableClient } from "../../../domain/client/manage_clients.ts";
import { APP_DOCUMENT } from "../../support/operator.ts";

const verdict = await checkClientDocument(APP_DOCUMENT);
assert.ok(verdict.accepted);
const { registration } = verdict;
const client = { ...registration, registeredAt: 1, version: 7 };

/** A repository in which somebody else is always faster. */
const contested: ClientRepository = {
  find: () => Promise.resolve(client),
  list: () => Promise.resolve([client]),
  add: () => Promise.resolve(false),
  replace: ({ version }) => {
    assert.equal(version, 8, "the change builds on the version that was read");
    return Promise.resolve(false);
  },
};

Deno.test("of two operators who change one app at the same moment, the later is told", async () => {
  assert.deepEqual(await addClient(contested, registration, 2), { status: "conflict" });
  assert.deepEqual(await changeClient(contested, registration), { status: "conflict" });
  assert.deepEqual(await disableClient(contested, registration.id, 2), { status: "conflict" });
});

Deno.test("disableClient() keeps the moment of the first time", async () => {
  const disabled = { ...client, disabledAt: 2 };
  const repository: ClientRepository = {
    ...contested,
    find: () => Promise.resolve(disabled),
    replace: () => Promise.resolve(true),
  };
  const change = await disableClient(repository, registration.id, 9);
  assert.deepEqual(change, { status: "done", client: { ...disabled, version: 8 } });
});
