/** Whether a JWT was signed by the app that it names. */
import { type DecodedJwt, isSignedBy } from "../crypto/signed_jwt.ts";
import { isSameAlgorithm } from "../proof/public_key.ts";
import type { Client, SignatureAlgorithm } from "./client.ts";
import type { ClientKeys } from "./client_keys.ts";

/**
 * Verifies a signature with the client's registered keys. Answers with what is wrong, for the log;
 * undefined when nothing is.
 *
 * @param registered the only algorithm that the client may use; undefined: any that fits a key
 */
export async function findSignatureFault(
  keys: ClientKeys,
  client: Client,
  jwt: DecodedJwt,
  registered: SignatureAlgorithm | undefined,
): Promise<string | undefined> {
  if (registered !== undefined && !isSameAlgorithm(registered, jwt.algorithm)) {
    return "alg is not the registered one";
  }
  const { kid } = jwt.header;
  const candidates = await keys.find(
    client,
    jwt.algorithm,
    typeof kid === "string" ? kid : undefined,
  );
  for (const key of candidates) if (await isSignedBy(jwt, key)) return undefined;
  return candidates.length === 0 ? "no such key" : "wrong signature";
}
