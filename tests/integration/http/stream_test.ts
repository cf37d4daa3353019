/** Answers that stay open, on each kind of listener. */
import assert from "node:assert/strict";
import { listen, type ListenOptions } from "../../../adapters/http/listener.ts";
import { selfSignedCertificate } from "../../support/certificate.ts";

const LOOPBACK = { hostname: "127.0.0.1", port: 0 };
const tls = await selfSignedCertificate("localhost");

const KINDS: Readonly<Record<string, ListenOptions>> = {
  "in clear": LOOPBACK,
  "with TLS": { ...LOOPBACK, tls },
  "that asks for certificates": { ...LOOPBACK, tls: { ...tls, asksForCertificates: true } },
};

for (const [kind, options] of Object.entries(KINDS)) {
  Deno.test(`a listener ${kind} passes on each part of a stream at once, and the reader's leaving`, async () => {
    const left = Promise.withResolvers<void>();
    const parts = new TransformStream<string, string>();
    const writer = parts.writable.getWriter();
    writer.closed.catch(() => left.resolve());
    const headers = { "Content-Type": "text/event-stream", "Cache-Control": "no-transform" };
    const listener = await listen(
      () => new Response(parts.readable.pipeThrough(new TextEncoderStream()), { headers }),
      options,
    );
    using client = Deno.createHttpClient({ caCerts: [tls.certificate] });
    const origin = options.tls === undefined ? "http://localhost" : "https://localhost";
    const leaving = new AbortController();
    const { signal } = leaving;
    const answer = fetch(`${origin}:${listener.port}/`, { client, signal });
    const sent = writer.write("data: 1\n\n");
    const reader = (await answer).body?.pipeThrough(new TextDecoderStream()).getReader();
    await sent;
    assert.equal((await reader?.read())?.value, "data: 1\n\n");
    await writer.write("data: 2\n\n");
    assert.equal((await reader?.read())?.value, "data: 2\n\n");
    leaving.abort();
    await assert.rejects(async () => await reader?.read());
    await left.promise;
    await listener.close(1000);
  });
}
