import assert from "node:assert/strict";
import { importJWK, SignJWT } from "jose";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { addClient } from "../../../domain/client/manage_clients.ts";
import type { BrowserEntry } from "../../../tools/conformance/browser_steps.ts";
import { MODULE_PREFIX } from "../../../tools/conformance/browser_steps.ts";
import { describeClients } from "../../../tools/conformance/client_documents.ts";
import { type Configuration, configurePlan } from "../../../tools/conformance/configuration.ts";
import { callbackOf } from "../../../tools/conformance/environment.ts";
import { type Plan, PLANS } from "../../../tools/conformance/plans.ts";
import { ManualClock } from "../../support/clock.ts";
import { ENVIRONMENT, MATERIAL } from "../../support/conformance_environment.ts";
import { openTestGateway, type TestGateway } from "../../support/gateway.ts";
import { matches, SuiteBrowser } from "../../support/suite_browser.ts";

const CODE_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/** The suite, as far as a browser is concerned: it pushes a request and opens a browser. */
interface Suite extends AsyncDisposable {
  readonly test: TestGateway;
  readonly clock: ManualClock;
  readonly callback: string;
  readonly configuration: Configuration;
  /** Pushes a request; answers with the address that the browser is to open. */
  push(visitor?: "client" | "client2"): Promise<string>;
  /** A browser with the steps of a module; without a name those of most modules. */
  openBrowser(module?: string): SuiteBrowser;
}

