/** Tokens that are bound to a certificate on other connections, on every route that takes a token. */
import assert from "node:assert/strict";
import { sha256Base64Url } from "../../domain/ids.ts";
import { RESOURCE_OPERATIONS } from "../../routes/resource/operations.ts";
import type { App } from "../support/app.ts";
import { consent } from "../support/gateway.ts";
import { makeTestKey, signAnything } from "../support/protocol_client.ts";
import { openTlsGateway, type TlsGateway } from "../support/tls_gateway.ts";

const NAME = { alternativeNames: [{ type: "dns" as const, value: "app.example" }] };

/** An app whose tokens are bound to its certificate, and what it got. */
async function linkApp(gateway: TlsGateway) {
  const certificate = await gateway.authority.issue(NAME);
  const app = await gateway.addApp({
    boundBy: "mtls",
    scope: "openid accounts transactions",
    certificateName: "app.example",
    fetcher: gateway.connect(certificate),
  });
  const pending = await app.push();
  const { accessToken } = await app.finish(pending, await consent(gateway.openBrowser(), pending));
  return { app, certificate, accessToken, mtls: mtlsOriginOf(app) };
}

function mtlsOriginOf({ server }: App): string {
  return new URL(server.mtls_endpoint_aliases?.token_endpoint ?? "").origin;
}

/** Every route that takes a token; what ends the grant comes last. */
function routesOf(accountId: string, grantId: string): readonly (readonly [string, string])[] {
  const resources = RESOURCE_OPERATIONS.map(({ path }) =>
    ["GET", path.replace("{accountId}", accountId)] as const
  );
  return [
    ...resources,
    ["GET", "/userinfo"],
    ["POST", "/userinfo"],
    ["GET", `/grants/${grantId}`],
    ["DELETE", `/grants/${grantId}`],
  ];
}

Deno.test("a token that is bound to a certificate opens no route on another connection", async () => {
  await using gateway = await openTlsGateway();
  const { certificate, accessToken, mtls } = await linkApp(gateway);
  const own = gateway.connect(certificate);
  const bearer = { Authorization: `Bearer ${accessToken}` };
  const read = async (path: string) =>
    await (await own(new Request(mtls + path, { headers: bearer }))).json();
  const { accounts: [{ accountId }] } = await read("/accounts");
  const { grantId } = await read("/consent");
  const doors = {
    "no certificate": { origin: mtls, fetch: gateway.connect() },
    "the app's next certificate": {
      origin: mtls,
      fetch: gateway.connect(await gateway.authority.issue(NAME)),
    },
    "the door for browsers": { origin: gateway.issuer, fetch: own },
  };
  for (const [method, path] of routesOf(accountId, grantId)) {
    const now = gateway.gateway.clock.now();
    for (const [name, { origin, fetch }] of Object.entries(doors)) {
      const swapped = await asDpop(accessToken, method, origin + path, now);
      for (const headers of [bearer, { ...swapped, ...bearer }, swapped]) {
        const answer = await fetch(new Request(origin + path, { method, headers }));
        assert.equal(answer.status, 401, `${method} ${path}: ${name}`);
        assert.doesNotMatch(await answer.text(), /1100026|"sub"|"scopes"|balance"/);
      }
    }
    const swapped = await asDpop(accessToken, method, mtls + path, now);
    const answer = await own(new Request(mtls + path, { method, headers: swapped }));
    assert.equal(answer.status, 401, "not even on its own connection by another scheme");
    await answer.body?.cancel();
    const right = await own(new Request(mtls + path, { method, headers: bearer }));
    assert.equal(right.status, method === "DELETE" ? 204 : 200, `${method} ${path}`);
    await right.body?.cancel();
  }
});

/** The scheme changed, with a proof that is all right but that no token is bound to its key. */
async function asDpop(accessToken: string, method: string, htu: string, now: number) {
  const key = await makeTestKey();
  const claims = {
    jti: key.thumbprint,
    htm: method,
    htu,
    iat: Math.floor(now / 1000),
    ath: await sha256Base64Url(accessToken),
  };
  const dpop = await signAnything({ typ: "dpop+jwt", jwk: key.publicJwk }, claims, key);
  return { Authorization: `DPoP ${accessToken}`, DPoP: dpop };
}
