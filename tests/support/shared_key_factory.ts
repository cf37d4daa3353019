import { createKeyFactory } from "../../adapters/crypto/key_factory.ts";
import type { KeyFactory, KeyPair } from "../../domain/keys/key_factory.ts";

/** Making RSA keys takes long, so all tests of a process share one of each kind. */
export const KEY_FACTORY: KeyFactory = (() => {
  const factory = createKeyFactory();
  const made = new Map<string, Promise<KeyPair>>();
  return {
    generate(algorithm) {
      const pair = made.get(algorithm) ?? factory.generate(algorithm);
      made.set(algorithm, pair);
      return pair;
    },
  };
})();
