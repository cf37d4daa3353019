/** Key pairs by WebCrypto. */
import { exportJWK, generateKeyPair } from "jose";
import type { KeyFactory } from "../../domain/keys/key_factory.ts";
import { RSA_MIN_BITS } from "../../domain/limits.ts";

/** Makes the key pairs with which the gateway signs; the size concerns RSA only. */
export function createKeyFactory(): KeyFactory {
  return {
    async generate(algorithm) {
      const options = { extractable: true, modulusLength: RSA_MIN_BITS };
      const pair = await generateKeyPair(algorithm, options);
      return {
        publicJwk: { ...await exportJWK(pair.publicKey) },
        privateJwk: { ...await exportJWK(pair.privateKey) },
      };
    },
  };
}
