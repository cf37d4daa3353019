/** Keys and certificates of the test clients, and the authority that issued these. */
import "reflect-metadata"; // @peculiar/x509 needs it
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { z } from "zod";
import { CLIENT_NUMBERS, type ClientNumber } from "./environment.ts";

const JWK = z.object({
  kty: z.literal("RSA"),
  n: z.string(),
  e: z.string(),
  kid: z.string(),
  use: z.literal("sig"),
  alg: z.literal("PS256").exactOptional(),
  d: z.string().exactOptional(),
  p: z.string().exactOptional(),
  q: z.string().exactOptional(),
  dp: z.string().exactOptional(),
  dq: z.string().exactOptional(),
  qi: z.string().exactOptional(),
});
/** An RSA key, with its private members or without. */
export type Jwk = Readonly<z.infer<typeof JWK>>;

const CLIENT_MATERIAL = z.object({
  /** Private; for PS256, because the suite skips its RS256 modules with other keys. */
  signingKey: JWK,
  /** The public key of the certificate. */
  certificateKey: JWK,
  /** Of the certificate, as RFC 4514 writes it. */
  subject: z.string(),
  /** PEM. */
  certificate: z.string(),
  privateKey: z.string(),
});
/** What one test client holds. */
export type ClientMaterial = Readonly<z.infer<typeof CLIENT_MATERIAL>>;

const MATERIAL = z.object({
  /** PEM of the authority; its key is thrown away once it has issued the certificates. */
  authority: z.string(),
  clients: z.object({ 1: CLIENT_MATERIAL, 2: CLIENT_MATERIAL }),
});
/** See the head of this file. All plans share it. */
export type Material = Readonly<z.infer<typeof MATERIAL>>;

const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: "SHA-256",
};
const PSS = { ...RSA, name: "RSA-PSS" };
const LIFETIME_MILLIS = 365 * 86_400_000;
/** The suite's clock may be behind ours. */
const BACKDATED_MILLIS = 86_400_000;

/** Makes everything anew. `now`: epoch milliseconds. */
export async function makeMaterial(now: number): Promise<Material> {
  const keys = await generateKeys(RSA);
  const validity = {
    notBefore: new Date(now - BACKDATED_MILLIS),
    notAfter: new Date(now + LIFETIME_MILLIS),
  };
  const authority = await X509CertificateGenerator.createSelfSigned({
    name: "CN=Kakehashi Conformance Authority",
    keys,
    signingAlgorithm: RSA,
    ...validity,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  const makeClient = async (number: ClientNumber): Promise<ClientMaterial> => {
    const own = await generateKeys(RSA);
    const names = ["O=Kakehashi Conformance", `CN=conformance-${number}`];
    const certificate = await X509CertificateGenerator.create({
      subject: names.join(", "),
      issuer: authority.subjectName,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: RSA,
      ...validity,
    });
    const pkcs8 = await crypto.subtle.exportKey("pkcs8", own.privateKey);
    const { privateKey: signingKey } = await generateKeys(PSS);
    return {
      signingKey: { ...await toJwk(signingKey, `conformance-${number}`), alg: "PS256" },
      certificateKey: await toJwk(own.publicKey, `conformance-certificate-${number}`),
      // The last part of the name comes first in RFC 4514.
      subject: names.toReversed().join(","),
      certificate: certificate.toString("pem"),
      privateKey: PemConverter.encode(pkcs8, "PRIVATE KEY"),
    };
  };
  const [one, two] = await Promise.all([makeClient(1), makeClient(2)]);
  return { authority: authority.toString("pem"), clients: { 1: one, 2: two } };
}

/** Reads what {@link makeMaterial} made; throws an Error when it is something else or has expired. */
export function parseMaterial(text: string, now: number): Material {
  const material = MATERIAL.parse(JSON.parse(text));
  const certificates = CLIENT_NUMBERS.map((number) => material.clients[number].certificate);
  if (certificates.some((pem) => new X509Certificate(pem).notAfter.getTime() <= now)) {
    throw new Error("the certificates have expired");
  }
  return material;
}

async function generateKeys(algorithm: RsaHashedKeyGenParams): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function toJwk(key: CryptoKey, kid: string): Promise<Jwk> {
  const { alg: _, ...jwk } = await crypto.subtle.exportKey("jwk", key);
  return JWK.parse({ ...jwk, kid, use: "sig" });
}
