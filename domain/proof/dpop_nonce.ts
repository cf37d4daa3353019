/**
 * Nonces for DPoP proofs (RFC 9449, 8 and 9): made of the clock and a secret, so that nothing is
 * stored and every instance accepts those of the others.
 */
import type { Client } from "../client/client.ts";
import type { Vault } from "../crypto/vault.ts";
import { OAuthError } from "../errors.ts";
import { DPOP_NONCE_WINDOW_SECONDS } from "../limits.ts";
import { LruCache } from "../lru_cache.ts";
import type { EpochMillis } from "../time.ts";

/** What a proof has to carry. */
export interface NonceDemand {
  /** The nonce for the next proof. */
  readonly current: string;
  readonly accepted: readonly string[];
  /** By then none of them is accepted any more. */
  readonly acceptedUntil: EpochMillis;
}

/** Windows whose nonces are at hand: those that are accepted now, and one to spare. */
const REMEMBERED_WINDOWS = 4;

/** Makes nonces, and tells of whom one is demanded. */
export class DpopNonces {
  readonly #vault: Vault;
  readonly #requiredOfAll: boolean;
  readonly #made = new LruCache<number, Promise<string>>(REMEMBERED_WINDOWS);

  /** @param requiredOfAll whether every client must use them, not only those registered so */
  constructor(vault: Vault, requiredOfAll: boolean) {
    this.#vault = vault;
    this.#requiredOfAll = requiredOfAll;
  }

  /** The nonce for proofs from now on. */
  current(now: EpochMillis): Promise<string> {
    return this.#nonceOf(windowOf(now));
  }

  /**
   * What proofs of a client must carry; undefined when it need not use nonces. A nonce is good in
   * its window and the next; one of the coming window is that of an instance whose clock is ahead.
   */
  async demandOf(client: Client, now: EpochMillis): Promise<NonceDemand | undefined> {
    if (!this.#requiredOfAll && client.requiresDpopNonce !== true) return undefined;
    const window = windowOf(now);
    const [previous, current, next] = await Promise.all([
      this.#nonceOf(window - 1),
      this.#nonceOf(window),
      this.#nonceOf(window + 1),
    ]);
    const acceptedUntil = (window + 3) * DPOP_NONCE_WINDOW_SECONDS * 1000;
    return { current, accepted: [previous, current, next], acceptedUntil };
  }

  #nonceOf(window: number): Promise<string> {
    const nonce = this.#made.get(window) ?? this.#vault.pseudonym("dpop-nonce", String(window));
    this.#made.set(window, nonce);
    return nonce;
  }
}

function windowOf(now: EpochMillis): number {
  return Math.floor(now / (DPOP_NONCE_WINDOW_SECONDS * 1000));
}

/** A proof without a fresh nonce: the answer hands one over, and the app tries again. */
export class DpopNonceError extends OAuthError {
  constructor(readonly nonce: string) {
    super("use_dpop_nonce", "The DPoP proof must carry the nonce of the DPoP-Nonce header");
  }
}
