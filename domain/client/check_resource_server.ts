/** The part of the client checker about resource servers, which only ask about tokens (RFC 7662). */
import { SIGNATURE_ALGORITHMS } from "./client.ts";
import type { ClientDocument } from "./client_document.ts";
import type { ClientRegistration } from "./client_registration.ts";

/** The members that are read here; `resource_server` and `dpop_nonce_required` are our own. */
export const RESOURCE_SERVER_MEMBERS: readonly string[] = [
  "resource_server",
  "introspection_signed_response_alg",
  "dpop_nonce_required",
];

/** What makes an app an app, and a resource server must not have. */
const APP_MEMBERS = ["redirect_uris", "grant_types"];

/** Whether the document describes a resource server; notes what would make it an app as well. */
export function readIsResourceServer(document: ClientDocument): boolean {
  if (readFlag(document, "resource_server") !== true) return false;
  for (const member of APP_MEMBERS) {
    if ((document.texts(member) ?? []).length > 0) {
      document.fault(member, "リソースサーバー（resource_server）には指定できません");
    }
  }
  return true;
}

/** How introspection answers it, and whether its proofs need nonces (RFC 9701, 6; RFC 9449, 8). */
export function readAnswers(
  document: ClientDocument,
): Pick<ClientRegistration, "introspectionSigningAlgorithm" | "requiresDpopNonce"> {
  const introspectionSigningAlgorithm = document.choice(
    "introspection_signed_response_alg",
    SIGNATURE_ALGORITHMS,
  );
  const requiresDpopNonce = readFlag(document, "dpop_nonce_required");
  return {
    ...(introspectionSigningAlgorithm !== undefined && { introspectionSigningAlgorithm }),
    ...(requiresDpopNonce !== undefined && { requiresDpopNonce }),
  };
}

function readFlag(document: ClientDocument, member: string): boolean | undefined {
  const value = document.raw(member);
  if (value === undefined || typeof value === "boolean") return value;
  document.fault(member, "true か false です");
  return undefined;
}
