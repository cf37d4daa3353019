/** What can be wrong with a DPoP proof, wherever it is sent. */
import { type Changes, makeTestKey, type TestKey } from "../../support/protocol_client.ts";

/** How a proof differs from a right one. */
export interface DpopFault {
  readonly when: string;
  readonly mend: string;
  /** Instead of a proof. */
  readonly text?: string;
  readonly header?: Changes;
  readonly claims?: Changes;
  /** Signs instead of the key in `jwk`. */
  readonly signer?: TestKey;
}

const stranger = await makeTestKey("EdDSA");
const MAKE = "Make the proof as RFC 9449, 4.2 says";
const CLOCK = "Set your clock, and make a new proof for each request";

/** See the head of this file; a proof that was used before is not among them. */
export const DPOP_FAULTS: readonly DpopFault[] = [
  {
    when: "`DPoP` is no JWT, is there twice, or its `alg` is not permitted",
    mend: "Send one proof",
    text: "a, b",
  },
  { when: "`typ` is another", mend: MAKE, header: { typ: "JWT" } },
  {
    when: "`jwk` is missing, private, too weak or of another kind",
    mend: MAKE,
    header: { jwk: {} },
  },
  { when: "the signature is wrong", mend: MAKE, signer: stranger },
  { when: "`iat` is missing", mend: MAKE, claims: { iat: undefined } },
  { when: "`iat` is no number", mend: MAKE, claims: { iat: "now" } },
  { when: "`iat` is too old", mend: CLOCK, claims: { iat: 1 } },
  { when: "`iat` is in the future", mend: CLOCK, claims: { iat: 9_999_999_999 } },
  { when: "`nbf` is sent and in the future", mend: CLOCK, claims: { nbf: 9_999_999_999 } },
  { when: "`exp` is sent and past", mend: CLOCK, claims: { exp: 1 } },
  { when: "`htm` is another", mend: MAKE, claims: { htm: "PATCH" } },
  {
    when: "`htu` is another",
    mend: "Send the URL that is called, without query",
    claims: { htu: "https://elsewhere.example" },
  },
  { when: "`jti` is missing or too long", mend: MAKE, claims: { jti: undefined } },
];

/** At protected resources only. */
export const ATH_FAULT: DpopFault = {
  when: "`ath` is missing or another",
  mend: "Send the SHA-256 of the access token, base64url",
  claims: { ath: undefined },
};

/** Why a proof that is right in itself is refused. */
export const USED_BEFORE = {
  when: "the proof was used before",
  mend: "Make a new one with a fresh `jti`",
};

/** At protected resources only. */
export const NO_PROOF = { when: "no proof, and the token is bound by DPoP", mend: "Send one" };

/** What to do when a nonce is demanded. */
export const NONCE = {
  when: "a nonce is demanded, and there is none or an old one",
  mend: "Make a new proof with the `nonce` of `DPoP-Nonce` and send the request again",
};
