import assert from "node:assert/strict";
import { consent, openTestGateway } from "../../support/gateway.ts";

Deno.test("an app links an account, reads three months that add up, refreshes and reads again", async () => {
  await using test = await openTestGateway();
  const app = await test.addApp({ scope: "openid accounts transactions" });
  const pending = await app.push();
  const tokens = await app.finish(pending, await consent(test.openBrowser(), pending));
  assert.equal(tokens.response.token_type, "dpop");
  const { accounts } = await (await app.call(tokens.accessToken, "/accounts")).json();
  assert.equal(accounts.length, 1);
  assert.equal(accounts[0].accountNumber, "1100026");
  const renewed = await app.refresh(tokens.refreshToken);
  assert.notEqual(renewed.accessToken, tokens.accessToken);
  const path = `/accounts/${accounts[0].accountId}`;
  const dateTo = new Date(test.gateway.clock.now() + 9 * 3600_000).toISOString().slice(0, 10);
  const history = await (await app.call(
    renewed.accessToken,
    `${path}/transactions?dateTo=${dateTo}`,
  )).json();
  const { balance } = await (await app.call(renewed.accessToken, `${path}/balance`)).json();
  assert(history.count > 150 && history.count < 260, `${history.count} transactions`);
  assert.equal(history.transactions.at(-1).balance, balance);
});
