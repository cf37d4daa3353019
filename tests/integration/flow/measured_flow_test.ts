/** What a whole gateway counts and times. */
import assert from "node:assert/strict";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { addClient } from "../../../domain/client/manage_clients.ts";
import { App } from "../../support/app.ts";
import { serveBridge } from "../../support/bridge_server.ts";
import { consent, openTestGateway, walkToLinks } from "../../support/gateway.ts";
import { RecordingMeter } from "../../support/recording_meter.ts";

const meter = new RecordingMeter();
meter.install();

Deno.test("a link that its customer ends on /links is counted among the steps, once", async () => {
  await using gateway = await openTestGateway({ settings: { OTEL_DENO_METRICS: "true" } });
  const app = await gateway.addApp();
  await consent(gateway.openBrowser(), await app.push());
  const browser = gateway.openBrowser();
  await walkToLinks(browser);
  await browser.press("end-1");
  await browser.press("end");
  const ends = meter.recorded.filter(({ name, labels }) =>
    name === "kakehashi.steps" && labels["event"] === "grant.end"
  );
  assert.deepEqual(ends.map(({ labels }) => labels["result"]), ["revoked_by_customer"]);
});

Deno.test("the fetch of an app's keys at its jwks_uri is timed", async () => {
  await using test = await openTestGateway({ settings: { OTEL_DENO_METRICS: "true" } });
  const { gateway, issuer } = test;
  const redirectUri = "https://app.example/callback";
  const fetcher = gateway.fetch;
  const app = await App.create({
    issuer,
    clientId: "app",
    redirectUri,
    scope: "accounts",
    fetcher,
  });
  const { jwks, ...document } = await app.registration();
  const server = await serveBridge(() => Promise.resolve(Response.json(jwks)));
  const verdict = await checkClientDocument({ ...document, jwks_uri: `${server.url}/jwks` });
  assert.ok(verdict.accepted, JSON.stringify(verdict));
  await addClient(gateway.storage.stores.clients, verdict.registration, gateway.clock.now());
  await app.push();
  const fetches = meter.recorded.filter(({ labels }) => labels["dependency"] === "client keys");
  assert.deepEqual(fetches.map(({ labels }) => labels["result"]), ["ok"]);
  await server.stop();
});
