/** Tokens without the proof of their key, on every route that takes a token. */
import assert from "node:assert/strict";
import { RESOURCE_OPERATIONS } from "../../routes/resource/operations.ts";
import { makeTestKey } from "../support/protocol_client.ts";
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
