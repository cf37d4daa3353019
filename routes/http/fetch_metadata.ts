/** Where a request comes from, as browsers say (Fetch Metadata Request Headers). */

/**
 * Whether a form was sent from a page of ours, or by a program that says nothing. Browsers older than
 * Fetch Metadata name the origin (Fetch, 3.2), except that ours is `null` by our referrer policy.
 */
export function isFromOwnPage(headers: Headers, issuer: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const origin = headers.get("origin");
  return origin === null || origin === "null" || origin === issuer;
}
