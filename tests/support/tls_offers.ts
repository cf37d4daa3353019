/** Offers of TLS clients, right and wrong by FAPI 2.0 Security Profile, 5.2.1 and 5.2.2. */
import type { CipherSuite, TlsOffer } from "./tls_probe.ts";

const SUITES_OF_OLD: readonly CipherSuite[] = [
  "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
  "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
  "TLS_RSA_WITH_AES_128_CBC_SHA",
  "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
  "TLS_RSA_WITH_RC4_128_SHA",
];
/** The suites of TLS 1.2 that are permitted, by the kind of the server's key. */
export const PERMITTED_SUITES: Readonly<Record<"EC" | "RSA", readonly CipherSuite[]>> = {
  EC: [
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
  ],
  RSA: [
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  ],
};
/** Suites of TLS 1.2 that are not. */
export const FORBIDDEN_SUITES: readonly CipherSuite[] = [
  ...SUITES_OF_OLD,
  "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
  "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
  "TLS_RSA_WITH_AES_128_GCM_SHA256",
];

/** What no server of ours may agree to. */
export const REFUSED_OFFERS: readonly [string, TlsOffer][] = [
  ["TLS 1.0", { versions: ["1.0"], cipherSuites: SUITES_OF_OLD }],
  ["TLS 1.1", { versions: ["1.1"], cipherSuites: SUITES_OF_OLD }],
  ["TLS 1.1 with suites of TLS 1.2", {
    versions: ["1.1"],
    cipherSuites: [...PERMITTED_SUITES.EC, ...PERMITTED_SUITES.RSA],
  }],
  ["TLS 1.2 with DHE, CBC, CCM or without forward secrecy", {
    versions: ["1.2"],
    cipherSuites: FORBIDDEN_SUITES,
  }],
];
