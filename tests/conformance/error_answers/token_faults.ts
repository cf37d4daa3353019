/** What can be wrong with an access token, wherever it is sent. */

const RENEW = "Get a new one with the refresh token";
const ASK_ANEW = "Push a new request";

/** By name. */
export const TOKEN_FAULTS = {
  missing: {
    when: "no `Authorization` (RFC 6750, 3.1: the challenge names no error)",
    mend: "Send the access token",
  },
  inQuery: {
    when: "the query has an `access_token`",
    mend: "Send it in `Authorization`, and nowhere else",
  },
  malformed: {
    when: "`Authorization` is malformed",
    mend: "Send `DPoP` or `Bearer`, a space and the token",
  },
  invalid: {
    when: "the token is none of ours, was changed, or its client is disabled",
    mend: RENEW,
  },
  expired: { when: "the token has expired", mend: RENEW },
  revoked: { when: "the token was revoked by the app", mend: RENEW },
  wrongScheme: {
    when: "a DPoP-bound token comes with the scheme `Bearer`",
    mend: "Send it with `DPoP` and a proof",
  },
  otherKey: {
    when: "the proof is signed with another key than the token is bound to",
    mend: "Sign with the key of the token request",
  },
  ended: { when: "the consent was withdrawn or ended", mend: ASK_ANEW },
  outlived: { when: "the consent has expired", mend: ASK_ANEW },
} as const;
