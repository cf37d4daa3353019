/** Where a request comes from, as browsers say (Fetch Metadata Request Headers). */

/** Whether a form was sent from a page of ours, or by a program that says nothing. */
export function isFromOwnPage(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}
