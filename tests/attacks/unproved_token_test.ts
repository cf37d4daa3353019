/** Tokens without the proof of their key, on every route that takes a token. */
import assert from "node:assert/strict";
import { sha256Base64Url } from "../../domain/ids.ts";
import { RESOURCE_OPERATIONS } from "../../routes/resource/operations.ts";
import { makeTestKey } from "../support/protocol_client.ts";
import { startProtocol } from "../support/protocol_server.ts";
import { openResourceApi } from "../support/resource_api.ts";

const ACCOUNT = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;

for (const { path: template } of RESOURCE_OPERATIONS) {
  Deno.test(`GET ${template} takes no token without the proof of its key`, async () => {
    await using api = await openResourceApi();
    const link = await api.link(ACCOUNT);
    const path = template.replace("{accountId}", link.grant.accountId);
    const key = await makeTestKey("EdDSA");
    const wrong: Record<string, Record<string, string | undefined>> = {
      "no proof": { DPoP: undefined },
      "an empty proof": { DPoP: "" },
      "the scheme Bearer": { Authorization: `Bearer ${link.accessToken}` },
      "the scheme Bearer and no proof": {
        Authorization: `Bearer ${link.accessToken}`,
        DPoP: undefined,
      },
      "another's key": { DPoP: await api.prove(link, path, { key }) },
      "another path": { DPoP: await api.prove(link, "/jwks") },
      "another method": { DPoP: await api.prove(link, path, { claims: { htm: "POST" } }) },
      "no ath": { DPoP: await api.prove(link, path, { claims: { ath: undefined } }) },
      "an old proof": { DPoP: await api.prove(link, path, { claims: { iat: 1 } }) },
      "the token for a proof": { DPoP: link.accessToken },
    };
    for (const [name, headers] of Object.entries(wrong)) {
      const answer = await api.call(link, path, { headers });
      const body = await answer.text();
      assert.equal(answer.status, 401, name);
      assert.match(answer.headers.get("www-authenticate") ?? "", /^DPoP /);
      assert.doesNotMatch(body, /1100026|accounts"|balance"|grantedAt/, name);
    }
    const body = new URLSearchParams({ access_token: link.accessToken });
    const posted = await api.fetch(path, { method: "POST", body });
    assert.equal(posted.status, 405);
    const query = await api.fetch(`${path}?access_token=${link.accessToken}`);
    assert.equal(query.status, 400);
    assert.equal((await api.call(link, path)).status, 200);
  });
}

/** The protocol's own routes that take a token; the last one ends what the others read. */
const PROTOCOL_ROUTES = [
  ["GET", "/userinfo"],
  ["POST", "/userinfo"],
  ["GET", "/grants/{grantId}"],
  ["DELETE", "/grants/{grantId}"],
] as const;

for (const [method, template] of PROTOCOL_ROUTES) {
  Deno.test(`${method} ${template} takes no token without the proof of its key`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    const { grant, tokens: { access_token: token } } = await client.link(server);
    const path = template.replace("{grantId}", grant.id);
    const ath = await sha256Base64Url(token);
    const prove = (claims = {}, key = client.dpopKey) =>
      client.proof(path, { htm: method, ath, ...claims }, {}, key);
    const send = (headers: Record<string, string>) => server.fetch(path, { method, headers });
    const bound = `DPoP ${token}`;
    const wrong: Record<string, Record<string, string>> = {
      "no proof": { Authorization: bound },
      "an empty proof": { Authorization: bound, DPoP: "" },
      "the scheme Bearer": { Authorization: `Bearer ${token}`, DPoP: await prove() },
      "the scheme Bearer and no proof": { Authorization: `Bearer ${token}` },
      "another's key": { Authorization: bound, DPoP: await prove({}, await makeTestKey()) },
      "another path": { Authorization: bound, DPoP: await prove({ htu: `${path}/x` }) },
      "another method": { Authorization: bound, DPoP: await prove({ htm: "PUT" }) },
      "no ath": { Authorization: bound, DPoP: await prove({ ath: undefined }) },
      "the hash of another token": { Authorization: bound, DPoP: await prove({ ath: "x" }) },
      "an old proof": { Authorization: bound, DPoP: await prove({ iat: 1 }) },
    };
    for (const [name, headers] of Object.entries(wrong)) {
      const answer = await send(headers);
      assert.equal(answer.status, 401, name);
      assert.doesNotMatch(await answer.text(), /"sub"|"scopes"/, name);
    }
    const right = await send({ Authorization: bound, DPoP: await prove() });
    assert.equal(right.status, method === "DELETE" ? 204 : 200, "none of it ended the grant");
  });
}
