import { CompactEncrypt, importJWK, type JWK } from "jose";
import type { PinSealer } from "../../domain/banking/core_banking.ts";
import { encodeBase64Url, type RandomSource } from "../../domain/ids.ts";
import { type Clock, toEpochSeconds } from "../../domain/time.ts";

/**
 * Seals PINs as compact JWE (RFC 7516) with ECDH-ES+A256KW and A256GCM to core banking's public
 * key. What is sealed names the account, the time and a number used once, so that core banking
 * can refuse a sealed PIN that was recorded and sent again. Throws an `Error` when the key is not
 * a public P-256 key: the gateway must not start with it.
 */
export async function createJwePinSealer(
  options: { readonly publicJwk: JWK; readonly clock: Clock; readonly random: RandomSource },
): Promise<PinSealer> {
  const { publicJwk, clock, random } = options;
  if (publicJwk.kty !== "EC" || publicJwk.crv !== "P-256" || publicJwk.d !== undefined) {
    throw new Error("core banking's key must be a public EC key on P-256");
  }
  const key = await importJWK(publicJwk, "ECDH-ES+A256KW");
  const kid = publicJwk.kid === undefined ? {} : { kid: publicJwk.kid };
  return {
    async seal(account, pin) {
      const content = JSON.stringify({
        branchCode: account.branchCode,
        accountType: account.accountType,
        accountNumber: account.accountNumber,
        pin,
        iat: toEpochSeconds(clock.now()),
        jti: encodeBase64Url(random.bytes(16)),
      });
      const jwe = await new CompactEncrypt(new TextEncoder().encode(content))
        .setProtectedHeader({ alg: "ECDH-ES+A256KW", enc: "A256GCM", ...kid })
        .encrypt(key);
      return { jwe };
    },
  };
}
