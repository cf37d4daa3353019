import assert from "node:assert/strict";
import { WWWAuthenticateChallengeError } from "oauth4webapi";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { App } from "../../support/app.ts";
import { ISSUER, type ProtocolServer, startProtocol } from "../../support/protocol_server.ts";

const REDIRECT_URI = "https://app.example/callback?tenant=1";

async function registerApp(
  server: ProtocolServer,
  algorithm: "ES256" | "EdDSA" | "PS256",
): Promise<App> {
  const app = await App.create({
    issuer: ISSUER,
    clientId: "app",
    redirectUri: REDIRECT_URI,
    scope: "openid accounts",
    fetcher: (request) => server.fetch(request.url.slice(ISSUER.length), request),
    now: server.clock.now,
    algorithm,
  });
  const verdict = await checkClientDocument(await app.registration());
  assert.ok(verdict.accepted);
  const registeredAt = server.clock.now();
  await server.stores.clients.add({ ...verdict.registration, registeredAt, version: 1 });
  return app;
}

for (const algorithm of ["ES256", "EdDSA", "PS256"] as const) {
  Deno.test(`a client of another maker, with ${algorithm}, links, reads, refreshes, revokes`, async () => {
    await using server = await startProtocol();
    const app = await registerApp(server, algorithm);
    const pending = await app.push();
    const { grant, location } = await server.consent(pending.requestUri);
    const tokens = await app.finish(pending, location);
    const { sub } = await (await app.call(tokens.accessToken, "/userinfo")).json();
    assert.equal(sub, grant.subject);
    const refreshed = await app.refresh(tokens.refreshToken);
    assert.equal((await app.call(refreshed.accessToken, "/userinfo")).status, 200);
    await app.revoke(refreshed.refreshToken);
    await assert.rejects(
      () => app.call(refreshed.accessToken, "/userinfo"),
      WWWAuthenticateChallengeError,
    );
  });
}
