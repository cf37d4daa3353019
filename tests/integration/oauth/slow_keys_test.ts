/** An app whose `jwks_uri` takes its time: that is no fault of the stores. */
import assert from "node:assert/strict";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { addClient } from "../../../domain/client/manage_clients.ts";
import { App } from "../../support/app.ts";
import { serveBridge } from "../../support/bridge_server.ts";
import { openTestGateway } from "../../support/gateway.ts";
import { openEdgeStores } from "../../support/race_stores.ts";

const STORE_MILLIS = 1000;
/** Longer than stores may take, and shorter than an app's server may. */
const SLOW_MILLIS = 1200;

Deno.test("keys that are fetched slowly take nothing of the time for the stores, whoever waits for them", async () => {
  await using stores = await openEdgeStores();
  const settings = { ...stores.settings, KAKEHASHI_STORE_TIME_MS: String(STORE_MILLIS) };
  await using test = await openTestGateway({ settings });
  const { gateway, issuer } = test;
  const app = await App.create({
    issuer,
    clientId: "slow-app",
    redirectUri: "https://app.example/callback",
    scope: "accounts",
    fetcher: gateway.fetch,
  });
  const { jwks, ...document } = await app.registration();
  let fetched = 0;
  const server = await serveBridge(async () => {
    fetched += 1;
    await new Promise((resolve) => setTimeout(resolve, SLOW_MILLIS));
    return Response.json(jwks);
  });
  const verdict = await checkClientDocument({ ...document, jwks_uri: `${server.url}/jwks` });
  assert.ok(verdict.accepted, JSON.stringify(verdict));
  await addClient(gateway.storage.stores.clients, verdict.registration, gateway.clock.now());
  const pushed = await Promise.all([app.push(), app.push()]);
  assert.equal(new Set(pushed.map(({ requestUri }) => requestUri)).size, 2);
  assert.equal(fetched, 1);
  await server.stop();
});
