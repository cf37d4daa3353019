import assert from "node:assert/strict";
import { isPublicAddress } from "../../../adapters/jwks/public_address.ts";

const PUBLIC = [
  "1.1.1.1",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.1",
  "223.255.255.255",
  "2001:200::1",
  "2400:cb00::1",
  "2606:4700:4700::1111",
  "2a00:1450:4001:81b::200e",
];

const NOT_PUBLIC: Readonly<Record<string, string>> = {
  "0.0.0.0": "this host",
  "10.0.0.1": "private",
  "100.64.0.1": "carrier-grade NAT",
  "100.127.255.255": "carrier-grade NAT",
  "127.0.0.1": "loopback",
  "127.255.255.254": "loopback",
  "169.254.169.254": "the metadata service of clouds",
  "172.16.0.1": "private",
  "172.31.255.255": "private",
  "192.0.0.8": "protocols",
  "192.0.2.1": "documents",
  "192.88.99.1": "6to4 relay",
  "192.168.1.1": "private",
  "198.18.0.1": "benchmarks",
  "198.19.255.255": "benchmarks",
  "198.51.100.1": "documents",
  "203.0.113.1": "documents",
  "224.0.0.1": "multicast",
  "240.0.0.1": "reserved",
  "255.255.255.255": "broadcast",
  "::": "unspecified",
  "::1": "loopback",
  "::ffff:127.0.0.1": "IPv4-mapped",
  "::ffff:7f00:1": "IPv4-mapped, in hexadecimal",
  "::ffff:1.1.1.1": "IPv4-mapped, whatever it maps",
  "0:0:0:0:0:ffff:7f00:0001": "IPv4-mapped, written out",
  "::127.0.0.1": "IPv4-compatible",
  "::ffff:0:127.0.0.1": "IPv4-translated",
  "64:ff9b::7f00:1": "NAT64",
  "64:ff9b::169.254.169.254": "NAT64 of the metadata service",
  "64:ff9b:1::1": "local NAT64",
  "100::1": "discard",
  "2001::1": "Teredo",
  "2001:0:53aa:64c:0:0:80ff:fffe": "Teredo",
  "2001:2::1": "benchmarks",
  "2001:10::1": "ORCHID",
  "2001:20::1": "ORCHIDv2",
  "2001:db8::1": "documents",
  "2002:7f00:1::1": "6to4 of loopback",
  "2002:a00:1::": "6to4 of a private network",
  "2620:4f:8000::1": "AS112",
  "3fff::1": "documents",
  "2400:cb00::5efe:7f00:1": "ISATAP of loopback",
  "2400:cb00::200:5efe:10.0.0.1": "ISATAP of a private network",
  "4000::1": "not assigned",
  "5f00::1": "segment routing",
  "fc00::1": "unique local",
  "fd12:3456:789a::1": "unique local",
  "fe80::1": "link-local",
  "fec0::1": "site-local",
  "ff02::1": "multicast",
  "": "nothing",
  "localhost": "a name",
  "fe80::1%eth0": "with a zone",
  "1.1.1": "three parts",
  "256.1.1.1": "beyond a byte",
  "0x7f.0.0.1": "hexadecimal",
  "1.1.1.1, 127.0.0.1": "two",
  "2400:cb00::1]/@[::1": "smuggling",
};

Deno.test("isPublicAddress() lets public addresses through, up to the borders of special blocks", () => {
  assert.deepEqual(PUBLIC.filter((address) => !isPublicAddress(address)), []);
});

for (const [address, what] of Object.entries(NOT_PUBLIC)) {
  Deno.test(`isPublicAddress() refuses ${address === "" ? "an empty text" : address} (${what})`, () => {
    assert.equal(isPublicAddress(address), false);
  });
}
