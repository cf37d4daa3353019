/** Network addresses as what attempts are counted by. */

/**
 * What one customer's line has: an IPv4 address, or the first 64 bits of an IPv6 address, because
 * every household has a whole /64 to choose from. An IPv4 address in IPv6 form counts as IPv4.
 */
export function toNetwork(address: string): string {
  return toPrefix(address, 64);
}

/**
 * What one site has: an IPv4 address, or the first 48 bits of an IPv6 address, which is what
 * hosts and companies get, with 65,536 networks in it (RFC 6177).
 */
export function toSite(address: string): string {
  return toPrefix(address, 48);
}

function toPrefix(address: string, bits: 48 | 64): string {
  const bare = withoutPort(address);
  if (!bare.includes(":")) return bare;
  const plain = bare.split("%")[0]?.toLowerCase() ?? "";
  const mapped = /^(?:0*:)*:?(?:0*:)*ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  return mapped ?? `${expandIpv6(plain).slice(0, bits / 16).join(":")}::/${bits}`;
}

/** Some proxies pass the port along (RFC 7239, 6), which a caller can change with each connection. */
function withoutPort(address: string): string {
  return /^\[([^\]]+)\]/.exec(address)?.[1] ?? /^([0-9.]+):[0-9]+$/.exec(address)?.[1] ?? address;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function expandIpv6(address: string): readonly string[] {
  const [head = "", tail] = address.split("::");
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(8 - left.length - right.length, 0) }, () => "0");
  return [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/, ""));
}

function groups(text: string): readonly string[] {
  return text === "" ? [] : text.split(":");
}
