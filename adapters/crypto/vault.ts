/**
 * The {@link Vault} on node:crypto. Unlike WebCrypto, which hands each call to another thread, it
 * answers at once, in a fraction of the time for texts as short as ours.
 */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";
import type { Vault, VaultPurpose } from "../../domain/crypto/vault.ts";
import { encodeBase64Url, type RandomSource } from "../../domain/ids.ts";

/** What the vault is opened with. Each secret has at least 32 bytes of entropy. */
export interface VaultSecrets {
  /** Seal what is stored: the first one seals, all of them open. Rotate by putting a new one first. */
  readonly sealing: readonly [Uint8Array, ...Uint8Array[]];
  /** Makes pseudonyms. Never rotated: a new one would make every record unfindable. */
  readonly identifying: Uint8Array;
}

const MINIMUM_SECRET_BYTES = 32;
const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
/** 96 random bits, as AES-GCM wants them (NIST SP 800-38D, section 8.2.2). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_NAME_BYTES = 6;

/** Opens the vault. Throws an `Error` when a secret is too short. */
export function createVault(secrets: VaultSecrets, random: RandomSource): Vault {
  const [sealer, ...retired] = secrets.sealing.map((secret) => new SealingSecret(secret));
  if (sealer === undefined) throw new Error("the vault needs a secret to seal with");
  const openers = [sealer, ...retired];
  const pseudonymKey = deriveOnce(secrets.identifying, "pseudonym");
  return {
    seal: (purpose, context, plaintext) =>
      Promise.try(seal, sealer, random.bytes(NONCE_BYTES), purpose, context, plaintext),
    open: (purpose, context, sealed) => Promise.try(open, openers, purpose, context, sealed),
    pseudonym: (purpose, text) =>
      Promise.try(() =>
        createHmac("sha256", pseudonymKey(purpose)).update(text).digest("base64url")
      ),
  };
}

/** One of the secrets that open, with the name by which a sealed text tells which one sealed it. */
class SealingSecret {
  readonly keyOf: (purpose: VaultPurpose) => Uint8Array;
  /** A few derived bytes; they tell nothing about the secret. */
  readonly name: string;

  constructor(secret: Uint8Array) {
    this.keyOf = deriveOnce(secret, "seal");
    this.name = encodeBase64Url(derive(secret, "name", KEY_NAME_BYTES));
  }
}

function seal(
  secret: SealingSecret,
  nonce: Uint8Array,
  purpose: VaultPurpose,
  context: string,
  plaintext: string,
): string {
  const cipher = createCipheriv(CIPHER, secret.keyOf(purpose), nonce);
  cipher.setAAD(encode(context));
  const ciphertext = Buffer.concat([
    cipher.update(plaintext, "utf8"),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return `${secret.name}.${encodeBase64Url(nonce)}.${encodeBase64Url(ciphertext)}`;
}

function open(
  secrets: readonly SealingSecret[],
  purpose: VaultPurpose,
  context: string,
  sealed: string,
): string {
  const [name, nonce, ciphertext] = sealed.split(".");
  if (nonce === undefined || ciphertext === undefined) throw new Error("not a sealed text");
  const secret = secrets.find((secret) => secret.name === name);
  if (secret === undefined) throw new Error("sealed with a secret that this vault does not have");
  const bytes = decode(ciphertext);
  if (bytes.length < TAG_BYTES) throw new Error("a sealed text was cut off");
  const decipher = createDecipheriv(CIPHER, secret.keyOf(purpose), decode(nonce), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(encode(context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plaintext = decipher.update(bytes.subarray(0, -TAG_BYTES));
  return new TextDecoder().decode(Buffer.concat([plaintext, decipher.final()]));
}

/** Derives one key per purpose from a secret, each at its first use. */
function deriveOnce(secret: Uint8Array, use: string): (purpose: VaultPurpose) => Uint8Array {
  if (secret.length < MINIMUM_SECRET_BYTES) {
    throw new Error(`a secret of the vault is shorter than ${MINIMUM_SECRET_BYTES} bytes`);
  }
  const keys = new Map<VaultPurpose, Uint8Array>();
  return (purpose) => {
    const key = keys.get(purpose) ?? derive(secret, `${use}/${purpose}`, KEY_BYTES);
    keys.set(purpose, key);
    return key;
  };
}

/** HKDF (RFC 5869); no salt, as the secrets are random already (section 3.1). */
function derive(secret: Uint8Array, info: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "", `kakehashi/v1/${info}`, length));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(base64Url: string): Uint8Array {
  return Uint8Array.fromBase64(base64Url, { alphabet: "base64url" });
}
