/** The gateway's signing keys without a database. */
import type { OwnAlgorithm, SigningKey } from "../../domain/keys/signing_key.ts";
import { SigningKeys } from "../../domain/keys/signing_keys.ts";
import { createTestKeyFactory } from "./key_factory.ts";

/** Keys of the given algorithms, which have signed since the beginning of time. */
export async function makeSigningKeys(
  algorithms: readonly OwnAlgorithm[],
): Promise<SigningKeys> {
  const factory = createTestKeyFactory();
  const keys = await Promise.all(algorithms.map(async (algorithm): Promise<SigningKey> => {
    const pair = await factory.generate(algorithm);
    return { ...pair, algorithm, kid: `own-${algorithm}`, createdAt: 0, signsFrom: 0 };
  }));
  return new SigningKeys({ list: () => Promise.resolve(keys) });
}
