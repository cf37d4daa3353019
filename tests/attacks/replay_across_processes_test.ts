/** Requests that somebody overheard, sent to another process that works on the same stores. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { consent } from "../support/gateway.ts";
import { openBrowser, registerApp } from "../support/black_box.ts";
import { openGatewayPlace, takeFreePorts } from "../support/gateway_process.ts";

/** One request of each kind that an app makes, as it went over the wire to the first process. */
async function overhear() {
  const place = await openGatewayPlace();
  const gateway = await place.start();
  const kept: Request[] = [];
  const app = await registerApp(place, {
    fetcher: (request) => {
      if (!request.url.includes("/.well-known/")) kept.push(request.clone());
      return fetch(request);
    },
  });
  const pending = await app.push();
  const tokens = await app.finish(pending, await consent(openBrowser(place), pending));
  const { accessToken } = await app.refresh(tokens.refreshToken);
  const call = async () => {
    const answer = await app.call(accessToken, "/accounts");
    await answer.body?.cancel();
    return answer.status;
  };
  assert.equal(await call(), 200);
  return {
    place,
    overheard: kept.splice(0),
    call,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

/** A request as it was, but to another port. */
async function resend(request: Request, port: number): Promise<Response> {
  const url = new URL(request.url);
  url.port = String(port);
  const body = request.method === "GET" ? null : await request.arrayBuffer();
  return await fetch(url, { method: request.method, headers: request.headers, body });
}

Deno.test("what was used at one process is used at every other on the same stores", async () => {
  await using first = await overhear();
  const { place, overheard, call } = first;
  const [port, sandboxPort] = takeFreePorts();
  await using second = await openGatewayPlace({
    ...place.settings,
    KAKEHASHI_DATABASE_URL: `file:${join(place.folder, "data", "kakehashi.db")}`,
    KAKEHASHI_LISTEN: `127.0.0.1:${port}`,
    KAKEHASHI_SANDBOX_LISTEN: `127.0.0.1:${sandboxPort}`,
  });
  await using _ = await second.start();
  const paths = overheard.map(({ url }) => new URL(url).pathname);
  assert.deepEqual(paths, ["/par", "/token", "/token", "/accounts"]);
  const answers = [];
  for (const request of overheard) {
    const answer = await resend(request, port);
    const { error, code } = await answer.json();
    answers.push(`${answer.status} ${error ?? code}`);
  }
  assert.deepEqual(answers, [
    "401 invalid_client",
    "401 invalid_client",
    "401 invalid_client",
    "401 invalid_dpop_proof",
  ]);
  assert.equal(await call(), 200, "the grant is unharmed");
});
