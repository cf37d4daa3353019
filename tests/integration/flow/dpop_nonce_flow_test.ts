/** A gateway that demands nonces of all apps, met by a client library that knows how to try again. */
import assert from "node:assert/strict";
import { isDPoPNonceError } from "oauth4webapi";
import { ManualClock } from "../../support/clock.ts";
import { consent, openTestGateway } from "../../support/gateway.ts";

/** What an app does with oauth4webapi: once more, if the answer handed over a nonce. */
async function withRetry<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request();
  } catch (error) {
    if (!isDPoPNonceError(error)) throw error;
    return await request();
  }
}

Deno.test("an app with oauth4webapi links an account and reads it although nonces are demanded", async () => {
  const clock = new ManualClock();
  await using test = await openTestGateway({
    clock,
    settings: { KAKEHASHI_DPOP_NONCES: "required" },
  });
  const app = await test.addApp();
  await assert.rejects(app.push(), isDPoPNonceError);
  const pending = await withRetry(() => app.push());
  const cameBackWith = await consent(test.openBrowser(), pending);
  const tokens = await withRetry(() => app.finish(pending, cameBackWith));
  clock.advance(300_000);
  await assert.rejects(app.call(tokens.accessToken, "/accounts"), isDPoPNonceError);
  const response = await withRetry(() => app.call(tokens.accessToken, "/accounts"));
  assert.equal(response.status, 200);
  assert.match(response.headers.get("DPoP-Nonce") ?? "", /^[A-Za-z0-9_-]{43}$/);
  await response.body?.cancel();
});
