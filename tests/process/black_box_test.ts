/** The gateway as it is run, met by an app that was written with oauth4webapi and the issuer alone. */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { link, readAccount, registerApp, type WireTransaction } from "../support/black_box.ts";
import { openGatewayPlace } from "../support/gateway_process.ts";

Deno.test("from discovery to transactions, refreshed, read again, and refused at once after `grant end`", async () => {
  await using place = await openGatewayPlace();
  await using _gateway = await place.start();
  const app = await registerApp(place);
  const tokens = await link(place, app);
  const first = await readAccount(app, tokens.accessToken, 60);
  assert.equal(first.account.accountNumber, "1100026");
  assert.ok(first.transactions.length > 150 && first.transactions.length < 260);
  assertAddUp(first.transactions, first.balance);

  const renewed = await app.refresh(tokens.refreshToken);
  assert.notEqual(renewed.accessToken, tokens.accessToken);
  assert.deepEqual(await readAccount(app, renewed.accessToken, 500), first);

  const [grant] = await place.operateJson("grant", "find", "--account", "115-1100026");
  assert.deepEqual([grant?.["clientId"], grant?.["status"]], ["black-box", "active"]);
  await place.operateJson("grant", "end", String(grant?.["id"]), "--reason", "test");
  for (const accessToken of [tokens.accessToken, renewed.accessToken]) {
    assert.equal(await statusOf(app.call(accessToken, "/accounts")), 401);
  }
  await assert.rejects(app.refresh(tokens.refreshToken), { error: "invalid_grant", status: 400 });
});

/** The status with which a call is refused; 200 if it is not. */
async function statusOf(call: Promise<Response>): Promise<number> {
  const response = await call.catch((error: unknown) => {
    if (error instanceof oauth.WWWAuthenticateChallengeError) return error.response;
    throw error;
  });
  await response.body?.cancel();
  return response.status;
}

/** Each entry follows the one before it, and the last one leaves the balance. */
function assertAddUp(transactions: readonly WireTransaction[], balance: string): void {
  transactions.slice(1).forEach((entry, index) => {
    const before = BigInt(transactions[index]?.balance ?? "");
    const change = BigInt(entry.amount) * (entry.transactionType === "credit" ? 1n : -1n);
    assert.equal(BigInt(entry.balance), before + change, entry.itemKey);
  });
  assert.equal(transactions.at(-1)?.balance, balance);
}
