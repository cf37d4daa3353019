/** Opens sealed PINs. The private key is made here and never leaves; only the bank knows PINs. */
import { compactDecrypt, exportJWK, generateKeyPair, type JWK } from "jose";
import { z } from "zod";
import type { AccountNumber } from "./accounts.ts";

/** How old a sealed PIN may be, and how far ahead the gateway's clock may run. */
const SEAL_LIFETIME_SECONDS = 60;

const sealedContent = z.object({
  branchCode: z.string(),
  accountType: z.string(),
  accountNumber: z.string(),
  pin: z.string().regex(/^[0-9]{4}$/),
  iat: z.int(),
  jti: z.string().min(16).max(64),
});

/** A request to open a sealed PIN. */
export interface PinOpening {
  readonly jwe: string;
  readonly account: AccountNumber;
  readonly requestId: string;
}

/** Opens PINs that were sealed to its public key; each for one request only. */
export class PinBox {
  readonly publicJwk: JWK;
  readonly #privateKey: CryptoKey;
  readonly #uses = new Map<string, { readonly requestId: string; readonly until: number }>();

  private constructor(publicJwk: JWK, privateKey: CryptoKey) {
    this.publicJwk = publicJwk;
    this.#privateKey = privateKey;
  }

  static async create(): Promise<PinBox> {
    const { publicKey, privateKey } = await generateKeyPair("ECDH-ES+A256KW", { crv: "P-256" });
    const publicJwk = { ...await exportJWK(publicKey), use: "enc", alg: "ECDH-ES+A256KW" };
    return new PinBox(publicJwk, privateKey);
  }

  /**
   * The PIN in a sealed text; undefined when it was not sealed to this key, is of another account,
   * is older than a minute, or was opened for another request (a recorded message cannot be
   * tried again, but a request that the network repeats is answered as before).
   */
  async open(opening: PinOpening, nowMillis: number): Promise<string | undefined> {
    const { jwe, account, requestId } = opening;
    const content = await this.#decrypt(jwe);
    if (content === undefined) return undefined;
    const nowSeconds = Math.floor(nowMillis / 1000);
    if (Math.abs(nowSeconds - content.iat) > SEAL_LIFETIME_SECONDS) return undefined;
    const sameAccount = content.branchCode === account.branchCode &&
      content.accountType === account.accountType &&
      content.accountNumber === account.accountNumber;
    if (!sameAccount || !this.#claim(content.jti, requestId, nowSeconds)) return undefined;
    return content.pin;
  }

  async #decrypt(jwe: string): Promise<z.infer<typeof sealedContent> | undefined> {
    try {
      const { plaintext } = await compactDecrypt(jwe, this.#privateKey, {
        keyManagementAlgorithms: ["ECDH-ES+A256KW"],
        contentEncryptionAlgorithms: ["A256GCM"],
      });
      return sealedContent.parse(JSON.parse(new TextDecoder().decode(plaintext)));
    } catch {
      return undefined;
    }
  }

  #claim(jti: string, requestId: string, nowSeconds: number): boolean {
    for (const [used, { until }] of this.#uses) {
      if (until < nowSeconds) this.#uses.delete(used);
    }
    const use = this.#uses.get(jti) ?? { requestId, until: nowSeconds + 2 * SEAL_LIFETIME_SECONDS };
    this.#uses.set(jti, use);
    return use.requestId === requestId;
  }
}
