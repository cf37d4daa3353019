/** Checks the public keys of an app (FAPI 2.0 Security Profile, 5.4.1 and 5.4.2; RFC 8725, 3.5). */
import { importJWK } from "jose";
import { isKeyFor } from "../proof/public_key.ts";
import type { PublicJwk, SignatureAlgorithm } from "./client.ts";
import type { ClientFinding } from "./client_registration.ts";

/** Members of private and symmetric keys (RFC 7518, section 6). */
const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
/** What is kept of a key; references to certificates elsewhere (`x5u`) are not (5.4.2). */
const KEPT_MEMBERS = ["kty", "crv", "x", "y", "n", "e", "kid", "alg", "use"];
const MIN_RSA_BITS = 2048;
/** Beyond it a verification costs more than it protects. */
const MAX_RSA_BITS = 8192;
const MIN_RSA_EXPONENT = 65537n;
const MAX_KEYS = 20;

/** What came of the check. `keys` are usable only when there are no faults. */
export interface KeysVerdict {
  readonly keys: readonly PublicJwk[];
  readonly faults: readonly ClientFinding[];
  readonly warnings: readonly ClientFinding[];
}

/** The algorithms for which a key can be used, undefined for a kind of key that FAPI 2.0 rules out. */
export function algorithmsOfKey(key: PublicJwk): readonly SignatureAlgorithm[] | undefined {
  if (key.kty === "RSA") return ["PS256"];
  if (key.kty === "EC" && key["crv"] === "P-256") return ["ES256"];
  if (key.kty === "OKP" && key["crv"] === "Ed25519") return ["EdDSA", "Ed25519"];
  return undefined;
}

/** Checks a JWK set (RFC 7517) as a whole; every fault is named. */
export async function checkClientKeys(jwks: unknown): Promise<KeysVerdict> {
  const listed = isObject(jwks) ? jwks["keys"] : undefined;
  if (!Array.isArray(listed)) {
    return refusal("keys の配列をもつJWK Set（RFC 7517）を指定してください");
  }
  if (listed.length > MAX_KEYS) return refusal(`鍵は${MAX_KEYS}個までです`);
  const keys: PublicJwk[] = [];
  const faults: ClientFinding[] = [];
  const warnings: ClientFinding[] = [];
  for (const [index, candidate] of listed.entries()) {
    const member = `jwks.keys[${index}]`;
    if (isObject(candidate) && candidate["use"] === "enc") {
      warnings.push({ member, message: "暗号化用の鍵は使われません（無視します）" });
      continue;
    }
    const found = await checkKey(candidate);
    faults.push(...found.map((message) => ({ member, message })));
    if (found.length === 0) keys.push(keepPublicMembers(candidate));
  }
  if (faults.length === 0) faults.push(...checkSet(keys));
  return { keys, faults, warnings };
}

function refusal(message: string): KeysVerdict {
  return { keys: [], faults: [{ member: "jwks", message }], warnings: [] };
}

function checkSet(keys: readonly PublicJwk[]): ClientFinding[] {
  const faults: ClientFinding[] = [];
  const note = (message: string) => faults.push({ member: "jwks", message });
  if (keys.length === 0) note("署名検証用の公開鍵がありません");
  const kids = keys.map((key) => key.kid);
  if (keys.length > 1 && kids.includes(undefined)) {
    note("鍵が複数あるときは、すべての鍵に kid が必要です");
  }
  const named = kids.filter((kid) => kid !== undefined);
  if (new Set(named).size < named.length) note("kid が重複しています");
  return faults;
}

async function checkKey(candidate: unknown): Promise<readonly string[]> {
  if (!isKey(candidate)) return ["JWK（kty をもつオブジェクト）ではありません"];
  if (candidate.kty === "oct") return ["共通鍵は使えません"];
  const secrets = SECRET_MEMBERS.filter((name) => name in candidate);
  if (secrets.length > 0) {
    return [
      `秘密鍵の項目（${secrets.join(", ")}）が含まれています。公開鍵だけを登録してください`,
    ];
  }
  const algorithms = algorithmsOfKey(candidate);
  if (algorithms === undefined) {
    return ["鍵の種類は RSA（2048ビット以上）、EC P-256、OKP Ed25519 のいずれかです"];
  }
  const faults = [...checkLabels(candidate, algorithms), ...checkStrength(candidate)];
  if (faults.length === 0 && !(isStrong(candidate) && await isUsable(candidate, algorithms))) {
    faults.push("鍵として読み込めません");
  }
  return faults;
}

function checkLabels(key: PublicJwk, algorithms: readonly string[]): string[] {
  const { kid, alg, use }: Record<string, unknown> = key;
  const operations = key["key_ops"];
  const faults: string[] = [];
  if (kid !== undefined && (typeof kid !== "string" || kid === "")) {
    faults.push("kid は空でない文字列です");
  }
  if (alg !== undefined && !(typeof alg === "string" && algorithms.includes(alg))) {
    faults.push(`alg はこの鍵では ${algorithms.join(" または ")} です`);
  }
  if (use !== undefined && use !== "sig") faults.push("use は sig です");
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes("verify"))) {
    faults.push("key_ops に verify が必要です");
  }
  return faults;
}

/** RSA below 2048 bits is refused (FAPI 2.0 Security Profile, 5.4.1); so are exponents that make forging easy. */
function checkStrength(key: PublicJwk): string[] {
  if (key.kty !== "RSA") return [];
  const modulus = toBigInt(key["n"]);
  const exponent = toBigInt(key["e"]);
  if (modulus === undefined || exponent === undefined) return ["n または e が正しくありません"];
  const bits = modulus.toString(2).length;
  const faults: string[] = [];
  if (bits < MIN_RSA_BITS) {
    faults.push(`RSA鍵は${MIN_RSA_BITS}ビット以上が必要です（${bits}ビット）`);
  }
  if (bits > MAX_RSA_BITS) faults.push(`RSA鍵は${MAX_RSA_BITS}ビットまでです（${bits}ビット）`);
  if (exponent < MIN_RSA_EXPONENT) faults.push("RSA鍵の公開指数 e は65537以上が必要です");
  return faults;
}

function toBigInt(text: unknown): bigint | undefined {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]{1,2000}$/.test(text)) return undefined;
  try {
    return BigInt(`0x0${Uint8Array.fromBase64(text, { alphabet: "base64url" }).toHex()}`);
  } catch {
    return undefined;
  }
}

/** Refuses points for which anybody can sign, as it is done again whenever the key is used. */
function isStrong(key: PublicJwk): boolean {
  return algorithmsOfKey(key)?.some((algorithm) => isKeyFor(key, algorithm)) ?? false;
}

/** Tries a verification: that a point lies on its curve is found out only then (RFC 8725, 3.4). */
async function isUsable(key: PublicJwk, algorithms: readonly string[]): Promise<boolean> {
  try {
    const imported = await importJWK({ ...keepPublicMembers(key), alg: algorithms[0] ?? "" });
    if (imported instanceof Uint8Array) return false;
    const algorithm = { name: imported.algorithm.name, hash: "SHA-256", saltLength: 32 };
    await crypto.subtle.verify(algorithm, imported, new Uint8Array(64), new Uint8Array(1));
    return true;
  } catch {
    return false;
  }
}

function keepPublicMembers(key: PublicJwk): PublicJwk {
  const kept = Object.entries(key).filter(([name]) => KEPT_MEMBERS.includes(name));
  return { ...Object.fromEntries(kept), kty: key.kty };
}

function isKey(value: unknown): value is PublicJwk {
  return isObject(value) && typeof value["kty"] === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
