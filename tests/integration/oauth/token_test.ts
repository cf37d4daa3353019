import assert from "node:assert/strict";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { UnavailableError } from "../../../domain/errors.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import { makeTestKey, type RequestChanges } from "../../support/protocol_client.ts";
import { ISSUER, startProtocol } from "../../support/protocol_server.ts";

Deno.test("a token response is never stored and says how long the token lives", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code } = await server.consent(await app.pushed(server));
  const response = await app.redeem(server, code);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("pragma"), "no-cache");
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
});

Deno.test("an access token is a JWT of RFC 9068, bound to the key of the proof", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens, grant } = await app.link(server);
  const header = decodeProtectedHeader(tokens.access_token);
  assert.deepEqual([header.typ, header.alg], ["at+jwt", "EdDSA"]);
  const { jti, iat, exp, ...claims } = decodeJwt(tokens.access_token);
  assert.ok((jti ?? "").length >= 22);
  assert.equal((exp ?? 0) - (iat ?? 0), 600);
  assert.deepEqual(claims, {
    iss: ISSUER,
    aud: ISSUER,
    sub: grant.subject,
    client_id: "app-1",
    grant_id: grant.id,
    scope: "openid accounts transactions",
    cnf: { jkt: app.dpopKey.thumbprint },
  });
});

Deno.test("without openid there is no id_token, without refresh_token no refresh token", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1", { grantTypes: ["authorization_code"] });
  const { tokens } = await app.link(server, { scope: "accounts" });
  assert.deepEqual(
    Object.keys(tokens),
    ["access_token", "token_type", "expires_in", "scope", "grant_id"],
  );
});

const WRONG: Readonly<Record<string, readonly [RequestChanges, string]>> = {
  "without redirect_uri": [{ form: { redirect_uri: undefined } }, "invalid_grant"],
  "with another redirect_uri": [
    { form: { redirect_uri: "https://app.example/other" } },
    "invalid_grant",
  ],
  "without code_verifier": [{ form: { code_verifier: undefined } }, "invalid_grant"],
  "with a wrong code_verifier": [{ form: { code_verifier: "w".repeat(43) } }, "invalid_grant"],
  "with a code_verifier that is too short": [{ form: { code_verifier: "v" } }, "invalid_grant"],
  "without code": [{ form: { code: undefined } }, "invalid_request"],
  "with a malformed code": [{ form: { code: "x" } }, "invalid_grant"],
  "with a code that was guessed": [{ form: { code: "x".repeat(43) } }, "invalid_grant"],
  "without grant_type": [{ form: { grant_type: undefined } }, "invalid_request"],
  "with the password grant": [{ form: { grant_type: "password" } }, "unsupported_grant_type"],
  "without a DPoP proof": [{ dpop: null }, "invalid_dpop_proof"],
  "with something else as a proof": [{ dpop: "x" }, "invalid_dpop_proof"],
};

for (const [name, [changes, error]] of Object.entries(WRONG)) {
  Deno.test(`the token endpoint refuses a request ${name}`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app-1");
    const { code } = await server.consent(await app.pushed(server));
    await assertOAuthError(await app.redeem(server, code, changes), 400, error);
  });
}

Deno.test("a code that came with a wrong verifier cannot be tried again", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code } = await server.consent(await app.pushed(server));
  await app.redeem(server, code, { form: { code_verifier: "w".repeat(43) } });
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
});

Deno.test("another client cannot use a code, nor use it up", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const other = await server.register("app-2");
  const { code } = await server.consent(await app.pushed(server));
  await assertOAuthError(await other.redeem(server, code), 400, "invalid_grant");
  assert.equal((await app.redeem(server, code)).status, 200);
});

Deno.test("a code that is bound to a key by either way at PAR needs that key", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const key = await makeTestKey();
  const byHeader = await server.consent(await app.pushed(server));
  const byParameter = await server.consent(
    (await (await app.push(server, {
      dpop: null,
      form: { dpop_jkt: app.dpopKey.thumbprint },
    })).json()).request_uri,
  );
  for (const { code } of [byHeader, byParameter]) {
    const dpop = await app.proof("/token", {}, {}, key);
    await assertOAuthError(await app.redeem(server, code, { dpop }), 400, "invalid_grant");
  }
});

Deno.test("a code that is bound to no key may be redeemed with any", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const pushed = await app.push(server, { dpop: null });
  const { code } = await server.consent((await pushed.json()).request_uri);
  const dpop = await app.proof("/token", {}, {}, await makeTestKey());
  assert.equal((await app.redeem(server, code, { dpop })).status, 200);
});

Deno.test("a code lives 60 s and not longer", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const early = await server.consent(await app.pushed(server));
  const late = await server.consent(await app.pushed(server));
  server.clock.advance(59_999);
  assert.equal((await app.redeem(server, early.code)).status, 200);
  server.clock.advance(1);
  await assertOAuthError(await app.redeem(server, late.code), 400, "invalid_grant");
});

Deno.test("a second use of a code ends the grant with all its tokens, and is logged", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code, grant, tokens } = await app.link(server);
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 200);
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
  assert.equal((await app.readUserinfo(server, tokens.access_token)).status, 401);
  await assertOAuthError(await app.refresh(server, tokens.refresh_token), 400, "invalid_grant");
  assert.equal((await server.stores.grants.find(grant.id))?.endReason, "code_reuse");
  const [entry] = (await server.stores.operationLog.search({ limit: 10 })).filter((entry) =>
    entry.event === "grant.end"
  );
  assert.deepEqual([entry?.actor, entry?.result], ["system", "code_reuse"]);
});