async function openSuite(plan: Plan): Promise<Suite> {
  const clock = new ManualClock("2026-11-04T10:00:00+09:00");
  const test = await openTestGateway({
    clock,
    settings: { KAKEHASHI_ISSUER: ENVIRONMENT.issuer, KAKEHASHI_SANDBOX: "on" },
  });
  for (const document of describeClients(ENVIRONMENT, plan, MATERIAL)) {
    const verdict = await checkClientDocument(document);
    assert.ok(verdict.accepted, JSON.stringify(verdict));
    await addClient(test.gateway.storage.stores.clients, verdict.registration, clock.now());
  }
  const { configuration } = configurePlan(ENVIRONMENT, plan, MATERIAL);
  const callback = callbackOf(ENVIRONMENT, plan);
  return {
    test,
    clock,
    callback,
    configuration,
    async push(visitor = "client") {
      const requestUri = await pushRequest(test, clock, plan, configuration, callback);
      return authorizeUrl({
        client_id: configuration[visitor].client_id,
        request_uri: requestUri,
        response_type: "code",
        scope: configuration.client.scope,
        redirect_uri: callback,
      });
    },
    openBrowser: (module) => new SuiteBrowser(stepsOf(configuration, module), test.openBrowser()),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}

function stepsOf(
  { browser, override }: Configuration,
  module: string | undefined,
): readonly BrowserEntry[] {
  if (module === undefined) return browser;
  const steps = override[MODULE_PREFIX + module];
  assert.ok(steps, module);
  return steps.browser;
}

function authorizeUrl(parameters: Record<string, string>): string {
  return `${ENVIRONMENT.issuer}/authorize?${new URLSearchParams(parameters)}`;
}

/** With the key that the suite is given, as the suite does it. */
async function pushRequest(
  { gateway }: TestGateway,
  clock: ManualClock,
  plan: Plan,
  { client }: Configuration,
  callback: string,
): Promise<string> {
  const [jwk] = client.jwks.keys;
  const key = await importJWK(jwk, "PS256");
  const nowSeconds = Math.floor(clock.now() / 1000);
  const sign = (claims: Record<string, unknown>) =>
    new SignJWT({ iss: client.client_id, aud: ENVIRONMENT.issuer, nbf: nowSeconds, ...claims })
      .setProtectedHeader({ alg: "PS256", kid: jwk.kid })
      .setExpirationTime(nowSeconds + 60)
      .sign(key);
  const parameters = {
    client_id: client.client_id,
    response_type: "code",
    redirect_uri: callback,
    scope: client.scope,
    state: "a-state",
    code_challenge: CODE_CHALLENGE,
    code_challenge_method: "S256",
    ...(plan.usesOpenid && { nonce: "a-nonce" }),
    ...(plan.signsResponses && { response_mode: "jwt" }),
  };
  const assertion = {
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await sign({
      sub: client.client_id,
      jti: crypto.randomUUID(),
      iat: nowSeconds,
    }),
  };
  const body = new URLSearchParams(
    plan.signsRequests
      ? { request: await sign(parameters), ...assertion }
      : { ...parameters, ...assertion },
  );
  const response = await gateway.fetch(
    new Request(`${ENVIRONMENT.issuer}/par`, { method: "POST", body }),
  );
  const answer = await response.json();
  assert.equal(response.status, 201, JSON.stringify(answer));
  return answer.request_uri;
}

/** What the callback was told, out of the signed response when there is one. */
function readCallback(url: string): URLSearchParams {
  const query = new URL(url).searchParams;
  const response = query.get("response");
  if (response === null) return query;
  const claims = JSON.parse(
    new TextDecoder().decode(
      Uint8Array.fromBase64(response.split(".")[1] ?? "", { alphabet: "base64url" }),
    ),
  );
  return new URLSearchParams(claims);
}

const WITHOUT_CERTIFICATES = PLANS.filter((plan) =>
  plan.clientAuthentication === "private_key_jwt" && plan.senderConstraint === "dpop"
);

for (const plan of WITHOUT_CERTIFICATES) {
  Deno.test(`${plan.id}: the usual steps lead to a code`, async () => {
    await using suite = await openSuite(plan);
    const visit = await suite.openBrowser().visit(await suite.push());
    assert.ok(visit.url.startsWith(`${suite.callback}?`), visit.url);
    assert.ok(readCallback(visit.url).get("code"));
    assert.equal(new URL(visit.url).searchParams.has("response"), plan.signsResponses);
    assert.equal(visit.done.at(-1), "Verify complete");
  });

  Deno.test(`${plan.id}: the steps of user-rejects-authentication lead to access_denied`, async () => {
    await using suite = await openSuite(plan);
    const browser = suite.openBrowser("user-rejects-authentication");
    for (const _client of [1, 2]) {
      const visit = await browser.visit(await suite.push());
      assert.equal(readCallback(visit.url).get("error"), "access_denied");
    }
  });

  Deno.test(`${plan.id}: a request that was not pushed is sent back`, async () => {
    await using suite = await openSuite(plan);
    const name = "ensure-unsigned-authorization-request-without-using-par-fails";
    const visit = await suite.openBrowser(name).visit(authorizeUrl({
      client_id: suite.configuration.client.client_id,
      redirect_uri: suite.callback,
      response_type: "code",
      scope: suite.configuration.client.scope,
    }));
    assert.equal(readCallback(visit.url).get("error"), "invalid_request");
  });
}

const [PLAN] = WITHOUT_CERTIFICATES;
assert.ok(PLAN);

Deno.test("the first visit only opens the screens, the second goes through", async () => {
  await using suite = await openSuite(PLAN);
  const browser = suite.openBrowser(
    "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds",
  );
  const url = await suite.push();
  const first = await browser.visit(url);
  assert.deepEqual(first.done, ["Open the first screen"]);
  assert.ok(matches(`${ENVIRONMENT.issuer}/interaction/*/account`, first.url), first.url);
  assert.ok(readCallback((await browser.visit(url)).url).get("code"));
});

Deno.test("a request_uri that was used is sent back with invalid_request_uri", async () => {
  await using suite = await openSuite(PLAN);
  const browser = suite.openBrowser("par-attempt-reuse-request_uri");
  const url = await suite.push();
  assert.ok(readCallback((await browser.visit(url)).url).get("code"));
  const again = await browser.visit(url);
  assert.equal(readCallback(again.url).get("error"), "invalid_request_uri");
  assert.deepEqual(again.done, ["Verify complete"]);
});

Deno.test("a request_uri that has expired is sent back with invalid_request_uri", async () => {
  await using suite = await openSuite(PLAN);
  const url = await suite.push();
  suite.clock.advance(61_000);
  const visit = await suite.openBrowser("par-attempt-to-use-expired-request_uri").visit(url);
  assert.equal(readCallback(visit.url).get("error"), "invalid_request_uri");
});

Deno.test("another client's request_uri leads to no code: back with an error, or a pictured page", async () => {
  await using suite = await openSuite(PLAN);
  const name = "par-attempt-to-use-request_uri-for-different-client";
  const visit = await suite.openBrowser(name).visit(await suite.push("client2"));
  assert.equal(readCallback(visit.url).get("code"), null);
  assert.ok(visit.pictured || readCallback(visit.url).get("error") === "invalid_request_uri");
});
