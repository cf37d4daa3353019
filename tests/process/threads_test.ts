/** One process with several threads, by `deno serve --parallel`. */
import assert from "node:assert/strict";
import { linkAt } from "../support/deployed_walk.ts";
import { type DeployedGateway, openDeployment } from "../support/deployment.ts";

Deno.test("threads share the work, and the process ends when the last has finished its requests", async () => {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let isHeld = false;
  await using deployment = await openDeployment({
    settings: { KAKEHASHI_CORE_BANKING_TIMEOUT_MS: "25000" },
    beforeBank: async () => {
      if (!isHeld) return;
      asked.resolve();
      await released.promise;
    },
  });
  await using gateway = await deployment.start("threads.conf");
  // A connection of its own for each request, so that they come to any thread.
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const send = (request: Request) => fetch(toGateway(gateway, request), { client });
  const app = await deployment.makeApp(send, "threaded-app");
  await deployment.registerApp(app);
  const tokens = await linkAt(deployment, app, send);
  isHeld = true;
  const called = app.call(tokens.accessToken, "/accounts");
  await asked.promise;
  const ended = gateway.stop();
  await gateway.process.line("done; other threads still have requests");
  released.resolve();
  const response = await called;
  assert.equal(response.status, 200);
  await response.body?.cancel();
  const { code, output, faults } = await ended;
  assert.equal(code, 0);
  assert.equal(output.match(/ending: requests in flight finish first/g)?.length, 2);
  assert.match(faults, /^deno serve: Listening on .* with 2 threads\n$/);
});

function toGateway({ origin }: DeployedGateway, request: Request): Request {
  const { pathname, search } = new URL(request.url);
  return new Request(new URL(pathname + search, origin), request);
}

Deno.test("what threads cannot share is refused at start", async () => {
  await using deployment = await openDeployment();
  const settings = { KAKEHASHI_TLS_CERT: "cert.pem", KAKEHASHI_TLS_KEY: "key.pem" };
  const { code, faults } = await deployment.startInVain(settings, "threads.conf");
  assert.equal(code, 78);
  assert.match(faults, /KAKEHASHI_TLS_CERT/);
});
