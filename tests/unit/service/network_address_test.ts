import assert from "node:assert/strict";
import { toNetwork } from "../../../domain/service/network_address.ts";

const CASES: readonly [string, string][] = [
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:0001:0002:ffff::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["192.0.2.7:49152", "192.0.2.7"],
  ["[2001:db8:1:2::1]:49152", "2001:db8:1:2::/64"],
  ["[::ffff:192.0.2.7]", "192.0.2.7"],
];
for (const [address, network] of CASES) {
  Deno.test(`toNetwork() counts ${address} as ${network}`, () => {
    assert.equal(toNetwork(address), network);
  });
}
