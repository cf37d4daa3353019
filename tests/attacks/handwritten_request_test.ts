/** Requests written by hand, which two programs on the way read differently; on each kind of listener. */
import assert from "node:assert/strict";
import { type Fetch, listen } from "../../adapters/http/listener.ts";
import { readForm } from "../../routes/http/form.ts";
import { selfSignedCertificate } from "../support/certificate.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { startProtocol } from "../support/protocol_server.ts";
import { type RawAnswer, type RawTarget, sendRaw } from "../support/raw_http.ts";

const LOOPBACK = { hostname: "127.0.0.1", port: 0 };
const server = await selfSignedCertificate("localhost");
/** The kinds of listeners: in clear, with TLS, and with TLS that asks for certificates. */
const KINDS = {
  "in clear": {},
  "with TLS": { tls: server },
  "with TLS that asks for certificates": { tls: { ...server, asksForCertificates: true } },
} as const;

/** Has a listener answered by `fetch` for as long as `use` takes. */
async function withListener<Result>(
  kind: keyof typeof KINDS,
  fetch: Fetch,
  use: (target: RawTarget) => Promise<Result>,
): Promise<Result> {
  const listener = await listen(fetch, { ...LOOPBACK, ...KINDS[kind] });
  const { port } = listener;
  try {
    return await use(kind === "in clear" ? { port } : { port, ca: server.certificate });
  } finally {
    await listener.close(0);
  }
}

/** A GET with the fields, and the wish that the server hang up. */
function get(target: string, fields: readonly string[]): string {
  return [`GET ${target} HTTP/1.1`, ...fields, "Connection: close", "", ""].join("\r\n");
}

/** Tells which path it believes was called. */
const tellPath: Fetch = (request) => new Response(new URL(request.url).pathname);

Deno.test("without a check of Host the path that is called can stand in there", async () => {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  const naive = Deno.serve(
    { ...LOOPBACK, onListen: () => {} },
    (request) => tellPath(request, { remoteAddr: { hostname: "" } }),
  );
  resolve(sendRaw({ port: naive.addr.port }, get("/public", ["Host: localhost/secret?"])));
  assert.deepEqual(await promise, { status: 200, body: "/secret" });
  await naive.shutdown();
});

const ODD_HOSTS = [
  "localhost/jwks?",
  "localhost/jwks#",
  "localhost\\jwks?",
  "user@localhost",
  "localhost, evil.example",
  "a b",
  "[",
  "[::1",
  "::1",
  "localhost:99999",
  "localhost:80:80",
  "%",
  "\u00ff",
];

for (const kind of ["in clear", "with TLS", "with TLS that asks for certificates"] as const) {
  Deno.test(`Host says a host and nothing else, once: listening ${kind}`, async () => {
    let asked = 0;
    const count: Fetch = (request, connection) => {
      asked += 1;
      return tellPath(request, connection);
    };
    await withListener(kind, count, async (target) => {
      for (const host of ODD_HOSTS) {
        const { status } = await sendRaw(target, get("/public", [`Host: ${host}`]));
        assert.equal(status, 400, host);
      }
      const twice = get("/public", ["Host: localhost", "Host: evil.example"]);
      assert.equal((await sendRaw(target, twice)).status, 400);
      for (const odd of ["http://[/public", "ftp://localhost/public"]) {
        assert.equal((await sendRaw(target, get(odd, ["Host: localhost"]))).status, 400, odd);
      }
      assert.equal(asked, 0, "nothing of it was answered by the gateway");
      const inQuery = get("http://localhost?/public", ["Host: localhost"]);
      assert.ok(["", "/"].includes((await sendRaw(target, inQuery)).body));
      for (const host of ["localhost", "my_service:8443", "127.0.0.1", "[::1]:443"]) {
        const answer = await sendRaw(target, get("/public", [`Host: ${host}`]));
        assert.deepEqual([answer.status, answer.body.includes("/public")], [200, true], host);
      }
    });
  });

  Deno.test(`a body has one length: listening ${kind}`, async () => {
    const tellForm: Fetch = async (request) => new Response(String((await readForm(request)).size));
    const type = "Content-Type: application/x-www-form-urlencoded";
    const chunk = `${(40_000).toString(16)}\r\n${"a".repeat(40_000)}\r\n0\r\n\r\n`;
    const post = (fields: readonly string[], body: string) =>
      ["POST / HTTP/1.1", "Host: localhost", type, ...fields, "Connection: close", "", body]
        .join("\r\n");
    await withListener(kind, tellForm, async (target) => {
      for (
        const fields of [
          ["Content-Length: 3", "Transfer-Encoding: chunked"],
          ["Transfer-Encoding: chunked", "Content-Length: 3"],
          ["Transfer-Encoding: identity, chunked", "Content-Length: 3"],
          ["Transfer-Encoding : chunked"],
          ["Content-Length: 3", "Content-Length: 4"],
          ["Content-Length: -1"],
          ["Content-Length: +3"],
          ["Content-Length: 0x3"],
        ]
      ) {
        assert.equal((await sendRaw(target, post(fields, chunk))).status, 400, fields.join());
      }
      const right = await sendRaw(target, post(["Content-Length: 3"], "a=1"));
      assert.equal(right.status, 200);
    });
  });

  Deno.test(`of two proofs or two tokens none counts: listening ${kind}`, async () => {
    await using protocol = await startProtocol();
    const client = await protocol.register("app");
    const { tokens: { access_token: token } } = await client.link(protocol);
    const seen: Headers[] = [];
    const collect: Fetch = (request) => {
      seen.push(new Headers(request.headers));
      return new Response();
    };
    const proofs = [await client.proof("/userinfo"), await client.proof("/userinfo")];
    await withListener(kind, collect, async (target) => {
      const once = `Authorization: DPoP ${token}`;
      const twoProofs = [once, ...proofs.map((proof) => `DPoP: ${proof}`)];
      const twoTokens = [once, "Authorization: DPoP x", `DPoP: ${proofs[0]}`];
      for (const fields of [twoProofs, twoTokens]) {
        await sendRaw(target, get("/userinfo", ["Host: localhost", ...fields]));
      }
    });
    const [twoProofs, twoTokens] = await Promise.all(
      seen.map((headers) => protocol.fetch("/userinfo", { headers })),
    );
    assert.ok(twoProofs && twoTokens);
    await assertOAuthError(twoProofs, 401, "invalid_dpop_proof");
    await assertOAuthError(twoTokens, 400, "invalid_request");
  });
}
