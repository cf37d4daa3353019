/** What a request costs: round trips to the stores and signatures, counted for that request alone. */
import { AsyncLocalStorage } from "node:async_hooks";

/** What something cost. */
export interface Cost {
  /** Round trips to the database. */
  database: number;
  /** Round trips to the store of what expires. */
  ephemeral: number;
  /** Signatures made; keyed hashes do not count. */
  signed: number;
  /** Signatures checked. */
  verified: number;
}

/** Attributes costs to the work that caused them, whatever goes on in the background meanwhile. */
export class CostMeter {
  readonly #present = new AsyncLocalStorage<Cost>();

  /** Does the work and tells what it cost. */
  async measure<Result>(
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly cost: Readonly<Cost> }> {
    const cost: Cost = { database: 0, ephemeral: 0, signed: 0, verified: 0 };
    const result = await this.#present.run(cost, work);
    return { result, cost };
  }

  /** Counts signatures in this process until it is disposed of. */
  watchSignatures(): Disposable {
    const { subtle } = crypto;
    const { sign, verify } = SubtleCrypto.prototype;
    subtle.sign = (algorithm, key, data) => {
      if (key.type === "private") this.count("signed");
      return sign.call(subtle, algorithm, key, data);
    };
    subtle.verify = (algorithm, key, signature, data) => {
      if (key.type === "public") this.count("verified");
      return verify.call(subtle, algorithm, key, signature, data);
    };
    return { [Symbol.dispose]: () => Object.assign(subtle, { sign, verify }) };
  }

  /** Counts one of something for the work that is going on. */
  count(what: keyof Cost): void {
    const cost = this.#present.getStore();
    if (cost !== undefined) cost[what] += 1;
  }
}
