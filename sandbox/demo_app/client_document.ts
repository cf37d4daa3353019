/** The demo app as it is registered with the gateway (RFC 7591 names). */
import type { DemoKey } from "./demo_key.ts";

/** The demo app's `client_id`. */
export const DEMO_CLIENT_ID = "demo-app";
/** The path of its redirect URI. */
export const CALLBACK_PATH = "/callback";
/** What it asks for. */
export const DEMO_SCOPE = "openid accounts transactions";

/** The document to register. `publicUrl`: where the sandbox's pages are. */
export function demoClientDocument(publicUrl: URL, key: DemoKey): Record<string, unknown> {
  return {
    client_id: DEMO_CLIENT_ID,
    client_name: "まとめて家計簿（サンプル）",
    operator_name: "架空フィンテック株式会社",
    registration_number: "架空財務局長(電代)第0号",
    contacts: ["support@demo-app.example"],
    redirect_uris: [new URL(CALLBACK_PATH, publicUrl).href],
    scope: DEMO_SCOPE,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "private_key_jwt",
    dpop_bound_access_tokens: true,
    jwks: { keys: [key.publicJwk] },
  };
}
