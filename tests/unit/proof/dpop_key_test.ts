import assert from "node:assert/strict";
import type { SignatureAlgorithm } from "../../../domain/client/client.ts";
import { DpopKeyCache } from "../../../domain/proof/dpop_key.ts";
import { makeTestKey } from "../../support/protocol_client.ts";

const ALGORITHMS: readonly SignatureAlgorithm[] = ["ES256", "EdDSA", "PS256"];

for (const algorithm of ALGORITHMS) {
  Deno.test(`a key for ${algorithm} is found again whatever stands beside its members`, async () => {
    const keys = new DpopKeyCache();
    const { publicJwk, thumbprint } = await makeTestKey(algorithm);
    const jwk = { ...publicJwk };
    const key = await keys.load(jwk, algorithm);
    assert.equal(key?.thumbprint, thumbprint);
    const strange = { crv: "x", x: "x", y: "x".repeat(9000), n: { n: "x" }, e: [], kid: "x" };
    assert.equal(await keys.load({ ...strange, ...jwk }, algorithm), key);
  });
}
