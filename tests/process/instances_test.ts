/** Three gateways, each a process, on one Redis and one libSQL server. */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import type { App } from "../support/app.ts";
import { inTurn, linkAt } from "../support/deployed_walk.ts";
import { type DeployedGateway, type Deployment, openDeployment } from "../support/deployment.ts";
import { DEPLOYMENT_ISSUER } from "../support/deployment_settings.ts";

/** Within it every instance must know what the operator did. */
const REACH_MILLIS = 5000;
const POLL_MILLIS = 50;
const SCREEN = `${DEPLOYMENT_ISSUER}/interaction/${"A".repeat(43)}/account`;

interface Fleet {
  readonly deployment: Deployment;
  readonly gateways: readonly DeployedGateway[];
}

Deno.test("each request of a link may go to another instance, and what the operator does reaches all within 5 seconds", async () => {
  await using deployment = await openDeployment();
  await using started = new AsyncDisposableStack();
  // All at once, so that they also meet in bringing up the schemas and making the first keys.
  const gateways = await Promise.all([1, 2, 3].map(() => deployment.start()));
  gateways.forEach((gateway) => started.use(gateway));
  const fleet = { deployment, gateways };

  const app = await deployment.makeApp(inTurn(gateways), "travelling-app");
  const lateApp = await deployment.makeApp(inTurn(gateways), "late-app");
  await deployment.registerApp(app);
  const tokens = await linkAt(deployment, app, inTurn(gateways));
  const readsBy = ({ accessToken }: Awaited<ReturnType<App["refresh"]>>) => {
    return (gateway: DeployedGateway) => canRead(app.sendingBy(gateway.fetch), { accessToken });
  };
  const reads = readsBy(await app.refresh(tokens.refreshToken));
  await assertAll(gateways, reads);
  await announce(fleet, lateApp);
  await assertAll(gateways, reads);
  await replaceKey(fleet, reads);
  const readsAgain = readsBy(await app.refresh(tokens.refreshToken));
  await assertAll(gateways, readsAgain);
  await withdraw(fleet, lateApp, readsAgain);
  await assert.rejects(app.refresh(tokens.refreshToken), oauth.ResponseBodyError);
  for (const gateway of gateways) {
    const { code, faults } = await gateway.stop();
    assert.deepEqual([code, faults], [0, ""]);
  }
});

/** A key, a closed window, and an app of which all instances have just learned that there is none. */
async function announce({ deployment, gateways }: Fleet, lateApp: App): Promise<void> {
  const keys = await readKeyIds(gateways[0]);
  const knowsKey = async (gateway: DeployedGateway) =>
    (await readKeyIds(gateway)).length === keys.length + 1;
  const knowsApp = (gateway: DeployedGateway) => canPush(lateApp.sendingBy(gateway.fetch));
  await assertNone(gateways, knowsKey);
  await assertNone(gateways, knowsApp);
  await assertNone(gateways, isClosed);
  const [from, until] = [-60_000, 3_600_000].map((millis) =>
    Temporal.Instant.fromEpochMilliseconds(deployment.now() + millis).toString()
  );
  await Promise.all([
    deployment.operate(["key", "rotate", "--algorithm", "EdDSA", "--reason", "test"])
      .then(() => reachesAll(gateways, knowsKey)),
    deployment.operate(["maintenance", "add", String(from), String(until), "--reason", "test"])
      .then(() => reachesAll(gateways, isClosed)),
    deployment.registerApp(lateApp)
      .then(() => reachesAll(gateways, knowsApp)),
  ]);
}

/** The key that may have leaked, with its announced successor: what it has signed is worth nothing. */
async function replaceKey(
  { deployment, gateways }: Fleet,
  reads: (gateway: DeployedGateway) => Promise<boolean>,
): Promise<void> {
  const before = await readKeyIds(gateways[0]);
  const [made] = await deployment.operate(
    ["key", "replace", "--algorithm", "EdDSA", "--reason", "test"],
  );
  await reachesAll(gateways, async (gateway) => {
    const ids = await readKeyIds(gateway);
    const isReplaced = ids.includes(String(made?.["id"])) && ids.length === before.length - 1;
    return isReplaced && !await reads(gateway);
  });
}

/** The app, the window and the link of another app. */
async function withdraw(
  { deployment, gateways }: Fleet,
  lateApp: App,
  reads: (gateway: DeployedGateway) => Promise<boolean>,
): Promise<void> {
  const [window] = await deployment.operate(["maintenance", "list"]);
  const not = (is: typeof reads) => async (gateway: DeployedGateway) => !await is(gateway);
  const knowsApp = (gateway: DeployedGateway) => canPush(lateApp.sendingBy(gateway.fetch));
  await Promise.all([
    deployment.operate(["maintenance", "remove", String(window?.["id"]), "--reason", "test"])
      .then(() => reachesAll(gateways, not(isClosed))),
    deployment.operate(["client", "disable", "late-app", "--reason", "test"])
      .then(() => reachesAll(gateways, not(knowsApp))),
    deployment.operate(["grant", "end", "--client", "travelling-app", "--reason", "test"])
      .then(() => assertNone(gateways, reads)),
  ]);
}

/** Each instance answers so within the time that is allowed. */
async function reachesAll(
  gateways: readonly DeployedGateway[],
  isSo: (gateway: DeployedGateway) => Promise<boolean>,
): Promise<void> {
  const begun = performance.now();
  await Promise.all(gateways.map(async (gateway) => {
    while (true) {
      const asked = performance.now();
      if (await isSo(gateway)) return;
      assert.ok(asked - begun < REACH_MILLIS, "an instance does not know in time");
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
    }
  }));
}

async function assertAll(
  gateways: readonly DeployedGateway[],
  isSo: (gateway: DeployedGateway) => Promise<boolean>,
): Promise<void> {
  for (const gateway of gateways) assert.equal(await isSo(gateway), true);
}

async function assertNone(
  gateways: readonly DeployedGateway[],
  isSo: (gateway: DeployedGateway) => Promise<boolean>,
): Promise<void> {
  for (const gateway of gateways) assert.equal(await isSo(gateway), false);
}

async function canPush(app: App): Promise<boolean> {
  try {
    await app.push();
    return true;
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError && error.error === "invalid_client") return false;
    throw error;
  }
}

async function canRead(app: App, { accessToken }: { readonly accessToken: string }) {
  try {
    const response = await app.call(accessToken, "/accounts");
    await response.body?.cancel();
    return response.status === 200;
  } catch (error) {
    if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw error;
    await error.response.body?.cancel();
    return false;
  }
}

/** Whether the screens are closed, that of an unknown interaction among them. */
async function isClosed(gateway: DeployedGateway): Promise<boolean> {
  const response = await gateway.fetch(new Request(SCREEN));
  const text = await response.text();
  // Not 503 alone: a store that is slow is no closed window.
  assert.ok(response.status === 404 || text.includes('data-message="closed"'), text);
  return response.status === 503;
}

async function readKeyIds(gateway: DeployedGateway | undefined): Promise<readonly string[]> {
  const response = await gateway?.fetch(new Request(`${DEPLOYMENT_ISSUER}/jwks`));
  const { keys }: { keys: { kid: string }[] } = await response?.json();
  return keys.map(({ kid }) => kid);
}
