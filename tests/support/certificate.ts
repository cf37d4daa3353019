/** Certificates for tests, made on the spot. */
import "reflect-metadata"; // @peculiar/x509 needs it
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";

/** A certificate and its private key as PEM. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A self-signed certificate on P-256 for a host name, valid for a day around now. */
export async function selfSignedCertificate(hostname: string): Promise<TestCertificate> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const day = 24 * 3600 * 1000;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: `CN=${hostname}`,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: hostname }])],
  });
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  const body = pkcs8.toBase64().replace(/.{64}/g, "$&\n");
  return {
    certificate: certificate.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`,
  };
}
