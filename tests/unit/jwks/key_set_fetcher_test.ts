/** Fetching keys from a server of our own, and from where nobody may send us. */
import assert from "node:assert/strict";
import { createServer as createClearServer, type RequestListener } from "node:http";
import { createServer } from "node:https";
import {
  createKeySetFetcher,
  type KeySetFetcherOptions,
} from "../../../adapters/jwks/key_set_fetcher.ts";
import { makeAuthority } from "../../support/certificate.ts";

const authority = await makeAuthority();
const certificate = await authority.issue({
  alternativeNames: [{ type: "dns", value: "keys.app.example" }],
});

/** A server that publishes keys; `connections` tells whether anybody came. */
async function publish(handle: RequestListener) {
  let connections = 0;
  const server = createServer({ cert: certificate.certificate, key: certificate.key }, handle);
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    uri: `https://keys.app.example:${port}/jwks?app=1`,
    port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A fetcher that takes this machine for the world outside. */
function reach(options: Partial<KeySetFetcherOptions> = {}) {
  return createKeySetFetcher({
    allowsLoopback: false,
    resolve: () => Promise.resolve(["127.0.0.1"]),
    isPermitted: () => true,
    authorities: authority.certificate,
    ...options,
  });
}

Deno.test("a key set is fetched by its name over TLS from the address that was judged", async () => {
  const seen: string[] = [];
  await using server = await publish((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.host}`);
    response.end('{"keys":[]}');
  });
  assert.deepEqual(await reach().fetch(server.uri), { keys: [] });
  assert.deepEqual(seen, [`GET /jwks?app=1 keys.app.example:${server.port}`]);
});

Deno.test("the name is resolved once: a second answer of the name service changes nothing", async () => {
  await using server = await publish((_, response) => response.end("{}"));
  let looks = 0;
  const resolve = () => Promise.resolve(looks++ === 0 ? ["127.0.0.1"] : ["127.0.0.2"]);
  await reach({ resolve }).fetch(server.uri);
  assert.equal(looks, 1);
});

const ANSWERS: Readonly<Record<string, readonly [RequestListener, RegExp]>> = {
  "a redirect": [
    (_, response) => response.writeHead(302, { Location: "https://keys.app.example/" }).end("{}"),
    /status 302/,
  ],
  "an error": [(_, response) => response.writeHead(500).end("{}"), /status 500/],
  "another success": [(_, response) => response.writeHead(206).end("{}"), /status 206/],
  "no JSON": [(_, response) => response.end("<html>"), /JSON/],
  "no UTF-8": [(_, response) => response.end(Uint8Array.of(0x22, 0xff, 0x22)), /./],
  "too much": [(_, response) => response.end(`"${"x".repeat(65_536)}"`), /more than 65536 bytes/],
};

for (const [what, [handle, reason]] of Object.entries(ANSWERS)) {
  Deno.test(`${what} is no key set`, async () => {
    await using server = await publish(handle);
    await assert.rejects(reach().fetch(server.uri), reason);
  });
}

Deno.test("an endless answer is cut off by its size, a slow one by the time", async () => {
  await using endless = await publish((_, response) => {
    const write = () => {
      while (!response.destroyed && response.write("x".repeat(1024)));
    };
    response.on("drain", write);
    write();
  });
  await assert.rejects(reach().fetch(endless.uri), /more than 65536 bytes/);
  await using silent = await publish((_, response) => void response.write("{"));
  await assert.rejects(reach({ timeoutMillis: 50 }).fetch(silent.uri));
});

Deno.test("a server without a trusted certificate for the name is not believed", async () => {
  await using server = await publish((_, response) => response.end("{}"));
  const unknown = createKeySetFetcher({
    allowsLoopback: false,
    resolve: () => Promise.resolve(["127.0.0.1"]),
    isPermitted: () => true,
  });
  await assert.rejects(unknown.fetch(server.uri), /certificate/i);
  const otherName = `https://other.example:${server.port}/`;
  await assert.rejects(reach().fetch(otherName), /altnames/i);
});

const FORBIDDEN = [
  "http://keys.app.example/jwks",
  "http://127.0.0.1/jwks",
  "http://localhost/jwks",
  "https://127.0.0.1/jwks",
  "https://2130706433/jwks",
  "https://0x7f.1/jwks",
  "https://017700000001/jwks",
  "https://[::1]/jwks",
  "https://[::ffff:127.0.0.1]/jwks",
  "https://1.1.1.1/jwks",
  "file:///etc/passwd",
  "data:application/json,{}",
  "ftp://keys.app.example/jwks",
];

for (const uri of FORBIDDEN) {
  Deno.test(`${uri} is refused before any name is looked up`, async () => {
    let looks = 0;
    const resolve = () => Promise.resolve(looks++ === 0 ? ["127.0.0.1"] : []);
    await assert.rejects(reach({ resolve }).fetch(uri), /not https to a name/);
    assert.equal(looks, 0);
  });
}

const TRAPS: Readonly<Record<string, readonly string[]>> = {
  "of this machine": ["127.0.0.1"],
  "of a private network": ["10.1.2.3"],
  "of the metadata service": ["169.254.169.254"],
  "that is IPv4-mapped": ["::ffff:127.0.0.1"],
  "behind NAT64": ["64:ff9b::7f00:1"],
  "public, and of this machine": ["1.1.1.1", "127.0.0.1"],
  "public, and unique local": ["2606:4700:4700::1111", "fd00::1"],
};

for (const [what, addresses] of Object.entries(TRAPS)) {
  Deno.test(`a name with an address ${what} is not connected to`, async () => {
    await using server = await publish((_, response) => response.end("{}"));
    const fetcher = createKeySetFetcher({
      allowsLoopback: true,
      resolve: () => Promise.resolve(addresses),
      authorities: authority.certificate,
    });
    await assert.rejects(fetcher.fetch(server.uri), /not public/);
    assert.equal(server.connections(), 0);
  });
}

Deno.test("a name without addresses is not connected to", async () => {
  const fetcher = reach({ resolve: () => Promise.resolve([]) });
  await assert.rejects(fetcher.fetch("https://keys.app.example/"), /no address/);
});

Deno.test("in the sandbox keys may be published on this machine in clear, and nowhere else", async () => {
  const server = createClearServer((_, response) => response.end('{"keys":[]}'));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const sandbox = createKeySetFetcher({ allowsLoopback: true });
  assert.deepEqual(await sandbox.fetch(`http://localhost:${port}/jwks`), { keys: [] });
  await assert.rejects(sandbox.fetch("http://keys.app.example/jwks"), /not https/);
  await assert.rejects(sandbox.fetch(`https://127.0.0.1:${port}/jwks`), /not https/);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
});
