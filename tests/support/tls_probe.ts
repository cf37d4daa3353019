/** What a TLS server agrees to, found out by a ClientHello made by hand (RFC 5246, 7.4.1.2; RFC 8446, 4.1.2). */

import type { TlsTarget } from "./tls_client.ts";

/** Versions of TLS as they stand on the wire. */
export const TLS_VERSIONS = { "1.0": 0x0301, "1.1": 0x0302, "1.2": 0x0303, "1.3": 0x0304 } as const;
/** One of {@link TLS_VERSIONS}. */
export type TlsVersion = keyof typeof TLS_VERSIONS;

/** Cipher suites that tests offer. */
export const CIPHER_SUITES = {
  TLS_AES_128_GCM_SHA256: 0x1301,
  TLS_AES_256_GCM_SHA384: 0x1302,
  TLS_CHACHA20_POLY1305_SHA256: 0x1303,
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 0xc02b,
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 0xc02c,
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 0xc02f,
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 0xc030,
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca8,
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca9,
  TLS_DHE_RSA_WITH_AES_128_GCM_SHA256: 0x009e,
  TLS_DHE_RSA_WITH_AES_256_GCM_SHA384: 0x009f,
  TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xccaa,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 0xc009,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 0xc00a,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 0xc013,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 0xc023,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 0xc027,
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM: 0xc0ac,
  TLS_RSA_WITH_AES_128_GCM_SHA256: 0x009c,
  TLS_RSA_WITH_AES_128_CBC_SHA: 0x002f,
  TLS_RSA_WITH_3DES_EDE_CBC_SHA: 0x000a,
  TLS_RSA_WITH_RC4_128_SHA: 0x0005,
} as const;
/** One of {@link CIPHER_SUITES}. */
export type CipherSuite = keyof typeof CIPHER_SUITES;

/** What the client offers. */
export interface TlsOffer {
  readonly versions: readonly TlsVersion[];
  readonly cipherSuites: readonly CipherSuite[];
  /** Whom the client wants to reach; `localhost` unless stated. */
  readonly host?: string;
}

/** What the server answers: its choice, or that there is none (an alert, or a connection cut off). */
export type TlsChoice =
  | { readonly version: TlsVersion; readonly cipherSuite: CipherSuite }
  | "refused";

/** Offers and reads the first answer; the handshake goes no further. */
export async function probeTls(target: TlsTarget, offer: TlsOffer): Promise<TlsChoice> {
  using connection = "path" in target
    ? await Deno.connect({ transport: "unix", path: target.path })
    : await Deno.connect({ hostname: "127.0.0.1", port: target.port });
  const writer = connection.writable.getWriter();
  await writer.write(record(0x16, clientHello(offer)));
  const answer = await readRecord(connection);
  return answer?.type === 0x16 ? readServerHello(answer.body) : "refused";
}

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const sized = (body: readonly number[]): number[] => [...u16(body.length), ...body];
const extension = (type: number, body: readonly number[]) => [...u16(type), ...sized(body)];

function record(type: number, body: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([type, ...u16(TLS_VERSIONS["1.0"]), ...sized(body)]);
}

const X25519 = 0x001d;
const SUPPORTED_VERSIONS = 43;

function clientHello({ versions, cipherSuites, host = "localhost" }: TlsOffer): number[] {
  const wanted = versions.map((version) => TLS_VERSIONS[version]);
  const legacyVersion = Math.min(Math.max(...wanted), TLS_VERSIONS["1.2"]);
  const random = [...crypto.getRandomValues(new Uint8Array(32))];
  const groups = [X25519, 0x0017, 0x0018].flatMap(u16);
  const signatures = [0x0403, 0x0503, 0x0804, 0x0805, 0x0401, 0x0501, 0x0807].flatMap(u16);
  const keyShare = [...u16(X25519), ...sized([...crypto.getRandomValues(new Uint8Array(32))])];
  const name = [...new TextEncoder().encode(host)];
  const extensions = [
    ...extension(0, sized([0, ...sized(name)])),
    ...extension(10, sized(groups)),
    ...extension(11, [1, 0]),
    ...extension(13, sized(signatures)),
    ...wanted.includes(TLS_VERSIONS["1.3"])
      ? [
        ...extension(SUPPORTED_VERSIONS, [wanted.length * 2, ...wanted.flatMap(u16)]),
        ...extension(51, sized(keyShare)),
      ]
      : [],
  ];
  const suites = cipherSuites.map((suite) => CIPHER_SUITES[suite]).flatMap(u16);
  const body = [...u16(legacyVersion), ...random, 0, ...sized(suites), 1, 0, ...sized(extensions)];
  return [1, 0, ...u16(body.length), ...body];
}

async function readRecord(connection: Deno.Conn) {
  const bytes: number[] = [];
  for await (const chunk of connection.readable) {
    bytes.push(...chunk);
    const [type = 0, , , high = 0, low = 0] = bytes;
    const end = 5 + high * 256 + low;
    if (bytes.length >= 5 && bytes.length >= end) return { type, body: bytes.slice(5, end) };
  }
  return undefined;
}

function readServerHello(body: readonly number[]): TlsChoice {
  if (body[0] !== 2) return "refused";
  const number = (at: number) => (body[at] ?? 0) * 256 + (body[at + 1] ?? 0);
  const suiteAt = 39 + (body[38] ?? 0);
  let version = number(4);
  for (let at = suiteAt + 5; at + 4 <= body.length; at += 4 + number(at + 2)) {
    if (number(at) === SUPPORTED_VERSIONS) version = number(at + 4);
  }
  return {
    version: nameOf(TLS_VERSIONS, version),
    cipherSuite: nameOf(CIPHER_SUITES, number(suiteAt)),
  };
}

function nameOf<Name extends string>(table: Readonly<Record<Name, number>>, value: number): Name {
  for (const name in table) if (table[name] === value) return name;
  throw new Error(`the server chose ${value.toString(16)}, which was not offered`);
}
