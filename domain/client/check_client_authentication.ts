/** The part of the client checker about how an app proves itself and its tokens (RFC 8705; FAPI 2.0 5.3.2.1). */
import {
  CERTIFICATE_SUBJECT_KINDS,
  type CertificateSubject,
  isCertificateSubject,
} from "./certificate_subject.ts";
import { algorithmsOfKey } from "./check_client_keys.ts";
import {
  AUTHENTICATION_METHODS,
  type PublicJwk,
  type SenderConstraint,
  SIGNATURE_ALGORITHMS,
} from "./client.ts";
import type { ClientDocument } from "./client_document.ts";
import type { ClientRegistration } from "./client_registration.ts";

const SUBJECT_MEMBERS = CERTIFICATE_SUBJECT_KINDS.map((kind) => `tls_client_auth_${kind}` as const);

/** Members that are read here. */
export const AUTHENTICATION_MEMBERS: readonly string[] = [
  "token_endpoint_auth_method",
  "token_endpoint_auth_signing_alg",
  ...SUBJECT_MEMBERS,
  "dpop_bound_access_tokens",
  "tls_client_certificate_bound_access_tokens",
  "use_mtls_endpoint_aliases",
];

/** The method; `private_key_jwt` when none is stated or when it is at fault. */
export function readAuthenticationMethod(
  document: ClientDocument,
): ClientRegistration["authentication"]["method"] {
  const stated = document.raw("token_endpoint_auth_method");
  const method = AUTHENTICATION_METHODS.find((name) => name === stated);
  if (stated === undefined) {
    document.warn("token_endpoint_auth_method", "指定がないため private_key_jwt とします");
  } else if (method === undefined) {
    document.fault("token_endpoint_auth_method", faultOfMethod(stated));
  }
  return method ?? "private_key_jwt";
}

/** Only confidential clients with keys or certificates of their own. */
export function readAuthentication(
  document: ClientDocument,
  method: ClientRegistration["authentication"]["method"],
  keys: readonly PublicJwk[],
): ClientRegistration["authentication"] {
  const signingAlgorithm = document.choice("token_endpoint_auth_signing_alg", SIGNATURE_ALGORITHMS);
  if (method === "tls_client_auth") return { method, subject: readSubject(document) };
  for (const kind of statedSubjects(document)) {
    document.fault(`tls_client_auth_${kind}`, "tls_client_auth のときだけ指定できます");
  }
  if (method === "self_signed_tls_client_auth") return { method };
  if (signingAlgorithm === undefined) return { method };
  if (keys.length > 0 && !keys.some((key) => algorithmsOfKey(key)?.includes(signingAlgorithm))) {
    document.fault("token_endpoint_auth_signing_alg", "この方式で使える鍵が jwks にありません");
  }
  return { method, signingAlgorithm };
}

function faultOfMethod(method: unknown): string {
  const permitted = AUTHENTICATION_METHODS.join(", ");
  if (method === "none") return `パブリッククライアントは登録できません（${permitted} のいずれか）`;
  if (typeof method === "string" && method.startsWith("client_secret_")) {
    return `共有の秘密による認証は使えません（${permitted} のいずれか）`;
  }
  return `使えるのは ${permitted} です`;
}

function statedSubjects(document: ClientDocument): readonly CertificateSubject["kind"][] {
  return CERTIFICATE_SUBJECT_KINDS.filter((kind) =>
    document.raw(`tls_client_auth_${kind}`) !== undefined
  );
}

/** Exactly one name (RFC 8705, 2.1.2): with two, either would do, and nobody could tell which. */
function readSubject(document: ClientDocument): CertificateSubject {
  const [kind, ...others] = statedSubjects(document);
  if (kind === undefined || others.length > 0) {
    document.fault(
      "token_endpoint_auth_method",
      `tls_client_auth には ${SUBJECT_MEMBERS.join(", ")} のうちちょうど1つが必要です`,
    );
    return { kind: "subject_dn", value: "" };
  }
  const value = document.raw(`tls_client_auth_${kind}`);
  const subject = { kind, value: typeof value === "string" ? value : "" };
  if (!isCertificateSubject(subject)) document.fault(`tls_client_auth_${kind}`, FORMS[kind]);
  return subject;
}

const FORMS: Readonly<Record<CertificateSubject["kind"], string>> = {
  subject_dn:
    "RFC 4514 の識別名です（例 CN=app,O=Example,C=JP。openssl x509 -noout -subject -nameopt RFC2253 で表示できます）",
  san_dns: "DNS名です（ワイルドカードは使えません）",
  san_uri: "絶対URI（ASCII）です",
  san_ip: "IPアドレスです（例 192.0.2.7、2001:db8::7）",
  san_email: "メールアドレスです",
};

/** Access tokens are always bound to their sender, in one way. */
export function readSenderConstraint(document: ClientDocument): SenderConstraint {
  const before = document.faults.length;
  const dpop = readFlag(document, "dpop_bound_access_tokens") ?? false;
  const mtls = readFlag(document, "tls_client_certificate_bound_access_tokens") ?? false;
  if (dpop === mtls && document.faults.length === before) {
    document.fault(
      "dpop_bound_access_tokens",
      "dpop_bound_access_tokens と tls_client_certificate_bound_access_tokens のどちらか一方を " +
        "true にしてください（送信者に束縛されないアクセストークンは発行しません）",
    );
  }
  return mtls ? "mtls" : "dpop";
}

/** Whether the app says that it uses the mTLS origin. */
export function readMtlsAliases(
  document: ClientDocument,
): Pick<ClientRegistration, "usesMtlsEndpointAliases"> {
  const usesMtlsEndpointAliases = readFlag(document, "use_mtls_endpoint_aliases");
  return usesMtlsEndpointAliases === undefined ? {} : { usesMtlsEndpointAliases };
}

function readFlag(document: ClientDocument, member: string): boolean | undefined {
  const value = document.raw(member);
  if (value === undefined || typeof value === "boolean") return value;
  document.fault(member, "true か false です");
  return undefined;
}
