/** The gateway made to connect to where only it can reach (SSRF), by an app's `jwks_uri`. */
import assert from "node:assert/strict";
import {
  createKeySetFetcher,
  type KeySetFetcherOptions,
} from "../../adapters/jwks/key_set_fetcher.ts";
import { isPublicAddress } from "../../adapters/jwks/public_address.ts";

/** A service of the inner network, which counts who came. */
function openInnerService() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let connections = 0;
  const accepting = (async () => {
    for await (const connection of listener) {
      connections += 1;
      connection.close();
    }
  })();
  return {
    port: listener.addr.port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
    },
  };
}

function reach(options: Partial<KeySetFetcherOptions>) {
  return createKeySetFetcher({ allowsLoopback: false, timeoutMillis: 500, ...options });
}

Deno.test("a name that leads to the inner network is not followed there", async () => {
  await using service = openInnerService();
  const uri = `https://keys.evil.example:${service.port}/jwks`;
  const resolve = () => Promise.resolve(["127.0.0.1"]);
  await assert.rejects(reach({ resolve, isPermitted: () => true }).fetch(uri));
  assert.equal(service.connections(), 1, "without the check there is a connection");
  await assert.rejects(reach({ resolve }).fetch(uri), /not public/);
  await assert.rejects(
    reach({ resolve: () => Promise.resolve(["93.184.215.14", "127.0.0.1"]) }).fetch(uri),
    /not public/,
  );
  assert.equal(service.connections(), 1);
});

Deno.test("an address in place of a name is not connected to, however it is written", async () => {
  await using service = openInnerService();
  const { port } = service;
  for (
    const host of [
      "127.0.0.1",
      "127.1",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "１２７.0.0.1",
      "127.0.0.1.",
      "0",
      "[::1]",
      "[::]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "[64:ff9b::7f00:1]",
      "user@127.0.0.1",
      "keys.example@127.0.0.1",
    ]
  ) {
    await assert.rejects(reach({}).fetch(`https://${host}:${port}/`), host);
    await assert.rejects(reach({}).fetch(`http://${host}:${port}/`), host);
  }
  for (const uri of ["file:///etc/passwd", "data:application/json,{}", "ftp://127.0.0.1/"]) {
    await assert.rejects(reach({}).fetch(uri), /not https/);
  }
  assert.equal(service.connections(), 0);
});

Deno.test("addresses that carry an inner one are as forbidden as it is", () => {
  const inner = [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "192.168.0.1",
    "100.64.0.1",
    "0.0.0.0",
  ];
  const carriers: ((hex: string, dotted: string) => string)[] = [
    (_, dotted) => dotted,
    (_, dotted) => `::ffff:${dotted}`,
    (_, dotted) => `::${dotted}`,
    (hex) => `::ffff:0:${hex}`,
    (hex) => `64:ff9b::${hex}`,
    (hex) => `64:ff9b:1::${hex}`,
    (hex) => `2002:${hex}::1`,
    (hex) => `2001:0:${hex}::1`,
    (hex) => `2400::5efe:${hex}`,
    (hex) => `2400::200:5efe:${hex}`,
    (hex) => `fe80::5efe:${hex}`,
  ];
  for (const dotted of inner) {
    const [a = 0, b = 0, c = 0, d = 0] = dotted.split(".").map(Number);
    const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
    for (const carry of carriers) {
      assert.equal(isPublicAddress(carry(hex, dotted)), false, carry(hex, dotted));
    }
  }
  for (const open of ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]) {
    assert.equal(isPublicAddress(open), true, open);
  }
});
