/** The key with which the demo app authenticates itself. */
import { generateKeyPair } from "oauth4webapi";

/** A key pair whose public half is registered with the gateway. */
export interface DemoKey {
  readonly privateKey: CryptoKey;
  /** Public JWK with its `kid`. */
  readonly publicJwk: JsonWebKey & { readonly kid: string };
}

const ALGORITHM = { name: "Ed25519" };

/**
 * Reads the key from a file, or makes one and keeps it there, so that a restart of the sandbox ends
 * no connection. Of two processes that start at once, both use the key of the first.
 */
export async function loadDemoKey(path: string): Promise<DemoKey> {
  const draft = `${path}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(draft, JSON.stringify(await makePrivateJwk()), { mode: 0o600 });
  try {
    // A link appears whole or not at all, and never replaces a file.
    await Deno.link(draft, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    await Deno.remove(draft);
  }
  return await importDemoKey(await Deno.readTextFile(path));
}

/** A key that is kept nowhere. */
export async function makeDemoKey(): Promise<DemoKey> {
  return await importDemoKey(JSON.stringify(await makePrivateJwk()));
}

async function makePrivateJwk(): Promise<JsonWebKey> {
  const { privateKey } = await generateKeyPair("Ed25519", { extractable: true });
  return await crypto.subtle.exportKey("jwk", privateKey);
}

async function importDemoKey(text: string): Promise<DemoKey> {
  const jwk = JSON.parse(text) as JsonWebKey;
  const { kty = "", crv = "", x = "" } = jwk;
  const privateKey = await crypto.subtle.importKey("jwk", jwk, ALGORITHM, false, ["sign"]);
  return { privateKey, publicJwk: { kty, crv, x, use: "sig", kid: `demo-${x.slice(0, 8)}` } };
}
