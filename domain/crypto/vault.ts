/**
 * The port to the gateway's secret: sealing what is stored, and pseudonyms for what must be found
 * again without being readable.
 */

/** What a sealed text or a pseudonym is for; one purpose cannot be used for another. */
export type VaultPurpose =
  | "account-id"
  | "account-reference"
  | "caller"
  | "csrf"
  | "dpop-nonce"
  | "grant"
  | "interaction"
  | "item-key"
  | "lock"
  | "log"
  | "log-key"
  | "notice"
  | "signing-key"
  | "subject";

/** Authenticated encryption (AES-256-GCM) and keyed hashes (HMAC-SHA-256), with a key per purpose. */
export interface Vault {
  /**
   * Encrypts a text. `context` (for example the record's key) must be the same when opening, so
   * that a sealed text cannot be moved to another record.
   */
  seal(purpose: VaultPurpose, context: string, plaintext: string): Promise<string>;
  /** Decrypts; throws an `Error` when the text was changed or sealed otherwise. */
  open(purpose: VaultPurpose, context: string, sealed: string): Promise<string>;
  /** A keyed hash of a text, base64url (43 characters): the same text, the same pseudonym. */
  pseudonym(purpose: VaultPurpose, text: string): Promise<string>;
}
