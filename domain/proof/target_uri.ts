/** Comparing the `htu` of a DPoP proof with the URL of the request. */

/** What no URI contains, but URL parsers quietly remove or turn round. */
const NO_URI_CHARACTER = /[^\x21-\x7e]|\\/;
/** A host after two slashes, and no user: parsers make do with fewer slashes, or with more. */
const BEGINNING = /^https?:\/\/[^/?#@]+(?:[/?#]|$)/i;

/**
 * Whether `htu` names the target, after the normalisation of RFC 3986, 6.2.2 and 6.2.3 and without
 * query and fragment (RFC 9449, 4.3, check 9).
 */
export function isSameTarget(htu: string, target: string): boolean {
  if (NO_URI_CHARACTER.test(htu) || !BEGINNING.test(htu)) return false;
  const claimed = URL.parse(htu);
  const expected = URL.parse(target);
  if (claimed === null || expected === null) return false;
  return claimed.origin === expected.origin && claimed.pathname === expected.pathname;
}
