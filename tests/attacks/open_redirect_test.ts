/** The gateway's good name used to lead people elsewhere. */
import assert from "node:assert/strict";
import { makeDemoKey } from "../../sandbox/demo_app/demo_key.ts";
import { createSandbox } from "../../sandbox/sandbox.tsx";
import { assertOAuthError } from "../support/oauth_error.ts";
import { startProtocol } from "../support/protocol_server.ts";

/** What resembles the registered `https://app.example/callback?tenant=1`. */
const LOOKALIKES = [
  "https://evil.example/",
  "https://app.example/callback",
  "https://app.example/callback?tenant=1&x=1",
  "https://app.example/callback?tenant=1#",
  "https://app.example/callback/?tenant=1",
  "https://app.example/callback/../callback?tenant=1",
  "https://app.example/Callback?tenant=1",
  "https://APP.example/callback?tenant=1",
  "https://app.example:443/callback?tenant=1",
  "https://app.example./callback?tenant=1",
  "https://app.example@evil.example/callback?tenant=1",
  "https://app.example\\@evil.example/callback?tenant=1",
  "https://app.example.evil.example/callback?tenant=1",
  "http://app.example/callback?tenant=1",
  "//app.example/callback?tenant=1",
  "https://app.example/callback?tenant=%31",
  "https://app.example/callback?tenant=1%0d%0aLocation:%20https://evil.example",
  "https://app.example/callback?tenant=1\r\nX: y",
  " https://app.example/callback?tenant=1",
  "javascript:alert(1)",
  "data:text/html,x",
];
const REGISTERED = "https://app.example/callback?tenant=1";

/** What servers do that compare redirect URIs by their beginnings, or after reading them. */
const LAX: readonly ((uri: string) => boolean)[] = [
  (uri) => uri.startsWith("https://app.example"),
  (uri) => URL.parse(uri)?.host === "app.example",
];

Deno.test("only the very redirect URI that was registered is redirected to", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  for (const isLax of LAX) assert.ok(LOOKALIKES.filter(isLax).length > 3);
  for (const uri of LOOKALIKES) {
    const answer = await client.push(server, { form: { redirect_uri: uri } });
    await assertOAuthError(answer, 400, "invalid_request");
    const signed = await client.pushSigned(server, { redirect_uri: uri });
    await assertOAuthError(signed, 400, "invalid_request");
    const query = new URLSearchParams({ client_id: client.id, redirect_uri: uri });
    const visited = await server.fetch(`/authorize?${query}`);
    assert.deepEqual([visited.status, visited.headers.get("location")], [400, null], uri);
  }
  const query = new URLSearchParams({ client_id: client.id, redirect_uri: REGISTERED });
  assert.equal((await server.fetch(`/authorize?${query}`)).status, 303);
});

Deno.test("a registered redirect URI of one app is none of another's", async () => {
  await using server = await startProtocol();
  await server.register("app");
  const other = await server.register("other", { redirectUris: ["https://other.example/"] });
  const query = new URLSearchParams({ client_id: other.id, redirect_uri: REGISTERED });
  assert.equal((await server.fetch(`/authorize?${query}`)).status, 400);
});

Deno.test("a state cannot break out of the address that it is appended to", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const state = "x&code=forged&iss=https://evil.example#\r\nSet-Cookie: a=b";
  const query = new URLSearchParams({ client_id: client.id, redirect_uri: REGISTERED, state });
  const answer = await server.fetch(`/authorize?${query}`);
  const location = new URL(answer.headers.get("location") ?? "");
  assert.equal(location.searchParams.get("state"), state);
  assert.deepEqual(location.searchParams.getAll("iss"), ["https://gateway.example"]);
  assert.equal(location.searchParams.has("code"), false);
  assert.equal(location.hash, "");
  assert.deepEqual(answer.headers.getSetCookie(), []);
});

Deno.test("nobody has more carried or signed for them at the authorization endpoint than can be pushed", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  for (const [length, status] of [[4096, 303], [4097, 400]] as const) {
    for (const response_mode of ["query", "jwt"]) {
      const body = new URLSearchParams({
        client_id: client.id,
        redirect_uri: REGISTERED,
        state: "s".repeat(length),
        response_mode,
      });
      const answer = await server.fetch("/authorize", { method: "POST", body });
      assert.equal(answer.status, status, `${length} ${response_mode}`);
    }
  }
});

Deno.test("the sandbox leads to itself alone, whatever the path", async () => {
  const sandbox = createSandbox({
    issuer: "http://localhost:8000",
    publicUrl: "http://localhost:8001",
    telephonySecret: "a-telephony-secret",
    destinationNumbers: ["0120000111"],
    demoKey: await makeDemoKey(),
    fetch: () => Promise.resolve(new Response()),
    now: () => 0,
  });
  for (
    const path of ["//evil.example/", "//evil.example:80//", "/\\evil.example", "/%2f/evil.example"]
  ) {
    const answer = await sandbox.fetch(new Request(`http://127.0.0.1:8001${path}`));
    const location = new URL(answer.headers.get("location") ?? "");
    assert.equal(location.origin, "http://localhost:8001", path);
  }
});
