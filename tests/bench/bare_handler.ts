/** What no gateway could do without: answering a request and nothing but our signatures. */
import process from "node:process";
import { CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK } from "jose";
import type { Cost } from "../support/cost_meter.ts";

/** The signatures of a kind of request. */
export type Signatures = Pick<Cost, "signed" | "verified">;

const PAYLOAD = new TextEncoder().encode(JSON.stringify({ claims: "x".repeat(300) }));
const ROUNDS = 200;
const WARM_UP_ROUNDS = 50;

/** Measures a handler that checks signatures of an algorithm and makes ones with Ed25519. */
export class BareHandler {
  private constructor(
    private readonly jwt: string,
    private readonly clientKey: CryptoKey | Uint8Array,
    private readonly ownKey: CryptoKey,
  ) {}

  /** Makes the keys. */
  static async create(algorithm: "ES256" | "EdDSA"): Promise<BareHandler> {
    const client = await generateKeyPair(algorithm, { extractable: true });
    const jwt = await sign(algorithm, client.privateKey);
    // Imported as the gateway does it: a key that was generated verifies more slowly.
    const imported = await importJWK(await exportJWK(client.publicKey), algorithm);
    const own = await generateKeyPair("EdDSA");
    return new BareHandler(jwt, imported, own.privateKey);
  }

  /** The processor time of one request in milliseconds. */
  async measure(signatures: Signatures): Promise<number> {
    for (let round = 0; round < WARM_UP_ROUNDS; round++) await this.#answer(signatures);
    const before = process.cpuUsage();
    for (let round = 0; round < ROUNDS; round++) await this.#answer(signatures);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / ROUNDS;
  }

  async #answer({ signed, verified }: Signatures): Promise<Response> {
    for (let count = 0; count < verified; count++) await compactVerify(this.jwt, this.clientKey);
    for (let count = 0; count < signed; count++) await sign("EdDSA", this.ownKey);
    return Response.json({ answer: "x".repeat(300) });
  }
}

async function sign(alg: string, key: CryptoKey): Promise<string> {
  return await new CompactSign(PAYLOAD).setProtectedHeader({ alg }).sign(key);
}
