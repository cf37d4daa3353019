/** A gateway with TLS of its own: a door for browsers, and one that asks for certificates. */
import { join } from "node:path";
import { type Fetch, listen } from "../../adapters/http/listener.ts";
import {
  makeAuthority,
  selfSignedCertificate,
  type TestAuthority,
  type TestCertificate,
} from "./certificate.ts";
import { openTestGateway, type TestGateway } from "./gateway.ts";
import { type Fetcher, HtmlBrowser } from "./html_browser.ts";
import { makeTempDir } from "./temp_dir.ts";

/** See the head of this file; `await using` ends it. */
export interface TlsGateway extends TestGateway {
  /** The authority that it trusts. */
  readonly authority: TestAuthority;
  /** Reaches it over TLS, without a certificate or with one. */
  connect(certificate?: TestCertificate): Fetcher;
}

/** Opens the gateway on free ports of 127.0.0.1; both doors are called `localhost`. */
export async function openTlsGateway(): Promise<TlsGateway> {
  const folder = await makeTempDir();
  const server = await selfSignedCertificate("localhost");
  const authority = await makeAuthority();
  const authorities = join(folder.path, "authorities.pem");
  await Deno.writeTextFile(authorities, authority.certificate);
  const front = await openDoor(server, false);
  const mtls = await openDoor(server, true);
  const test = await openTestGateway({
    settings: {
      KAKEHASHI_ISSUER: front.origin,
      KAKEHASHI_TLS_CERT: "made on the spot",
      KAKEHASHI_TLS_KEY: "made on the spot",
      KAKEHASHI_CLIENT_CERTIFICATES: "listener",
      KAKEHASHI_MTLS_ORIGIN: mtls.origin,
      KAKEHASHI_CLIENT_CA: authorities,
    },
  });
  front.answerWith(test.gateway.fetch);
  mtls.answerWith(test.gateway.fetch);
  const clients: Deno.HttpClient[] = [];
  const connect = (certificate?: TestCertificate): Fetcher => {
    const client = Deno.createHttpClient({
      caCerts: [server.certificate],
      ...(certificate && { cert: certificate.certificate, key: certificate.key }),
    });
    clients.push(client);
    return (request) => fetch(request, { client });
  };
  return {
    ...test,
    authority,
    connect,
    openBrowser: () => new HtmlBrowser(test.issuer, connect()),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await Promise.all([front.close(), mtls.close()]);
      await test[Symbol.asyncDispose]();
      await folder.remove();
    },
  };
}

/** Listens before it is known who answers, because the configuration names the port. */
async function openDoor(server: TestCertificate, asksForCertificates: boolean) {
  let answer: Fetch = () => new Response(null, { status: 503 });
  const listener = await listen((request, connection) => answer(request, connection), {
    hostname: "127.0.0.1",
    port: 0,
    tls: { ...server, asksForCertificates },
  });
  return {
    origin: `https://localhost:${listener.port}`,
    answerWith: (fetch: Fetch) => void (answer = fetch),
    close: () => listener.close(1000),
  };
}
