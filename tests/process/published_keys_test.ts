/** Fetching an app's keys with the permissions of `docs/deploy.md`, by the authorities that Deno trusts. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import { join } from "node:path";
import { makeAuthority } from "../support/certificate.ts";
import { repositoryPath } from "../support/gateway_process.ts";
import { makeTempDir } from "../support/temp_dir.ts";

const KEYS = '{"keys":[]}';

/** Fetches in a process of its own; answers with what it printed. */
async function fetchKeys(uri: string, env: Record<string, string>): Promise<string> {
  const config = ["--config", repositoryPath("deno.json")];
  const permissions = ["--no-prompt", "--allow-env", "--allow-net"];
  const script = repositoryPath("tests/support/fetch_keys.ts");
  const args = ["run", ...config, ...permissions, script, uri];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, env }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("keys are fetched over TLS with network and environment alone, and only by a trusted certificate", async () => {
  await using folder = await makeTempDir();
  const authority = await makeAuthority();
  const { certificate, key } = await authority.issue({
    alternativeNames: [{ type: "dns", value: "keys.app.example" }],
  });
  const file = join(folder.path, "authority.pem");
  await Deno.writeTextFile(file, authority.certificate);
  const server = createServer({ cert: certificate, key }, (_, response) => response.end(KEYS));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const at = (name: string) => `https://${name}:${address.port}/jwks`;
  try {
    assert.equal(await fetchKeys(at("keys.app.example"), { DENO_CERT: file }), KEYS);
    assert.match(await fetchKeys(at("other.example"), { DENO_CERT: file }), /altnames/i);
    assert.match(await fetchKeys(at("keys.app.example"), {}), /certificate/i);
  } finally {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
});
