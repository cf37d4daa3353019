/** DPoP nonces (RFC 9449, 8 and 9) at PAR, token and userinfo. */
import assert from "node:assert/strict";
import { addSeconds } from "../../../domain/time.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import type { ProtocolClient } from "../../support/protocol_client.ts";
import { type ProtocolServer, startProtocol } from "../../support/protocol_server.ts";
import { sha256Base64Url } from "../../../domain/ids.ts";

const DEMANDING = { requiresDpopNonce: true };

/** Has a request refused for want of a nonce; answers with the nonce that comes along. */
async function takeNonce(response: Response): Promise<string> {
  await assertOAuthError(response, 400, "use_dpop_nonce");
  const nonce = response.headers.get("DPoP-Nonce") ?? "";
  assert.match(nonce, /^[A-Za-z0-9_-]{43}$/);
  return nonce;
}

async function readUserinfo(
  server: ProtocolServer,
  app: ProtocolClient,
  accessToken: string,
  claims: Readonly<Record<string, unknown>> = {},
) {
  return await app.readUserinfo(server, accessToken, { claims });
}

Deno.test("a client of whom no nonce is demanded is never told one", async () => {
  await using server = await startProtocol();
  const app = await server.register("app");
  const response = await app.push(server);
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("DPoP-Nonce"), null);
});

Deno.test("an app goes the whole way with nonces, repeating each refused request with the same assertion", async () => {
  await using server = await startProtocol();
  const app = await server.register("app", DEMANDING);

  const pushAssertion = await app.assertion();
  const nonce = await takeNonce(await app.push(server, { assertion: pushAssertion }));
  const dpop = await app.proof("/par", { nonce });
  const pushed = await app.push(server, { assertion: pushAssertion, dpop });
  assert.equal(pushed.status, 201);
  assert.equal(pushed.headers.get("DPoP-Nonce"), nonce, "the answer tells the next nonce");

  const { code } = await server.consent((await pushed.json()).request_uri);
  const assertion = await app.assertion();
  await takeNonce(await app.redeem(server, code, { assertion }));
  const redeemed = await app.redeem(server, code, {
    assertion,
    dpop: await app.proof("/token", { nonce }),
  });
  const tokens = await redeemed.json();
  assert.equal(redeemed.status, 200, JSON.stringify(tokens));

  const refused = await readUserinfo(server, app, tokens.access_token);
  await assertOAuthError(refused, 401, "use_dpop_nonce");
  assert.match(refused.headers.get("WWW-Authenticate") ?? "", /^DPoP error="use_dpop_nonce"/);
  assert.equal(refused.headers.get("DPoP-Nonce"), nonce);
  const read = await readUserinfo(server, app, tokens.access_token, { nonce });
  assert.equal(read.status, 200);
  assert.equal(read.headers.get("DPoP-Nonce"), nonce);

  const refreshAssertion = await app.assertion();
  await takeNonce(
    await app.refresh(server, tokens.refresh_token, { assertion: refreshAssertion }),
  );
  const refreshed = await app.refresh(server, tokens.refresh_token, {
    assertion: refreshAssertion,
    dpop: await app.proof("/token", { nonce }),
  });
  assert.equal(refreshed.status, 200);
});

Deno.test("a nonce is good in its window and the next, and then no longer", async () => {
  await using server = await startProtocol();
  const app = await server.register("app", DEMANDING);
  const nonce = await takeNonce(await app.push(server));
  const pushWith = async () => {
    const dpop = await app.proof("/par", { nonce });
    return await app.push(server, { dpop });
  };
  assert.equal((await pushWith()).status, 201);
  server.clock.advance(120_000);
  const late = await pushWith();
  assert.equal(late.status, 201);
  assert.notEqual(late.headers.get("DPoP-Nonce"), nonce, "the answer tells a newer one");
  server.clock.advance(120_000);
  await takeNonce(await pushWith());
});

const FORGED: Readonly<Record<string, unknown>> = {
  "made up": "A".repeat(43),
  "empty": "",
  "a number": 1,
  "a list with one of ours": null,
};

for (const [name, value] of Object.entries(FORGED)) {
  Deno.test(`a nonce that is ${name} is none of ours`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app", DEMANDING);
    const nonce = await takeNonce(await app.push(server));
    const dpop = await app.proof("/par", { nonce: value ?? [nonce] });
    await takeNonce(await app.push(server, { dpop }));
  });
}

Deno.test("a nonce of a gateway with another secret is none of ours", async () => {
  await using server = await startProtocol();
  const app = await server.register("app", DEMANDING);
  const ours = await takeNonce(await app.push(server));
  const foreign = await sha256Base64Url(ours);
  const dpop = await app.proof("/par", { nonce: foreign });
  await takeNonce(await app.push(server, { dpop }));
});

for (const hours of [-1, 1]) {
  Deno.test(`with a fresh nonce a proof may come from a clock that is ${hours} h off`, async () => {
    await using server = await startProtocol();
    const app = await server.register("app", DEMANDING);
    const nonce = await takeNonce(await app.push(server));
    const iat = Math.floor(addSeconds(server.clock.now(), hours * 3600) / 1000);
    const dpop = await app.proof("/par", { nonce, iat });
    assert.equal((await app.push(server, { dpop })).status, 201);
  });
}

Deno.test("a proof with a nonce serves once, as long as the nonce is accepted", async () => {
  await using server = await startProtocol();
  const app = await server.register("app", DEMANDING);
  const nonce = await takeNonce(await app.push(server));
  const dpop = await app.proof("/par", { nonce });
  assert.equal((await app.push(server, { dpop })).status, 201);
  for (const _ of [1, 2, 3]) {
    await assertOAuthError(await app.push(server, { dpop }), 400, "invalid_dpop_proof");
    server.clock.advance(60_000);
  }
});

Deno.test("without an iat a proof is refused also with a nonce", async () => {
  await using server = await startProtocol();
  const app = await server.register("app", DEMANDING);
  const nonce = await takeNonce(await app.push(server));
  const dpop = await app.proof("/par", { nonce, iat: undefined });
  await assertOAuthError(await app.push(server, { dpop }), 400, "invalid_dpop_proof");
});
