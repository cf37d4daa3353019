/** The test plans of the OpenID Foundation's conformance suite that apply to the gateway. */

/** A plan with the values of its variants. */
export interface Plan {
  /** For example `sp-pkjwt-dpop-openid`; of letters, digits and dashes. */
  readonly id: string;
  /** The suite's name for it. */
  readonly planName: string;
  readonly clientAuthentication: "private_key_jwt" | "mtls";
  readonly senderConstraint: "dpop" | "mtls";
  readonly usesOpenid: boolean;
  /** Requests are signed (JAR, RFC 9101). */
  readonly signsRequests: boolean;
  /** Responses are signed (JARM). */
  readonly signsResponses: boolean;
}

const SECURITY_PROFILE = "fapi2-security-profile-final-test-plan";
const MESSAGE_SIGNING = "fapi2-message-signing-final-test-plan";

/** Client authentication × sender constraint × OpenID Connect. */
const MATRIX = (["private_key_jwt", "mtls"] as const).flatMap((clientAuthentication) =>
  (["dpop", "mtls"] as const).flatMap((senderConstraint) =>
    [true, false].map((usesOpenid) => ({ clientAuthentication, senderConstraint, usesOpenid }))
  )
);

/** The whole matrix with the Security Profile and with both signatures, and its corners with one of them. */
export const PLANS: readonly Plan[] = [
  ...MATRIX.map((cell) => definePlan("sp", cell)),
  ...MATRIX.map((cell) => definePlan("ms-jar-jarm", cell)),
  ...MATRIX.filter(isCorner).flatMap((cell) => [
    definePlan("ms-jar", cell),
    definePlan("ms-jarm", cell),
  ]),
];

type Cell = typeof MATRIX[number];

/** No certificates at all, or for everything. */
function isCorner({ clientAuthentication, senderConstraint, usesOpenid }: Cell): boolean {
  return usesOpenid && (clientAuthentication === "mtls") === (senderConstraint === "mtls");
}

function definePlan(kind: "sp" | "ms-jar-jarm" | "ms-jar" | "ms-jarm", cell: Cell): Plan {
  const authentication = cell.clientAuthentication === "mtls" ? "mtls" : "pkjwt";
  const openid = cell.usesOpenid ? "openid" : "oauth";
  return {
    id: `${kind}-${authentication}-${cell.senderConstraint}-${openid}`,
    planName: kind === "sp" ? SECURITY_PROFILE : MESSAGE_SIGNING,
    ...cell,
    signsRequests: kind === "ms-jar-jarm" || kind === "ms-jar",
    signsResponses: kind === "ms-jar-jarm" || kind === "ms-jarm",
  };
}

/** Whether the test clients need certificates. */
export function needsCertificates({ clientAuthentication, senderConstraint }: Plan): boolean {
  return clientAuthentication === "mtls" || senderConstraint === "mtls";
}

/** The suite's variant parameters; the two that the Security Profile fixes are not for us to state. */
export function variantOf(plan: Plan): Readonly<Record<string, string>> {
  return {
    fapi_profile: "plain_fapi",
    client_auth_type: plan.clientAuthentication,
    sender_constrain: plan.senderConstraint,
    openid: plan.usesOpenid ? "openid_connect" : "plain_oauth",
    ...(plan.planName === MESSAGE_SIGNING && {
      fapi_request_method: plan.signsRequests ? "signed_non_repudiation" : "unsigned",
      fapi_response_mode: plan.signsResponses ? "jarm" : "plain_response",
    }),
  };
}

/** What the test clients ask for; two values at least, for the modules that change their order. */
export function scopeOf({ usesOpenid }: Plan): string {
  return usesOpenid ? "openid accounts transactions" : "accounts transactions";
}
