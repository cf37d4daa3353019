/** What an app's document says about signed requests and responses (FAPI 2.0 Message Signing). */
import { algorithmsOfKey } from "./check_client_keys.ts";
import { type PublicJwk, RESPONSE_MODES, SIGNATURE_ALGORITHMS } from "./client.ts";
import type { ClientDocument } from "./client_document.ts";
import type { ClientRegistration } from "./client_registration.ts";

/** The members that are read here. */
export const MESSAGE_MEMBERS: readonly string[] = [
  "require_signed_request_object",
  "request_object_signing_alg",
  "response_modes",
  "authorization_signed_response_alg",
];

/** Reads them. `keys`: those in the document, none when it names where they are published. */
export function readMessageSigning(
  document: ClientDocument,
  keys: readonly PublicJwk[],
): Pick<
  ClientRegistration,
  | "requiresSignedRequest"
  | "requestSigningAlgorithm"
  | "responseModes"
  | "responseSigningAlgorithm"
> {
  return { ...readSignedRequests(document, keys), ...readSignedResponses(document) };
}

/** JAR (RFC 9101, 10.5 and 10.6; FAPI 2.0 Message Signing, 5.3.1). */
function readSignedRequests(document: ClientDocument, keys: readonly PublicJwk[]) {
  const isRequired = document.raw("require_signed_request_object");
  if (isRequired !== undefined && typeof isRequired !== "boolean") {
    document.fault("require_signed_request_object", "true か false です");
  }
  const hasKeys = ["jwks", "jwks_uri"].some((member) => document.raw(member) !== undefined);
  if (isRequired === true && !hasKeys) {
    document.fault("require_signed_request_object", "署名を検証する公開鍵（jwks）が必要です");
  }
  const algorithm = document.choice("request_object_signing_alg", SIGNATURE_ALGORITHMS);
  if (algorithm !== undefined && !mayFit(keys, algorithm)) {
    document.fault("request_object_signing_alg", "この方式で使える鍵が jwks にありません");
  }
  return {
    ...(isRequired === true && { requiresSignedRequest: true }),
    ...(algorithm !== undefined && { requestSigningAlgorithm: algorithm }),
  };
}

function mayFit(keys: readonly PublicJwk[], algorithm: string): boolean {
  return keys.length === 0 ||
    keys.some((key) => algorithmsOfKey(key)?.some((name) => name === algorithm));
}

/** JARM (FAPI 2.0 Message Signing, 5.4.1); other modes expose the response (RFC 9700, 4.1 and 4.2). */
function readSignedResponses(document: ClientDocument) {
  const given = document.texts("response_modes");
  const modes = given && document.choices("response_modes", given, RESPONSE_MODES);
  if (given?.length === 0) document.fault("response_modes", "1つ以上を指定してください");
  const algorithm = document.choice("authorization_signed_response_alg", SIGNATURE_ALGORITHMS);
  if (algorithm !== undefined && modes !== undefined && !modes.includes("jwt")) {
    document.warn(
      "authorization_signed_response_alg",
      "response_modes に jwt がないため使われません",
    );
  }
  return {
    ...(modes !== undefined && { responseModes: modes }),
    ...(algorithm !== undefined && { responseSigningAlgorithm: algorithm }),
  };
}
