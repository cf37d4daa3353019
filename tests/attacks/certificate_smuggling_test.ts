/** Another app's certificate, which is public, passed off as one's own in the field of the proxy. */
import assert from "node:assert/strict";
import { createCertificateInspector } from "../../adapters/x509/certificate_inspector.ts";
import { parseClientCert } from "../../routes/http/client_certificate.ts";
import { createEntrance, type Entrance } from "../../routes/http/entrance.ts";
import { thumbprintOfCertificate } from "../../domain/ids.ts";
import { alterByte } from "../support/alter.ts";
import { makeAuthority } from "../support/certificate.ts";
import { MTLS_ORIGIN } from "../support/certificates.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { ISSUER, type ProtocolServer, startProtocol } from "../support/protocol_server.ts";

const SECRET = "Kp2wNe8rTb5yVu1iXc7oZs4aQd6fMg9h";
const validity = { notBefore: new Date("2020-01-01"), notAfter: new Date("2049-01-01") };
const authority = await makeAuthority(validity);
const victims = await authority.issue({ subject: "CN=app", ...validity });
const VICTIMS_FIELD = `:${victims.der.toBase64()}:`;

const OURS = createEntrance(ISSUER, {
  origin: MTLS_ORIGIN,
  source: { kind: "proxy", secrets: [SECRET] },
});
/** Believes the field, whoever sends it. */
const CREDULOUS: Entrance = {
  ...OURS,
  async readCertificate(c) {
    const der = parseClientCert(c.req.header("Client-Cert") ?? "");
    return der && { der, thumbprint: await thumbprintOfCertificate(der) };
  },
};

async function start(entrance: Entrance): Promise<ProtocolServer> {
  const server = await startProtocol({
    entrance,
    mtls: { origin: MTLS_ORIGIN, hasAuthorities: true },
    certificates: createCertificateInspector(authority.certificate),
  });
  await server.register("app", {
    authentication: {
      method: "tls_client_auth",
      subject: { kind: "subject_dn", value: "CN=app" },
    },
    senderConstraint: "mtls",
  });
  return server;
}

/** Asks to revoke something in the name of the app; to be told anything but 401 is to be the app. */
async function actAsApp(
  server: ProtocolServer,
  fields: readonly (readonly [string, string])[],
): Promise<Response> {
  const headers = new Headers();
  for (const [name, value] of fields) headers.append(name, value);
  const body = new URLSearchParams({ client_id: "app", token: "x" });
  const connection = { origin: MTLS_ORIGIN };
  return await server.fetch("/revoke", { method: "POST", headers, body }, connection);
}

Deno.test("where the field is believed, everyone is the app whose certificate they have seen", async () => {
  await using server = await start(CREDULOUS);
  assert.equal((await actAsApp(server, [["Client-Cert", VICTIMS_FIELD]])).status, 200);
});

const ATTEMPTS: readonly (readonly (readonly [string, string])[])[] = [
  [["Client-Cert", VICTIMS_FIELD]],
  [["client-cert", VICTIMS_FIELD]],
  [["Client-Cert", VICTIMS_FIELD], ["Kakehashi-Proxy-Secret", "guessed"]],
  [["Client-Cert", VICTIMS_FIELD], ["Kakehashi-Proxy-Secret", SECRET.toLowerCase()]],
  [["Client-Cert", VICTIMS_FIELD], ["Client-Cert", VICTIMS_FIELD]],
];

Deno.test("ours believes the field from the proxy only", async () => {
  await using server = await start(OURS);
  for (const headers of ATTEMPTS) {
    await assertOAuthError(await actAsApp(server, headers), 400, "invalid_request");
  }
  const other = [["X-Client-Cert", VICTIMS_FIELD], ["X-SSL-Cert", victims.certificate]] as const;
  for (const header of other) {
    const encoded = [header[0], encodeURIComponent(header[1])] as const;
    await assertOAuthError(await actAsApp(server, [encoded]), 401, "invalid_client");
  }
  const byProxy = [["Client-Cert", VICTIMS_FIELD], ["Kakehashi-Proxy-Secret", SECRET]] as const;
  assert.equal((await actAsApp(server, byProxy)).status, 200);
});

Deno.test("odd certificates are refused, though the proxy passed them on", async () => {
  await using server = await start(OURS);
  const field = (der: Uint8Array) => `:${der.toBase64()}:`;
  const nested = Uint8Array.from({ length: 8000 }, (_, index) => index % 2 === 0 ? 0x30 : 0x80);
  const odd = [
    Uint8Array.of(0),
    Uint8Array.of(0x30, 0x80, 0, 0),
    Uint8Array.of(0x30, 0x82, 0xff, 0xff),
    Uint8Array.of(0x30, 0x82, 0x1f, 0x40, ...nested),
    new Uint8Array(20_000),
    victims.der.slice(0, -1),
    Uint8Array.of(...victims.der, 0),
    alterByte(victims.der, 100),
    alterByte(victims.der, -1),
  ];
  for (const der of odd) {
    const headers = [["Client-Cert", field(der)], ["Kakehashi-Proxy-Secret", SECRET]] as const;
    await assertOAuthError(await actAsApp(server, headers), 401, "invalid_client");
  }
  for (const text of ["::", ":", ":A:", "x", ":AAAA", "{}", `${VICTIMS_FIELD};a`]) {
    const headers = [["Client-Cert", text], ["Kakehashi-Proxy-Secret", SECRET]] as const;
    await assertOAuthError(await actAsApp(server, headers), 400, "invalid_request");
  }
  assert.equal(server.logLines.filter((line) => line.includes("request.failed")).length, 0);
});

Deno.test("a second certificate beside the proxy's own is refused with it", async () => {
  await using server = await start(OURS);
  const own = await authority.issue({ subject: "CN=thief", ...validity });
  const field = `:${own.der.toBase64()}:`;
  for (const pair of [[field, VICTIMS_FIELD], [VICTIMS_FIELD, field]] as const) {
    const headers = [
      ...pair.map((value) => ["Client-Cert", value] as const),
      ["Kakehashi-Proxy-Secret", SECRET] as const,
    ];
    await assertOAuthError(await actAsApp(server, headers), 400, "invalid_request");
  }
});
