/** Whether a request says in one way alone where it goes. */

/** A registered name, an IPv4 or an IPv6 address, perhaps with a port (RFC 9110, 7.2; RFC 3986, 3.2). */
const AUTHORITY = String.raw`(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?`;
/** Empty where the target of the request has no authority (RFC 9112, 3.2). */
const HOST = new RegExp(`^(?:${AUTHORITY})?$`);
const ABSOLUTE_URL = new RegExp(`^https?://${AUTHORITY}/`);

/**
 * Listeners put the field `Host` and the path together unseen, so that `Host: a/token?` would change
 * the path, and some let it occur twice, which arrives joined by a comma: such requests are refused
 * (RFC 9112, 3.2), because whoever stood before us may have understood them otherwise.
 */
export function isAddressSound({ url, headers }: Request): boolean {
  return HOST.test(headers.get("host") ?? "") && ABSOLUTE_URL.test(url) && URL.canParse(url);
}
