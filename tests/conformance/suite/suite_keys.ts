/** Keys and certificates of the suite's two clients; made once, since RSA keys take their time. */
import { importJWK } from "jose";
import { X509Certificate } from "node:crypto";
import { MATERIAL } from "../../support/conformance_environment.ts";
import { makeTestKey, type TestKey } from "../../support/protocol_client.ts";

/** Signs; its algorithm goes into the header. */
export type Signer = Pick<TestKey, "algorithm" | "privateKey">;

/** A certificate in DER. */
export type Certificate = Uint8Array<ArrayBuffer>;

/** What a client holds. */
export interface SuiteKeys {
  /** Of its assertions and request objects. */
  readonly signer: Signer;
  /** The same RSA key for the padding that FAPI 2.0 forbids. */
  readonly rs256Key: CryptoKey;
  /** The first key of its DPoP proofs; the suite signs them with PS256. */
  readonly dpopKey: TestKey;
  readonly certificate: Certificate;
}

/** See the head of this file. */
export const SUITE_KEYS: Readonly<Record<1 | 2, SuiteKeys>> = {
  1: await openKeys(1),
  2: await openKeys(2),
};

/** For whoever needs a DPoP key that belongs to nobody. */
export const FURTHER_DPOP_KEY: TestKey = await makeTestKey("PS256");

async function openKeys(number: 1 | 2): Promise<SuiteKeys> {
  const { signingKey, certificate } = MATERIAL.clients[number];
  return {
    signer: { algorithm: "PS256", privateKey: await importKey(signingKey, "PS256") },
    rs256Key: await importKey(signingKey, "RS256"),
    dpopKey: await makeTestKey("PS256"),
    certificate: Uint8Array.from(new X509Certificate(certificate).raw),
  };
}

async function importKey(
  { alg: _, ...jwk }: typeof MATERIAL["clients"][1]["signingKey"],
  algorithm: "PS256" | "RS256",
): Promise<CryptoKey> {
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw new Error("not a key pair");
  return key;
}
