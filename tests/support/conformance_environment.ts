/** Where gateway and suite are in tests of `deno task conformance`. */
import type { Environment } from "../../tools/conformance/environment.ts";
import { makeMaterial } from "../../tools/conformance/material.ts";

/** See the head of this file. */
export const ENVIRONMENT: Environment = {
  issuer: "https://gateway.example",
  mtlsOrigin: "https://mtls.gateway.example",
  suiteBase: "https://suite.example:8443",
  alias: "kakehashi",
  certificateMethod: "tls_client_auth",
};

/** When {@link MATERIAL} was made. */
export const MADE_AT = Date.parse("2026-11-04T10:00:00+09:00");

/** Keys and certificates; made once, since RSA keys take their time. */
export const MATERIAL = await makeMaterial(MADE_AT);
