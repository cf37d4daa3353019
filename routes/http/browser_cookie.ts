/** The cookie that binds an interaction to the browser that opened it. */
import type { InteractionId } from "../../domain/ids.ts";
import { isSecretShaped } from "../../domain/ids.ts";

/**
 * One cookie for each interaction, so that two under way in one browser do not disturb each other.
 * `__Host-`: set by this very host over a secure connection, for no other (RFC 6265bis, 4.1.3.2).
 */
function cookieName(id: InteractionId): string {
  return `__Host-kakehashi-${id.slice(0, 16)}`;
}

/** The browser's secret for an interaction, from a `Cookie` header; undefined without a well-formed one. */
export function readBrowserSecret(headers: Headers, id: InteractionId): string | undefined {
  const prefix = `${cookieName(id)}=`;
  const cookies = headers.get("cookie")?.split(";").map((cookie) => cookie.trim()) ?? [];
  const secret = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
  return secret !== undefined && isSecretShaped(secret) ? secret : undefined;
}

/**
 * The `Set-Cookie` value that gives a browser its secret. `Lax`, because the customer arrives by a
 * link from the app. Without a lifetime it ends with the browser.
 */
export function browserCookie(id: InteractionId, secret: string, lifetimeSeconds?: number): string {
  const attributes = "Path=/; Secure; HttpOnly; SameSite=Lax";
  const lifetime = lifetimeSeconds === undefined ? "" : ` Max-Age=${lifetimeSeconds};`;
  return `${cookieName(id)}=${secret};${lifetime} ${attributes}`;
}
