/** Keys for gateways in tests: making RSA keys takes longer than most tests. */
import { createKeyFactory } from "../../adapters/crypto/key_factory.ts";
import type { KeyFactory, KeyPair } from "../../domain/keys/key_factory.ts";

const factory = createKeyFactory();
const shared = new Map<string, Promise<KeyPair>>();

/** The first key of each kind is the same for all gateways of a process, the later ones are new. */
export function createTestKeyFactory(): KeyFactory {
  const handedOut = new Set<string>();
  return {
    generate(algorithm) {
      if (handedOut.has(algorithm)) return factory.generate(algorithm);
      handedOut.add(algorithm);
      const pair = shared.get(algorithm) ?? factory.generate(algorithm);
      shared.set(algorithm, pair);
      return pair;
    },
  };
}
