import assert from "node:assert/strict";
import { SecretWatch } from "../../support/secret_watch.ts";

const CODE = "cG9wcHktaXMtYS1mbG93ZXItdGhhdC1ibG9vbXM";
const TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJqdGkiOiJtYXJrZXIifQ.c2lnbmF0dXJlLW9mLXRoZS1tYXJrZXI";

Deno.test("the watch finds a secret in clear, within other text, in bytes and in Base64", () => {
  const watch = new SecretWatch();
  watch.add("code", CODE);
  watch.add("name", "ウルウ ヅキコ");
  const json = JSON.stringify({ code: CODE, name: "ウルウ ヅキコ" });
  const bytes = new TextEncoder().encode(json);
  for (const place of [json, bytes, btoa(CODE), `jwt.${bytes.toBase64()}`]) {
    assert.ok(watch.find(place).includes("code"), String(place));
  }
  assert.deepEqual(watch.find(bytes), ["code", "name"]);
  assert.deepEqual(watch.find(CODE.slice(1)), []);
});

Deno.test("the watch finds a token by its signature or its claims alone", () => {
  const watch = new SecretWatch();
  watch.add("token", TOKEN);
  const [, claims = "", signature = ""] = TOKEN.split(".");
  assert.deepEqual(watch.find(`jwt ${claims}`), ["claims of token"]);
  assert.deepEqual(watch.find(`jwt ${signature}`), ["signature of token"]);
});

Deno.test("the watch finds a number that stands by itself, not one within a longer word", () => {
  const watch = new SecretWatch();
  watch.addNumber("PIN", "8642");
  for (const text of ['{"pin":"8642"}', "pin=8642&x", "8642"]) {
    assert.deepEqual(watch.find(text), ["PIN"], text);
  }
  for (const text of ["186421", "a8642b", "86420"]) assert.deepEqual(watch.find(text), [], text);
});

Deno.test("the watch takes the secrets out of requests and answers", async () => {
  const watch = new SecretWatch();
  const send = watch.watch(() =>
    Promise.resolve(
      new Response(null, {
        status: 303,
        headers: {
          "Location": `https://app.example/callback?code=${CODE}`,
          "Set-Cookie": "__Host-a=a-secret-of-the-browser; Path=/",
        },
      }),
    )
  );
  await send(
    new Request("http://localhost/token", {
      method: "POST",
      headers: { DPoP: TOKEN },
      body: new URLSearchParams({ code_verifier: "v".repeat(43) }),
    }),
  );
  for (const kind of ["code", "cookie", "dpop", "code_verifier"]) assert.ok(watch.kinds.has(kind));
});
