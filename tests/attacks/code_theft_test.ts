/** An authorization code in the hands of somebody else. */
import assert from "node:assert/strict";
import type { Operation } from "../../domain/store/ephemeral_store.ts";
import { forgetRedemptions, startBrokenProtocol } from "../support/broken_store.ts";
import { MTLS_ORIGIN } from "../support/certificates.ts";
import { forged, MtlsApp, others, startMtlsProtocol } from "../support/mtls_app.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { CODE_VERIFIER, makeTestKey } from "../support/protocol_client.ts";
import { type ProtocolServer, startProtocol } from "../support/protocol_server.ts";

/** The app redeems its code; then whoever has everything that the app sent redeems it again. */
async function redeemTwice(server: ProtocolServer) {
  const client = await server.register("app");
  const { code } = await server.consent(await client.pushed(server));
  const tokens = await (await client.redeem(server, code)).json();
  const second = await client.redeem(server, code);
  const userinfo = await client.readUserinfo(server, tokens.access_token);
  const refreshed = await client.refresh(server, tokens.refresh_token);
  return { second, userinfo, refreshed };
}

Deno.test("a code gives tokens once; a second use ends what the first has given", async () => {
  await using broken = await startBrokenProtocol(forgetRedemptions);
  assert.equal((await redeemTwice(broken)).second.status, 200);

  await using server = await startProtocol();
  const { second, userinfo, refreshed } = await redeemTwice(server);
  await assertOAuthError(second, 400, "invalid_grant");
  await assertOAuthError(userinfo, 401, "invalid_token");
  await assertOAuthError(refreshed, 400, "invalid_grant");
});

Deno.test("a thief with the app's credentials, but not its key, gets nothing from a bound code", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { code } = await server.consent(await client.pushed(server));
  const dpop = await client.proof("/token", {}, {}, await makeTestKey("EdDSA"));
  await assertOAuthError(await client.redeem(server, code, { dpop }), 400, "invalid_grant");
  await assertOAuthError(await client.redeem(server, code), 400, "invalid_grant");
});

/** As if the place of a code did not name the app to which it was issued. */
function forgetWhose(operation: Operation): Operation {
  if (!("at" in operation) || typeof operation.at !== "string") return operation;
  return { ...operation, at: operation.at.replace(/^(spent-)?code:thief:/, "$1code:victim:") };
}

/** An app that bound its code to no key, and another app that got hold of it. */
async function redeemForeign(server: ProtocolServer): Promise<Response> {
  const victim = await server.register("victim");
  const thief = await server.register("thief");
  const pushed = await (await victim.push(server, { dpop: null })).json();
  const { code } = await server.consent(pushed.request_uri);
  return await thief.redeem(server, code);
}

Deno.test("an app gets nothing from another's code, be it bound to a key or not", async () => {
  await using broken = await startBrokenProtocol(forgetWhose);
  assert.equal((await redeemForeign(broken)).status, 200);

  await using server = await startProtocol();
  await assertOAuthError(await redeemForeign(server), 400, "invalid_grant");
});

Deno.test("another registered app can neither use a code nor use it up", async () => {
  await using server = await startProtocol();
  const victim = await server.register("victim");
  const thief = await server.register("thief");
  const { code } = await server.consent(await victim.pushed(server));
  await assertOAuthError(await thief.redeem(server, code), 400, "invalid_grant");
  const form = { client_id: victim.id };
  await assertOAuthError(await thief.redeem(server, code, { form }), 401, "invalid_client");
  assert.equal((await victim.redeem(server, code)).status, 200);
});

Deno.test("a code injected into another customer's session of the same app is refused", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const stolen = await server.consent(await client.pushed(server));
  // The app's session of the attacker has its own verifier.
  const form = { code_verifier: "w".repeat(43) };
  const injected = await client.redeem(server, stolen.code, { form });
  await assertOAuthError(injected, 400, "invalid_grant");

  const own = await server.consent(await client.pushed(server));
  assert.equal((await client.redeem(server, own.code)).status, 200, "the right verifier is enough");
});

Deno.test("a code is worth nothing without verifier, and a challenge is no verifier", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  for (const codeVerifier of [undefined, "", CODE_VERIFIER.slice(1), `${CODE_VERIFIER}=`]) {
    const { code } = await server.consent(await client.pushed(server));
    const form = { code_verifier: codeVerifier };
    await assertOAuthError(await client.redeem(server, code, { form }), 400, "invalid_grant");
  }
});

Deno.test("a thief with the code, the verifier and the key of the proofs is not the app", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const thief = await server.register("thief");
  const { code } = await server.consent(await client.pushed(server));
  const dpop = () => client.proof("/token");
  const asThemselves = await thief.redeem(server, code, { dpop: await dpop() });
  await assertOAuthError(asThemselves, 400, "invalid_grant");
  const bare = { assertion: null, form: { client_id: "app" }, dpop: await dpop() };
  await assertOAuthError(await client.redeem(server, code, bare), 401, "invalid_client");
  const assertion = await client.assertion({}, {}, client.dpopKey);
  const byTheProofsKey = { assertion, dpop: await dpop() };
  await assertOAuthError(await client.redeem(server, code, byTheProofsKey), 401, "invalid_client");
  assert.equal((await client.redeem(server, code)).status, 200);
});

Deno.test("a stolen code is worth nothing to another certificate, nor to a proof in its place", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "tls_client_auth", "mtls");
  for (const certificate of [undefined, others, forged]) {
    const code = await app.code(server);
    const connection = { origin: MTLS_ORIGIN, ...(certificate && { certificate }) };
    const dpop = await app.client.proof("/token", { htu: `${MTLS_ORIGIN}/token` });
    for (const change of [{ connection }, { connection, dpop }]) {
      await assertOAuthError(await app.redeem(server, code, change), 401, "invalid_client");
    }
    const [right, second] = [await app.redeem(server, code), await app.redeem(server, code)];
    await assertOAuthError(second, 400, "invalid_grant");
    const { access_token: token } = await right.json();
    await assertOAuthError(await app.read(server, token), 401, "invalid_token");
  }
});
