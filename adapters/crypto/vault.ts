/** The {@link Vault} on WebCrypto. Keys are derived per purpose (HKDF) and imported once. */
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
/** 96 random bits, as AES-GCM wants them (NIST SP 800-38D, section 8.2.2). */
const NONCE_BYTES = 12;
const KEY_NAME_BYTES = 6;

/** Opens the vault. Throws an `Error` when a secret is too short. */
export function createVault(secrets: VaultSecrets, random: RandomSource): Vault {
  const [sealer, ...retired] = secrets.sealing.map((secret) => new SealingSecret(secret));
  if (sealer === undefined) throw new Error("the vault needs a secret to seal with");
  const pseudonymKey = deriveOnce(secrets.identifying, "pseudonym", PSEUDONYM_KEY);
  return {
    seal: (purpose, context, plaintext) => seal(sealer, random, purpose, context, plaintext),
    open: (purpose, context, sealed) => open([sealer, ...retired], purpose, context, sealed),
    async pseudonym(purpose, text) {
      const key = await pseudonymKey(purpose);
      const mac = await crypto.subtle.sign("HMAC", key, encode(text));
      return encodeBase64Url(new Uint8Array(mac));
    },
  };
}

/** One of the secrets that open, with the name by which a sealed text tells which one sealed it. */
class SealingSecret {
  readonly keyOf: (purpose: VaultPurpose) => Promise<CryptoKey>;
  readonly #name: () => Promise<string>;

  constructor(secret: Uint8Array) {
    this.keyOf = deriveOnce(secret, "seal", SEALING_KEY);
    this.#name = once(async () => {
      const bits = await crypto.subtle.deriveBits(
        hkdf("name"),
        await importSecret(secret),
        KEY_NAME_BYTES * 8,
      );
      return encodeBase64Url(new Uint8Array(bits));
    });
  }

  /** A few derived bytes; they tell nothing about the secret. */
  name(): Promise<string> {
    return this.#name();
  }
}

async function seal(
  secret: SealingSecret,
  random: RandomSource,
  purpose: VaultPurpose,
  context: string,
  plaintext: string,
): Promise<string> {
  const nonce = new Uint8Array(random.bytes(NONCE_BYTES));
  const [key, name] = await Promise.all([secret.keyOf(purpose), secret.name()]);
  const ciphertext = await crypto.subtle.encrypt(
    aesGcm(nonce, context),
    key,
    encode(plaintext),
  );
  return `${name}.${encodeBase64Url(nonce)}.${encodeBase64Url(new Uint8Array(ciphertext))}`;
}

async function open(
  secrets: readonly SealingSecret[],
  purpose: VaultPurpose,
  context: string,
  sealed: string,
): Promise<string> {
  const [name, nonce, ciphertext] = sealed.split(".");
  if (nonce === undefined || ciphertext === undefined) throw new Error("not a sealed text");
  for (const secret of secrets) {
    if (await secret.name() !== name) continue;
    const plaintext = await crypto.subtle.decrypt(
      aesGcm(decode(nonce), context),
      await secret.keyOf(purpose),
      decode(ciphertext),
    );
    return new TextDecoder().decode(plaintext);
  }
  throw new Error("sealed with a secret that this vault does not have");
}

function aesGcm(nonce: Uint8Array<ArrayBuffer>, context: string): AesGcmParams {
  return { name: "AES-GCM", iv: nonce, additionalData: encode(context) };
}

type KeyUse = readonly [AesKeyGenParams | HmacKeyGenParams, KeyUsage[]];
const SEALING_KEY: KeyUse = [{ name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]];
const PSEUDONYM_KEY: KeyUse = [{ name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]];

/** Derives one key per purpose from a secret, each at its first use. */
function deriveOnce(
  secret: Uint8Array,
  use: string,
  [algorithm, usages]: KeyUse,
): (purpose: VaultPurpose) => Promise<CryptoKey> {
  if (secret.length < MINIMUM_SECRET_BYTES) {
    throw new Error(`a secret of the vault is shorter than ${MINIMUM_SECRET_BYTES} bytes`);
  }
  const keys = new Map<VaultPurpose, Promise<CryptoKey>>();
  const derive = async (purpose: VaultPurpose) =>
    await crypto.subtle.deriveKey(
      hkdf(`${use}/${purpose}`),
      await importSecret(secret),
      algorithm,
      false,
      usages,
    );
  return (purpose) => {
    const key = keys.get(purpose) ?? derive(purpose);
    keys.set(purpose, key);
    return key;
  };
}

/** RFC 5869; no salt, as the secrets are random already (section 3.1). */
function hkdf(info: string): HkdfParams {
  return {
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(),
    info: encode(`kakehashi/v1/${info}`),
  };
}

function importSecret(secret: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", new Uint8Array(secret), "HKDF", false, [
    "deriveKey",
    "deriveBits",
  ]);
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => made ??= make();
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function decode(base64Url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(base64Url, { alphabet: "base64url" });
}
