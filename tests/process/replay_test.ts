/** What was sent to one process of the gateway, sent again to the next one on the same files. */
import assert from "node:assert/strict";
import { link, registerApp } from "../support/black_box.ts";
import { openGatewayPlace } from "../support/gateway_process.ts";

Deno.test("assertions, codes and proofs that one process has seen are used up for the next, though it was killed", async () => {
  await using place = await openGatewayPlace();
  const kept: Request[] = [];
  const app = await (async () => {
    await using first = await place.start();
    const app = await registerApp(place, {
      fetcher: (request) => {
        kept.push(request.clone());
        return fetch(request);
      },
    });
    const { accessToken } = await link(place, app);
    const response = await app.call(accessToken, "/accounts");
    assert.equal(response.status, 200);
    await response.body?.cancel();
    await first.kill();
    return { accessToken, call: () => app.call(accessToken, "/accounts") };
  })();

  await using _second = await place.start();
  const replayed = kept.filter(({ url }) => !url.includes("/.well-known/"));
  const paths = replayed.map(({ url }) => new URL(url).pathname);
  assert.deepEqual(paths, ["/par", "/token", "/accounts"]);
  for (const request of replayed) {
    const response = await fetch(request);
    assert.equal(response.status, 401, request.url);
    await response.body?.cancel();
  }
  const honest = await app.call();
  assert.equal(honest.status, 200, "the link is unharmed");
  await honest.body?.cancel();
});
