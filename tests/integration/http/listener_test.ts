import assert from "node:assert/strict";
import { request as httpsRequest } from "node:https";
import { listen } from "../../../adapters/http/listener.ts";
import { selfSignedCertificate } from "../../support/certificate.ts";
import { holdRequest } from "../../support/held_request.ts";

const LOOPBACK = { hostname: "127.0.0.1", port: 0 };

Deno.test("listen() in clear tells the peer's address", async () => {
  const listener = await listen((_, connection) => Response.json(connection), LOOPBACK);
  const answer = await fetch(`http://127.0.0.1:${listener.port}/`);
  assert.deepEqual(await answer.json(), { remoteAddr: { hostname: "127.0.0.1" } });
  await listener.close(1000);
});

Deno.test("close() lets a request in flight finish and takes no further one", async () => {
  const entered = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const listener = await listen(async () => {
    entered.resolve();
    await released.promise;
    return new Response("finished");
  }, LOOPBACK);
  const answer = fetch(`http://127.0.0.1:${listener.port}/`);
  await entered.promise;
  const closed = listener.close(60_000);
  released.resolve();
  assert.equal(await (await answer).text(), "finished");
  await closed;
  await assert.rejects(fetch(`http://127.0.0.1:${listener.port}/`));
});

Deno.test("close() lets a request finish whose body is still on its way, and turns away others", async () => {
  const listener = await listen(async (request) => new Response(await request.text()), LOOPBACK);
  const url = `http://127.0.0.1:${listener.port}/`;
  const held = await holdRequest(new Request(url, { method: "POST", body: "late" }));
  const closed = listener.close(60_000);
  const other = await fetch(url);
  await other.body?.cancel();
  assert.deepEqual([other.status, other.headers.get("retry-after")], [503, "1"]);
  assert.equal(await (await held.finish()).text(), "late");
  await closed;
});

Deno.test("close() cuts off what does not finish in time", async () => {
  const listener = await listen(async (request) => {
    return new Response(await request.text().catch(() => "cut off"));
  }, LOOPBACK);
  const url = `http://127.0.0.1:${listener.port}/`;
  const held = await holdRequest(new Request(url, { method: "POST", body: "never" }));
  await listener.close(0);
  await assert.rejects(held.finish());
});

Deno.test("listen() with TLS answers over TLS and tells the peer's address", async () => {
  const tls = await selfSignedCertificate("localhost");
  const listener = await listen((_, connection) => Response.json(connection), {
    ...LOOPBACK,
    tls,
  });
  const body = await new Promise<string>((resolve, reject) => {
    httpsRequest(
      { host: "127.0.0.1", port: listener.port, ca: tls.certificate, servername: "localhost" },
      (response) => {
        let text = "";
        response.on("data", (chunk) => text += chunk);
        response.on("end", () => resolve(text));
      },
    ).on("error", reject).end();
  });
  assert.deepEqual(JSON.parse(body), { remoteAddr: { hostname: "127.0.0.1" } });
  await listener.close(1000);
});

Deno.test("listeners in clear and with TLS answer beside each other", async () => {
  const tls = await selfSignedCertificate("localhost");
  const secure = await listen(() => new Response("secure"), { ...LOOPBACK, tls });
  const clear = await listen(() => new Response("clear"), LOOPBACK);
  const client = Deno.createHttpClient({ caCerts: [tls.certificate] });
  const read = async (url: string) => await (await fetch(url, { client })).text();
  assert.equal(await read(`http://127.0.0.1:${clear.port}/`), "clear");
  assert.equal(await read(`https://localhost:${secure.port}/`), "secure");
  assert.equal(await read(`http://127.0.0.1:${clear.port}/`), "clear");
  client.close();
  await Promise.all([secure.close(1000), clear.close(1000)]);
});
