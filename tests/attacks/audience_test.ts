/** Assertions made for somebody else: what another server was given must open nothing here. */
import assert from "node:assert/strict";
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
  "nobody": undefined,
  "null": null,
};

for (const [name, aud] of Object.entries(AUDIENCES)) {
  Deno.test(`an assertion for ${name} is refused`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    const assertion = await client.assertion({ aud });
    await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
    const form = { grant_type: "refresh_token", refresh_token: "r".repeat(43) };
    const answer = await client.post(server, "/token", form, { assertion });
    await assertOAuthError(answer, 401, "invalid_client");
  });
}

Deno.test("an assertion for us is accepted, so it is the audience that counts", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const assertion = await client.assertion({ aud: ISSUER });
  assert.equal((await client.push(server, { assertion })).status, 201);
});
