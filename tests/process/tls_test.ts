/** The gateway as a process that terminates TLS: one listener for browsers, one for apps with certificates. */
import assert from "node:assert/strict";
import { makeAuthority, selfSignedCertificate } from "../support/certificate.ts";
import { openGatewayPlace, takeFreePorts } from "../support/gateway_process.ts";

Deno.test("browsers are asked for no certificate, apps are, and the report says where", async () => {
  const [port, mtlsPort] = takeFreePorts();
  const server = await selfSignedCertificate("localhost");
  const authority = await makeAuthority();
  const { certificate: cert, key } = await authority.issue({ subject: "CN=app" });
  await using place = await openGatewayPlace({
    KAKEHASHI_ISSUER: `https://localhost:${port}`,
    KAKEHASHI_LISTEN: `127.0.0.1:${port}`,
    KAKEHASHI_TLS_CERT: "server.pem",
    KAKEHASHI_TLS_KEY: "server.key",
    KAKEHASHI_CLIENT_CERTIFICATES: "listener",
    KAKEHASHI_MTLS_ORIGIN: `https://localhost:${mtlsPort}`,
    KAKEHASHI_MTLS_LISTEN: `127.0.0.1:${mtlsPort}`,
    KAKEHASHI_CLIENT_CA: "authorities.pem",
  });
  const files = { "server.pem": server.certificate, "server.key": server.key };
  for (
    const [name, text] of Object.entries({ ...files, "authorities.pem": authority.certificate })
  ) {
    await Deno.writeTextFile(`${place.folder}/${name}`, text);
  }
  await using gateway = await place.start();
  assert(
    gateway.lines.some((line) => line.startsWith(`mTLS        https://localhost:${mtlsPort}`)),
  );
  const app = {
    client_id: "app",
    client_name: "ためしアプリ",
    redirect_uris: ["https://app.example/callback"],
    token_endpoint_auth_method: "tls_client_auth",
    tls_client_auth_subject_dn: "CN=app",
    tls_client_certificate_bound_access_tokens: true,
  };
  const added = await place.operate(["client", "add", "-"], JSON.stringify(app));
  assert.equal(added.code, 0, added.faults);
  using client = Deno.createHttpClient({ caCerts: [server.certificate], cert, key });
  const statusAt = async (port: number) => {
    const body = new URLSearchParams({ client_id: "app", token: "x" });
    const init = { method: "POST", body, client };
    const response = await fetch(`https://localhost:${port}/revoke`, init);
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await statusAt(port), 401, "there is no certificate where browsers come");
  assert.equal(await statusAt(mtlsPort), 200);
  const ending = await gateway.stop();
  assert.equal(ending.code, 0, ending.faults);
});