Deno.test("a second use is still recognised long after the code has expired", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code, grant } = await app.link(server);
  server.clock.advance(3_600_000);
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
  assert.equal((await server.stores.grants.find(grant.id))?.endReason, "code_reuse");
});

Deno.test("a grant that ended before its code was redeemed gives no tokens", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code, grant } = await server.consent(await app.pushed(server));
  await server.stores.grants.end(grant.id, "revoked_by_operator", server.clock.now(), {
    id: "end",
    at: server.clock.now(),
    actor: "operator:test",
    event: "grant.end",
    result: "ok",
    details: {},
  });
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
});

Deno.test("an assertion used at PAR is refused at the token endpoint", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const assertion = await app.assertion();
  const pushed = await app.push(server, { assertion });
  const { code } = await server.consent((await pushed.json()).request_uri);
  await assertOAuthError(await app.redeem(server, code, { assertion }), 401, "invalid_client");
  assert.equal((await app.redeem(server, code)).status, 200, "the code was not used up");
});

Deno.test("a replayed proof does not use up the code", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const dpop = await app.proof("/token");
  const first = await server.consent(await app.pushed(server));
  assert.equal((await app.redeem(server, first.code, { dpop })).status, 200);
  const second = await server.consent(await app.pushed(server));
  await assertOAuthError(
    await app.redeem(server, second.code, { dpop }),
    400,
    "invalid_dpop_proof",
  );
  assert.equal((await app.redeem(server, second.code)).status, 200);
});

Deno.test("a client disabled after the consent gets no tokens", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code } = await server.consent(await app.pushed(server));
  await server.change({ ...app.registration, disabledAt: server.clock.now() });
  await assertOAuthError(await app.redeem(server, code), 401, "invalid_client");
});

Deno.test("each client gets id_tokens in the algorithm it registered", async () => {
  await using server = await startProtocol();
  for (const algorithm of ["EdDSA", "PS256"] as const) {
    const app = await server.register(`app-${algorithm}`, { idTokenSigningAlgorithm: algorithm });
    const { tokens } = await app.link(server);
    assert.equal(decodeProtectedHeader(tokens.id_token).alg, algorithm);
  }
  const app = await server.register("app-rfc9864", { idTokenSigningAlgorithm: "Ed25519" });
  const { tokens } = await app.link(server, { nonce: undefined });
  assert.equal(decodeProtectedHeader(tokens.id_token).alg, "EdDSA");
  assert.equal(decodeJwt(tokens.id_token)["nonce"], undefined);
});

Deno.test("when the store is out of reach no token is issued and the code is not lost", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code } = await server.consent(await app.pushed(server));
  const original = server.stores.ephemeral.run;
  Object.assign(server.stores.ephemeral, {
    run: () => Promise.reject(new UnavailableError("store")),
  });
  await assertOAuthError(await app.redeem(server, code), 503, "temporarily_unavailable");
  Object.assign(server.stores.ephemeral, { run: original });
  assert.equal((await app.redeem(server, code)).status, 200);
});

Deno.test("when the database is out of reach the code is given back, and works once", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code, grant } = await server.consent(await app.pushed(server));
  const original = server.stores.grants.attachRefreshToken;
  Object.assign(server.stores.grants, {
    attachRefreshToken: () => Promise.reject(new UnavailableError("database")),
  });
  await assertOAuthError(await app.redeem(server, code), 503, "temporarily_unavailable");
  Object.assign(server.stores.grants, { attachRefreshToken: original });
  assert.equal((await app.redeem(server, code)).status, 200);
  assert.equal((await server.stores.grants.find(grant.id))?.endReason, undefined);
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
  assert.equal((await server.stores.grants.find(grant.id))?.endReason, "code_reuse");
});

Deno.test("a code that was used again after it was given back is not given back by a repetition", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code } = await server.consent(await app.pushed(server));
  const { ephemeral, grants } = server.stores;
  const [run, attach] = [ephemeral.run, grants.attachRefreshToken];
  Object.assign(grants, {
    attachRefreshToken: () => {
      Object.assign(ephemeral, { run: giveBackTwice });
      return Promise.reject(new UnavailableError("database"));
    },
  });
  /** The answer to the first command is lost, and the code used before the second one. */
  const giveBackTwice: typeof run = async (context, operations) => {
    Object.assign(ephemeral, { run });
    Object.assign(grants, { attachRefreshToken: attach });
    await run(context, operations);
    assert.equal((await app.redeem(server, code)).status, 200);
    return await run(context, operations);
  };
  await assertOAuthError(await app.redeem(server, code), 503, "temporarily_unavailable");
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
});

Deno.test("a code that was used twice meanwhile is not given back", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code, grant } = await server.consent(await app.pushed(server));
  const original = server.stores.grants.attachRefreshToken;
  Object.assign(server.stores.grants, {
    attachRefreshToken: async () => {
      await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
      throw new UnavailableError("database");
    },
  });
  await assertOAuthError(await app.redeem(server, code), 503, "temporarily_unavailable");
  Object.assign(server.stores.grants, { attachRefreshToken: original });
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
  assert.equal((await server.stores.grants.find(grant.id))?.endReason, "code_reuse");
});
