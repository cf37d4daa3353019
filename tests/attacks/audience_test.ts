/** Assertions made for somebody else: what another server was given must open nothing here. */
import assert from "node:assert/strict";
import { importJWK, jwtVerify, SignJWT } from "jose";
import { sha256Base64Url } from "../../domain/ids.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { ISSUER, startProtocol } from "../support/protocol_server.ts";

const AUDIENCES: Readonly<Record<string, unknown>> = {
  "the token endpoint": `${ISSUER}/token`,
  "the PAR endpoint": `${ISSUER}/par`,
  "the issuer with a slash": `${ISSUER}/`,
  "the issuer in capitals": ISSUER.toUpperCase(),
  "the issuer's host in capitals": "https://GATEWAY.example",
  "the issuer with its default port": `${ISSUER}:443`,
  "the issuer in clear": ISSUER.replace("https:", "http:"),
  "the issuer with a fragment": `${ISSUER}#`,
  "the issuer with blanks around": ` ${ISSUER} `,
  "a list of the issuer": [ISSUER],
  "a list with the issuer among others": [ISSUER, "https://evil.example"],
  "another server": "https://evil.example",
  "a server whose name begins like ours": `${ISSUER}.evil.example`,
  "an object": { iss: ISSUER },
  "the issuer with a path": `${ISSUER}/.`,
  "the issuer in percent-encoding": ISSUER.replace("gateway", "g%61teway"),
  "the issuer with a letter that looks alike": ISSUER.replace("a", "\u0430"),
  "the issuer with its end of a line": `${ISSUER}\n`,
  "a list in a list": [[ISSUER]],
  "an empty list": [],
  "nobody": undefined,
  "null": null,
};

for (const [name, aud] of Object.entries(AUDIENCES)) {
  Deno.test(`an assertion for ${name} is refused`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    const assertion = await client.assertion({ aud });
    await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
    const form = { grant_type: "refresh_token", refresh_token: "r".repeat(43), token: "x" };
    for (const path of ["/token", "/revoke", "/introspect"]) {
      const answer = await client.post(server, path, form, { assertion });
      await assertOAuthError(answer, 401, "invalid_client");
    }
  });
}

Deno.test("what usually is checked of an audience lets a list through", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const assertion = await client.assertion({ aud: [ISSUER, "https://evil.example"] });
  const key = await importJWK({ ...client.key.publicJwk }, "ES256");
  const currentDate = new Date(server.clock.now());
  await jwtVerify(assertion, key, { audience: ISSUER, currentDate });
});

/** FAPI 2.0 Message Signing lets a request object name other audiences beside the issuer. */
const LISTS = ["a list of the issuer", "a list with the issuer among others"];

for (const [name, aud] of Object.entries(AUDIENCES).filter(([name]) => !LISTS.includes(name))) {
  Deno.test(`a request object for ${name} is refused`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    const answer = await client.pushSigned(server, { aud });
    await assertOAuthError(answer, 400, "invalid_request_object");
  });
}

/** The URLs for which a proof was meant that is shown for `/userinfo`. */
const TARGETS: Readonly<Record<string, unknown>> = {
  "the issuer": ISSUER,
  "the path alone": "/userinfo",
  "a path that ends with a slash": `${ISSUER}/userinfo/`,
  "a path in capitals": `${ISSUER}/USERINFO`,
  "two slashes": `${ISSUER}//userinfo`,
  "a path in percent-encoding, twice": `${ISSUER}/userinf%256f`,
  "another host": "https://evil.example/userinfo",
  "another host by a user's name": "https://gateway.example@evil.example/userinfo",
  "our host with a user": "https://user@gateway.example/userinfo",
  "our host with an empty user": "https://@gateway.example/userinfo",
  "our host after one slash": "https:/gateway.example/userinfo",
  "our host after no slash": "https:gateway.example/userinfo",
  "our host after three slashes": "https:///gateway.example/userinfo",
  "our host with a dot": "https://gateway.example./userinfo",
  "another port": `${ISSUER}:8443/userinfo`,
  "the URL in clear": "http://gateway.example/userinfo",
  "a blank before it": ` ${ISSUER}/userinfo`,
  "an end of a line within it": `${ISSUER}/user\ninfo`,
  "backslashes": "https:\\\\gateway.example\\userinfo",
  "a host in full-width letters": "https://ｇateway.example/userinfo",
  "a list": [`${ISSUER}/userinfo`],
  "an object": { href: `${ISSUER}/userinfo` },
};

for (const [name, htu] of Object.entries(TARGETS)) {
  Deno.test(`a proof for ${name} is refused`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    const { tokens: { access_token: token } } = await client.link(server);
    const answer = await client.readUserinfo(server, token, { claims: { htu } });
    await assertOAuthError(answer, 401, "invalid_dpop_proof");
    assert.equal((await client.readUserinfo(server, token)).status, 200);
  });
}

Deno.test("a token that we ourselves signed, but for another audience, opens nothing", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens: { access_token: token } } = await client.link(server);
  const signer = await server.keys.current("EdDSA", server.clock.now());
  const claims = JSON.parse(
    new TextDecoder().decode(
      Uint8Array.fromBase64(token.split(".")[1] ?? "", { alphabet: "base64url" }),
    ),
  );
  const resign = (change: Record<string, unknown>) =>
    new SignJWT({ ...claims, ...change })
      .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: signer.kid })
      .sign(signer.privateKey);
  const read = async (text: string) => {
    const claims = { ath: await sha256Base64Url(text) };
    return await client.readUserinfo(server, text, { claims });
  };
  for (const [name, aud] of Object.entries(AUDIENCES)) {
    assert.equal((await read(await resign({ aud }))).status, 401, name);
    assert.equal((await read(await resign({ iss: aud }))).status, 401, name);
  }
  assert.equal((await read(await resign({}))).status, 200, "so it is the audience that counts");
});

Deno.test("an assertion for us is accepted, so it is the audience that counts", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const assertion = await client.assertion({ aud: ISSUER });
  assert.equal((await client.push(server, { assertion })).status, 201);
});
