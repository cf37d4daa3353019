/** The gateway made to connect to where only it can reach (SSRF), by an app's `jwks_uri`. */
import assert from "node:assert/strict";
import {
  createKeySetFetcher,
  type KeySetFetcherOptions,
} from "../../adapters/jwks/key_set_fetcher.ts";
import { isPublicAddress } from "../../adapters/jwks/public_address.ts";
import { checkClientDocument } from "../../domain/client/check_client.ts";
import { selfSignedCertificate } from "../support/certificate.ts";
import { APP_DOCUMENT } from "../support/operator.ts";

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
    "172.16.0.1",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
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
    (_, dotted) => `64:ff9b::${dotted}`,
    (_, dotted) => `64:ff9b:1:2:3::${dotted}`,
    (_, dotted) => `2400::5efe:${dotted}`,
    (_, dotted) => `2400::300:5efe:${dotted}`,
    (_, dotted) => `::ffff:0:${dotted}`,
    (_, dotted) => `0:0:0:0:0:FFFF:${dotted}`,
    (_, dotted) => `${dotted}%eth0`,
    (_, dotted) => ` ${dotted}`,
  ];
  for (const dotted of inner) {
    const [a = 0, b = 0, c = 0, d = 0] = dotted.split(".").map(Number);
    const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
    for (const carry of carriers) {
      assert.equal(isPublicAddress(carry(hex, dotted)), false, carry(hex, dotted));
    }
  }
  // A Teredo address has the client's address in its end, with every bit turned (RFC 4380, 4).
  assert.equal(isPublicAddress("2001:0:4136:e378:8000:63bf:80ff:fffe"), false);
  for (const open of ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]) {
    assert.equal(isPublicAddress(open), true, open);
  }
});

Deno.test("addresses of IPv6 that lead nowhere outside are forbidden", () => {
  const inner = {
    "this host": ["::", "::1", "0:0:0:0:0:0:0:1", "0000::0001", "::1%lo"],
    "a link": ["fe80::1", "fe80::1%eth0", "FE80:0:0:0::1", "febf::1"],
    "a site (RFC 3879)": ["fec0::1", "feff:ffff::1"],
    "a unique local network": ["fc00::1", "fd00:ec2::254", "fdff::1"],
    "many at once": ["ff02::1", "ff05::2", "ff0e::1"],
    "documents": ["2001:db8::1", "3fff::1"],
    "discarding": ["100::1", "100:0:0:1::1"],
    "tests, tunnels and identifiers": ["2001:2::1", "2001:10::1", "2001:20::1", "2002::1"],
    "segment routing": ["5f00::1"],
    "what is not assigned": ["4000::1", "e000::1", "::2", "1::1"],
    "what is no address": ["", "x", "1::2::3", "::ffff:1.2.3", "[::1]", "2400::1/64", "1.2.3"],
  };
  for (const [name, addresses] of Object.entries(inner)) {
    for (const address of addresses) {
      assert.equal(isPublicAddress(address), false, `${name}: ${address}`);
    }
  }
});

Deno.test("a key set that is said to lie elsewhere is not fetched there", async () => {
  await using service = openInnerService();
  const { certificate, key } = await selfSignedCertificate("keys.example");
  const target = `http://127.0.0.1:${service.port}/`;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert: certificate, key, onListen: () => {} },
    (request) => {
      const status = Number(new URL(request.url).pathname.slice(1));
      return new Response(null, { status, headers: { Location: target, Refresh: `0; ${target}` } });
    },
  );
  const fetcher = reach({
    resolve: () => Promise.resolve(["127.0.0.1"]),
    isPermitted: () => true,
    authorities: certificate,
  });
  for (const status of [301, 302, 303, 307, 308, 300, 201]) {
    const uri = `https://keys.example:${server.addr.port}/${status}`;
    await assert.rejects(fetcher.fetch(uri), new RegExp(`status ${status}`));
  }
  assert.equal(service.connections(), 0);
  await server.shutdown();
});

Deno.test("no app is registered whose keys would lie in the inner network", async () => {
  const { jwks: _, ...document } = APP_DOCUMENT;
  for (
    const uri of [
      "http://keys.example/jwks",
      "https://127.0.0.1/jwks",
      "https://[::1]/jwks",
      "https://[64:ff9b::7f00:1]/jwks",
      "https://2130706433/jwks",
      "https://user@keys.example/jwks",
      "file:///etc/passwd",
      "urn:x",
    ]
  ) {
    const { accepted } = await checkClientDocument({ ...document, jwks_uri: uri });
    assert.equal(accepted, false, uri);
  }
  const right = { ...document, jwks_uri: "https://keys.example/jwks" };
  assert.equal((await checkClientDocument(right)).accepted, true);
});
