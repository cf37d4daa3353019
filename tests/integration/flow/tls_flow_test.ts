import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import type { App } from "../../support/app.ts";
import { consent } from "../../support/gateway.ts";
import { openTlsGateway } from "../../support/tls_gateway.ts";

/** The status of a call of the resource API. */
async function statusOf(app: App, accessToken: string): Promise<number> {
  try {
    const response = await app.call(accessToken, "/accounts");
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw error;
    await error.response.body?.cancel();
    return error.response.status;
  }
}

/** Everything that the variants of the conformance suite's plans are made of. */
const VARIANTS = (["private_key_jwt", "tls_client_auth"] as const).flatMap((method) =>
  (["dpop", "mtls"] as const).flatMap((boundBy) =>
    [true, false].flatMap((signs) =>
      ["openid accounts", "accounts"].map((scope) => ({ method, boundBy, signs, scope }))
    )
  )
);

for (const { method, boundBy, signs, scope } of VARIANTS) {
  const messages = signs ? "JAR + JARM" : "plain messages";
  Deno.test(`over TLS: ${method} + ${boundBy}, ${messages}, ${scope}`, async () => {
    await using test = await openTlsGateway();
    const clientId = "tls-app";
    const certificate = await test.authority.issue({
      alternativeNames: [{ type: "dns", value: "app.example" }],
    });
    const app = await test.addApp({
      clientId,
      scope,
      boundBy,
      signs,
      fetcher: test.connect(certificate),
      ...(method === "tls_client_auth" && { certificateName: "app.example" }),
    });
    const pending = await app.push();
    const tokens = await app.finish(pending, await consent(test.openBrowser(), pending));
    assert.equal(tokens.response.token_type, boundBy === "mtls" ? "bearer" : "dpop");
    assert.equal(tokens.response.id_token === undefined, scope === "accounts");
    assert.equal(await statusOf(app, tokens.accessToken), 200);
    const renewed = await app.refresh(tokens.refreshToken);
    assert.equal(await statusOf(app, renewed.accessToken), 200);
    await app.revoke(renewed.refreshToken);
    assert.equal(await statusOf(app, renewed.accessToken), 401);
  });
}

Deno.test("over TLS: a token that is bound to a certificate is refused on another connection", async () => {
  await using test = await openTlsGateway();
  const name = { alternativeNames: [{ type: "dns" as const, value: "app.example" }] };
  const certificate = await test.authority.issue(name);
  const app = await test.addApp({
    boundBy: "mtls",
    certificateName: "app.example",
    fetcher: test.connect(certificate),
  });
  const pending = await app.push();
  const { accessToken } = await app.finish(pending, await consent(test.openBrowser(), pending));
  const url = new URL("/accounts", app.server.mtls_endpoint_aliases?.token_endpoint);
  const headers = { Authorization: `Bearer ${accessToken}` };
  for (const thief of [undefined, await test.authority.issue(name)]) {
    const response = await test.connect(thief)(new Request(url, { headers }));
    assert.equal((await response.json()).code, "invalid_token");
    assert.equal(response.status, 401);
  }
});
