/** Which network addresses are those of somebody out there (IANA special-purpose registries, RFC 6890). */

/** IPv4 blocks that are private, local, for documents, for translation, or otherwise special. */
const SPECIAL_IPV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
].map(parseIpv4Block);

/** Global unicast; all else is special, IPv4-mapped, translated (NAT64), local or not assigned. */
const GLOBAL_UNICAST = parseIpv6Block("2000::/3");

/** Within it: protocols (Teredo, ORCHID, …), documents, 6to4, AS112. */
const SPECIAL_IPV6 = [
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
].map(parseIpv6Block);

/** The middle of ISATAP interface identifiers, which carry an IPv4 address (RFC 5214, 6.1). */
const ISATAP = 0x5efen;

interface Block {
  readonly address: bigint;
  /** How many low bits are free. */
  readonly freeBits: bigint;
}

/**
 * Whether an address is a public one. Addresses that carry an IPv4 address inside (mapped,
 * translated, tunnelled) are none, whatever they carry. So is what is no address.
 */
export function isPublicAddress(text: string): boolean {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return !SPECIAL_IPV4.some((block) => contains(block, ipv4));
  const ipv6 = parseIpv6(text);
  if (ipv6 === undefined || !contains(GLOBAL_UNICAST, ipv6)) return false;
  if (((ipv6 >> 32n) & 0xfcff_ffffn) === ISATAP) return false;
  return !SPECIAL_IPV6.some((block) => contains(block, ipv6));
}

function contains({ address, freeBits }: Block, candidate: bigint): boolean {
  return candidate >> freeBits === address >> freeBits;
}

function parseIpv4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const parts = match?.slice(1).map(Number) ?? [];
  if (parts.length !== 4 || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

/** Every spelling of RFC 4291, 2.2, by way of the one of RFC 5952 that the URL parser makes of it. */
function parseIpv6(text: string): bigint | undefined {
  if (!/^[0-9A-Fa-f:.]+$/.test(text)) return undefined;
  const hostname = URL.parse(`http://[${text}]/`)?.hostname;
  if (hostname === undefined) return undefined;
  const [head = "", tail] = hostname.slice(1, -1).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const groups = [...before, ...zeros, ...after];
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

function parseIpv4Block(text: string): Block {
  const [address = "", length] = text.split("/");
  return toBlock(parseIpv4(address), 32 - Number(length));
}

function parseIpv6Block(text: string): Block {
  const [address = "", length] = text.split("/");
  return toBlock(parseIpv6(address), 128 - Number(length));
}

function toBlock(address: bigint | undefined, freeBits: number): Block {
  if (address === undefined) throw new Error("not a block of addresses");
  return { address, freeBits: BigInt(freeBits) };
}
