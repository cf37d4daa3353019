/** Tokens bound to a certificate without it, on every route that takes a token. */
import assert from "node:assert/strict";
import { RESOURCE_OPERATIONS } from "../../routes/resource/operations.ts";
import { PLANS } from "../../tools/conformance/plans.ts";
import { complete } from "../conformance/suite/flow.ts";
import { openSuite } from "../conformance/suite/suite.ts";
import { ENVIRONMENT } from "../support/conformance_environment.ts";

const PLAN = PLANS.find(({ id }) => id === "sp-pkjwt-mtls-openid");
assert.ok(PLAN);

Deno.test("a token bound to a certificate is worth nothing without it, with another, or with a proof", async () => {
  await using suite = await openSuite(PLAN, "happy-flow");
  const { client, client2 } = suite;
  const { accessToken, grantId } = await complete(client);
  const accounts = await client.readResource(accessToken);
  const { accounts: [{ accountId }] } = await accounts.json();
  const routes = [
    ...RESOURCE_OPERATIONS.map(({ path }) => path.replace("{accountId}", accountId)),
    "/userinfo",
    `/grants/${grantId}`,
  ];
  for (const route of routes) {
    const url = ENVIRONMENT.mtlsOrigin + route;
    const dpop = await client.proof("GET", url);
    const withProof = { Authorization: `DPoP ${accessToken}`, DPoP: dpop };
    const wrong: Record<string, Promise<Response>> = {
      "no certificate": client.readResource(accessToken, { url, certificate: null }),
      "another's": client.readResource(accessToken, { url, certificate: client2.certificate }),
      "at the door without certificates": client.readResource(accessToken, {
        url: ENVIRONMENT.issuer + route,
        certificate: null,
      }),
      "a proof in its place": suite.fetch(new Request(url, { headers: withProof })),
    };
    for (const [name, answer] of Object.entries(wrong)) {
      const response = await answer;
      assert.equal(response.status, 401, `${route}, ${name}`);
      assert.match(response.headers.get("www-authenticate") ?? "", /error="invalid_token"/);
      await response.body?.cancel();
    }
    const right = await client.readResource(accessToken, { url });
    assert.equal(right.status, 200, `${route}: ${await right.text()}`);
  }
});
