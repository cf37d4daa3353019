/** Assertions and proofs that somebody overheard, used once more: elsewhere, later, at another instance. */
import assert from "node:assert/strict";
import { sha256Base64Url } from "../../domain/ids.ts";
import { consent, openTestGateway } from "../support/gateway.ts";
import { makeTempDir } from "../support/temp_dir.ts";
import { forgetClaims, startBrokenProtocol } from "../support/broken_store.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { type ProtocolServer, startProtocol } from "../support/protocol_server.ts";

const ENDPOINTS = ["/par", "/token", "/revoke"] as const;

/** Spends an assertion at PAR and presents it again at each endpoint with everything else fresh. */
async function replayAssertion(server: ProtocolServer): Promise<Response[]> {
  const client = await server.register("app");
  const { tokens } = await client.link(server);
  const assertion = await client.assertion();
  assert.equal((await client.push(server, { assertion })).status, 201);
  return [
    await client.push(server, { assertion }),
    await client.refresh(server, tokens.refresh_token, { assertion }),
    await client.post(server, "/introspect", { token: tokens.access_token }, { assertion }),
    await client.post(server, "/revoke", { token: tokens.access_token }, { assertion }),
  ];
}

Deno.test("an assertion that was used serves at no endpoint again", async () => {
  await using broken = await startBrokenProtocol(forgetClaims);
  const answers = await replayAssertion(broken);
  assert.deepEqual(answers.map(({ status }) => status), [201, 200, 200, 200]);

  await using server = await startProtocol();
  for (const answer of await replayAssertion(server)) {
    await assertOAuthError(answer, 401, "invalid_client");
  }
});

/** Reads a resource twice with one token and one proof, as somebody who saw the request could. */
async function replayCall(server: ProtocolServer): Promise<Response> {
  const client = await server.register("app");
  const { tokens: { access_token: token } } = await client.link(server);
  const ath = await sha256Base64Url(token);
  const dpop = await client.proof("/userinfo", { htm: "GET", ath });
  const headers = { Authorization: `DPoP ${token}`, DPoP: dpop };
  assert.equal((await server.fetch("/userinfo", { headers })).status, 200);
  return await server.fetch("/userinfo", { headers });
}

Deno.test("a call that was overheard cannot be made again", async () => {
  await using broken = await startBrokenProtocol(forgetClaims);
  assert.equal((await replayCall(broken)).status, 200);

  await using server = await startProtocol();
  await assertOAuthError(await replayCall(server), 401, "invalid_dpop_proof");
});

Deno.test("a proof made for one endpoint serves at no other", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens, grant } = await client.link(server);
  const token = tokens.access_token;
  for (const madeFor of ENDPOINTS) {
    const dpop = () => client.proof(madeFor);
    if (madeFor !== "/par") {
      const answer = await client.push(server, { dpop: await dpop() });
      await assertOAuthError(answer, 400, "invalid_dpop_proof");
    }
    if (madeFor !== "/token") {
      const answer = await client.refresh(server, tokens.refresh_token, { dpop: await dpop() });
      await assertOAuthError(answer, 400, "invalid_dpop_proof");
    }
    const headers = { DPoP: await dpop() };
    const answer = await client.readUserinfo(server, token, { headers });
    await assertOAuthError(answer, 401, "invalid_dpop_proof");
  }
  // Nor does one for a resource at another resource, or with another method at the same one.
  const ath = await sha256Base64Url(token);
  const path = `/grants/${grant.id}`;
  for (const [madeFor, htm] of [["/userinfo", "GET"], [path, "GET"]] as const) {
    const headers = {
      Authorization: `DPoP ${token}`,
      DPoP: await client.proof(madeFor, { htm, ath }),
    };
    const answer = await server.fetch(path, { method: "DELETE", headers });
    await assertOAuthError(answer, 401, "invalid_dpop_proof");
  }
});

Deno.test("a proof is used up once, whichever resource, endpoint or token it is shown with", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens } = await client.link(server);
  const dpop = await client.proof("/token");
  assert.equal((await client.refresh(server, tokens.refresh_token, { dpop })).status, 200);
  const { code } = await server.consent(await client.pushed(server));
  for (
    const answer of [
      await client.refresh(server, tokens.refresh_token, { dpop }),
      await client.redeem(server, code, { dpop }),
    ]
  ) {
    await assertOAuthError(answer, 400, "invalid_dpop_proof");
  }
  assert.equal((await client.redeem(server, code)).status, 200, "the code was not used up");
});

Deno.test("what was used at one instance is used at every other on the same stores", async () => {
  await using folder = await disposableFolder();
  const settings = { KAKEHASHI_DATABASE_URL: `file:${folder.path}/shared.db` };
  await using one = await openTestGateway({ settings });
  await using other = await openTestGateway({ settings });
  const kept: Request[] = [];
  const app = await one.addApp({
    fetcher: (request) => {
      kept.push(request.clone());
      return one.gateway.fetch(request);
    },
  });
  const pending = await app.push();
  const cameBackWith = await consent(one.openBrowser(), pending);
  const { accessToken } = await app.finish(pending, cameBackWith);
  assert.equal((await app.call(accessToken, "/accounts")).status, 200);

  const replayed = kept.filter(({ url }) => !url.includes("/.well-known/"));
  const paths = replayed.map(({ url }) => new URL(url).pathname);
  assert.deepEqual(paths, ["/par", "/token", "/accounts"]);
  const statuses = [];
  for (const request of replayed) statuses.push((await other.gateway.fetch(request)).status);
  assert.deepEqual(statuses, [401, 401, 401]);
  assert.equal((await app.call(accessToken, "/accounts")).status, 200, "the grant is unharmed");
});

async function disposableFolder() {
  const folder = await makeTempDir();
  return { path: folder.path, [Symbol.asyncDispose]: () => folder.remove() };
}
