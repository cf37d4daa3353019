/** What the authorization endpoint needs of the screens. */
import type { ClientId, InteractionId } from "../ids.ts";
import type { StoredRecord } from "../store/ephemeral_store.ts";
import type { EpochMillis } from "../time.ts";

/** A new interaction, ready to be stored under `interactionKey(id)`. */
export interface InitialInteraction {
  readonly value: string;
  /** When the stored record may go. */
  readonly expiresAt: EpochMillis;
}

/** Whose interaction it is, and whether it goes on. `final`: decided, aborted, locked or expired. */
export type ResumedInteraction = "same_browser" | "other_browser" | "final";

/** The screens as seen from the authorization endpoint. All methods are free of side effects. */
export interface InteractionOpener {
  /**
   * The record of an interaction that has just been opened. It is stored only if there is none
   * and the request may be opened; the pushed request itself is read in the same round trip, so it
   * is not known here.
   */
  initialRecord(opening: {
    readonly id: InteractionId;
    /** Undefined: no app, but the customer's own links. */
    readonly clientId?: ClientId;
    /** SHA-256 of the cookie's value, base64url. */
    readonly browserSecretHash: string;
    readonly now: EpochMillis;
  }): Promise<InitialInteraction>;

  /** Judges a visit to an interaction that exists; `browserSecretHash` is undefined without a cookie. */
  resume(visit: {
    readonly id: InteractionId;
    readonly record: StoredRecord;
    readonly browserSecretHash: string | undefined;
    readonly now: EpochMillis;
  }): Promise<ResumedInteraction>;

  /** The path of the screen at which the interaction is, for example `/interaction/ID/account`. */
  location(id: InteractionId, record: StoredRecord): Promise<string>;
}
