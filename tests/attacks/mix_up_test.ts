/** An app that talks to several servers is made to take the answer of one for that of another. */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { consent, openTestGateway, walkToConsent } from "../support/gateway.ts";
import { startProtocol } from "../support/protocol_server.ts";

Deno.test("every way back to the app names the issuer, once, whatever the outcome", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const granted = await consent(gateway.openBrowser(), await app.push());
  const denying = gateway.openBrowser();
  await walkToConsent(denying, await app.push());
  await denying.press("deny");
  const aborting = gateway.openBrowser();
  await aborting.open((await app.push()).url.href);
  await aborting.press("next", { branchCode: "115", accountNumber: "1" });
  await aborting.press("abort");
  const unasked = await app.push({ prompt: "none" });
  const passing = gateway.openBrowser();
  await passing.open(unasked.url.href);
  const returns = [denying, aborting].map(({ page }) =>
    URL.parse(page.html.getElementById("return")?.getAttribute("href") ?? "")
  );
  const ways = [granted, ...returns, passing.leftFor];
  assert.deepEqual(ways.map((way) => way?.searchParams.get("error")), [
    null,
    "access_denied",
    "access_denied",
    "login_required",
  ]);
  for (const way of ways) assert.deepEqual(way?.searchParams.getAll("iss"), [gateway.issuer]);
});

Deno.test("an app notices an answer without the issuer or with another", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const pending = await app.push();
  const way = await consent(gateway.openBrowser(), pending);
  assert.equal(app.server.authorization_response_iss_parameter_supported, true);
  const stripped = new URL(way);
  stripped.searchParams.delete("iss");
  const changed = new URL(way);
  changed.searchParams.set("iss", "https://evil.example");
  for (const forged of [stripped, changed]) {
    await assert.rejects(app.finish(pending, forged), oauth.OperationProcessingError);
  }
  assert.ok((await app.finish(pending, way)).accessToken);
});

Deno.test("a code obtained by one app gives the other nothing, though both have the customer's consent", async () => {
  await using server = await startProtocol();
  const honest = await server.register("honest");
  const evil = await server.register("evil");
  const { code } = await server.consent(await honest.pushed(server));
  await server.consent(await evil.pushed(server));
  for (const redirectUri of [honest.redirectUri, evil.redirectUri]) {
    const form = { redirect_uri: redirectUri };
    assert.equal((await evil.redeem(server, code, { form })).status, 400);
  }
  assert.equal((await honest.redeem(server, code)).status, 200);
});

Deno.test("a signed response names issuer and app inside, and serves no other app, server or state", async () => {
  await using gateway = await openTestGateway();
  await using evil = await openTestGateway({
    settings: { KAKEHASHI_ISSUER: "http://localhost:7999" },
  });
  const signs = { signs: true };
  const app = await gateway.addApp(signs);
  const other = await gateway.addApp({ ...signs, clientId: "other-app" });
  const elsewhere = await evil.addApp(signs);
  const pending = await app.push();
  const way = await consent(gateway.openBrowser(), pending);
  assert.deepEqual([...way.searchParams.keys()], ["response"]);
  const response = way.searchParams.get("response") ?? "";
  const othersPending = await other.push();
  const othersWay = await consent(gateway.openBrowser(), othersPending);
  const evilPending = await elsewhere.push();
  const evilWay = await consent(evil.openBrowser(), evilPending);
  const [header = "", , signature = ""] = response.split(".");
  const claims = JSON.stringify({ iss: gateway.issuer, aud: "test-app", code: "x" });
  const plain = new URL(way.origin + way.pathname);
  for (const [name, value] of [["code", "x"], ["state", pending.state], ["iss", gateway.issuer]]) {
    plain.searchParams.set(name ?? "", value ?? "");
  }
  const unsigned = new URL(plain.origin + plain.pathname);
  unsigned.searchParams.set("response", `${header}.${btoa(claims)}.${signature}`);
  for (const forged of [othersWay, evilWay, plain, unsigned]) {
    await assert.rejects(app.finish(pending, forged), forged.href);
  }
  await assert.rejects(elsewhere.finish(evilPending, way), "the other server's app takes it not");
  await assert.rejects(app.finish(await app.push(), way), /state/);
  assert.ok((await app.finish(pending, way)).accessToken);
});

Deno.test("an app that does not look at the issuer takes the answer of another server", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const { state } = await app.push();
  const answer = new URL("https://app.example/callback");
  answer.search = String(new URLSearchParams({ code: "evil", state, iss: "https://evil.example" }));
  const {
    authorization_response_iss_parameter_supported: _,
    ...credulous
  } = { ...app.server, issuer: "https://evil.example" };
  const client = { client_id: "test-app" };
  const parameters = oauth.validateAuthResponse(credulous, client, answer, state);
  assert.equal(parameters.get("code"), "evil");
  assert.throws(() => oauth.validateAuthResponse(app.server, client, answer, state), /iss/);
});
