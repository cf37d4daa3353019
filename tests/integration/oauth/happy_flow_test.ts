import assert from "node:assert/strict";
import { createLocalJWKSet, jwtVerify } from "jose";
import { ISSUER, startProtocol } from "../../support/protocol_server.ts";

Deno.test("an app goes from a pushed request to tokens that open userinfo", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  assert.equal(tokens.token_type, "DPoP");
  assert.equal(tokens.expires_in, 600);
  assert.equal(tokens.scope, "openid accounts transactions");
  const response = await app.readUserinfo(server, tokens.access_token);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { sub: "subject-app-1" });
});

Deno.test("the id_token says who authenticated, when, and for which request", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens, grant } = await app.link(server);
  const jwks = createLocalJWKSet(await (await server.fetch("/jwks")).json());
  const { payload, protectedHeader } = await jwtVerify(tokens.id_token, jwks, {
    issuer: ISSUER,
    audience: "app-1",
    currentDate: new Date(server.clock.now()),
  });
  assert.equal(protectedHeader.alg, "ES256");
  assert.equal(payload.sub, grant.subject);
  assert.equal(payload["nonce"], "the-nonce");
  assert.equal(payload["auth_time"], grant.authenticatedAt / 1000);
  assert.deepEqual(
    Object.keys(payload).sort(),
    ["aud", "auth_time", "exp", "iat", "iss", "nonce", "sub"],
  );
});

Deno.test("each endpoint keeps its budget of round trips", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const countTrips = async (step: () => Promise<unknown>) => {
    server.takeRoundTrips();
    await step();
    return server.takeRoundTrips().filter((store) => store === "ephemeral").length;
  };
  let requestUri = "";
  assert.equal(await countTrips(async () => requestUri = await app.pushed(server)), 1);
  const visit = `/authorize?client_id=app-1&request_uri=${encodeURIComponent(requestUri)}`;
  assert.equal(await countTrips(() => server.fetch(visit)), 1);
  const { code } = await server.consent(requestUri);
  let token = { access_token: "", refresh_token: "" };
  assert.equal(
    await countTrips(async () => token = await (await app.redeem(server, code)).json()),
    1,
  );
  assert.equal(await countTrips(() => app.refresh(server, token.refresh_token)), 1);
  await app.readUserinfo(server, token.access_token);
  assert.equal(await countTrips(() => app.readUserinfo(server, token.access_token)), 1);
});
