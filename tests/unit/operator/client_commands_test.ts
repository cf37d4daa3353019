import assert from "node:assert/strict";
import { APP_DOCUMENT as DOCUMENT, openOperator } from "../../support/operator.ts";

Deno.test("client add, list, show: an app is registered and shown as JSON with its id", async () => {
  await using operator = await openOperator();
  operator.files["app.json"] = JSON.stringify(DOCUMENT);
  const [added] = await operator.json("client", "add", "app.json", "--reason", "contract 42");
  assert.equal(added?.["id"], "app-1");
  const [listed, ...others] = await operator.json("client", "list");
  assert.deepEqual([listed?.["id"], listed?.["active"], others], ["app-1", true, []]);
  const [shown] = await operator.json("client", "show", "app-1");
  assert.deepEqual(shown?.["redirect_uris"], DOCUMENT.redirect_uris);
  assert.deepEqual(shown?.["jwks"], DOCUMENT.jwks);
});

Deno.test("client show --json can be registered again as it is", async () => {
  await using operator = await openOperator();
  operator.files["app.json"] = JSON.stringify(DOCUMENT);
  await operator.json("client", "add", "app.json");
  const { output } = await operator.run("client", "show", "app-1", "--json");
  await using other = await openOperator();
  other.files["-"] = output;
  const [added] = await other.json("client", "add", "-");
  assert.deepEqual([added?.["id"], added?.["warnings"]], ["app-1", undefined]);
});

Deno.test("client add refuses an id that is taken, and names all faults of a document", async () => {
  await using operator = await openOperator();
  operator.files["app.json"] = JSON.stringify(DOCUMENT);
  await operator.json("client", "add", "app.json");
  const again = await operator.run("client", "add", "app.json");
  assert.equal(again.code, 1);
  assert.match(again.faults, /app-1/);
  operator.files["bad.json"] = JSON.stringify({
    client_id: "bad",
    redirect_uris: ["http://a.example"],
  });
  const bad = await operator.run("client", "add", "bad.json");
  assert.equal(bad.code, 1);
  for (const member of ["client_name", "redirect_uris[0]", "jwks", "dpop_bound_access_tokens"]) {
    assert.ok(bad.faults.includes(member), member);
  }
  assert.deepEqual((await operator.json("client", "list")).map(({ id }) => id), ["app-1"]);
});

Deno.test("client check judges a document without touching the gateway", async () => {
  await using operator = await openOperator();
  operator.files["app.json"] = JSON.stringify(DOCUMENT);
  operator.files["bad.json"] = JSON.stringify({ ...DOCUMENT, token_endpoint_auth_method: "none" });
  assert.equal((await operator.run("client", "check", "app.json")).code, 0);
  const bad = await operator.run("client", "check", "bad.json", "--json");
  assert.equal(bad.code, 1);
  const verdict = JSON.parse(bad.output);
  assert.deepEqual([verdict.id, verdict.accepted], ["app-1", false]);
  assert.equal(verdict.faults[0].member, "token_endpoint_auth_method");
  assert.deepEqual(await operator.stores.operationLog.search({ limit: 1 }), []);
});

Deno.test("client change, disable, enable: each takes effect, and a change keeps an app disabled", async () => {
  await using operator = await openOperator();
  operator.files["app.json"] = JSON.stringify(DOCUMENT);
  operator.files["new.json"] = JSON.stringify({ ...DOCUMENT, client_name: "新しい名前" });
  await operator.json("client", "add", "app.json");
  const [disabled] = await operator.json("client", "disable", "app-1", "--reason", "fraud");
  assert.equal(disabled?.["active"], false);
  const [changed] = await operator.json("client", "change", "app-1", "new.json");
  assert.deepEqual([changed?.["client_name"], changed?.["active"]], ["新しい名前", false]);
  const [enabled] = await operator.json("client", "enable", "app-1");
  assert.deepEqual([enabled?.["active"], enabled?.["version"]], [true, 4]);
});

Deno.test("client change refuses another app's document and an app that is not there", async () => {
  await using operator = await openOperator();
  operator.files["app.json"] = JSON.stringify(DOCUMENT);
  assert.equal((await operator.run("client", "change", "app-2", "app.json")).code, 1);
  assert.equal((await operator.run("client", "change", "app-1", "app.json")).code, 1);
  assert.equal((await operator.run("client", "disable", "app-1")).code, 1);
  assert.equal((await operator.run("client", "show", "app-1")).code, 1);
});

Deno.test("an app whose certificate nobody could check is not registered, changed or enabled", async () => {
  await using operator = await openOperator();
  const { jwks: _, dpop_bound_access_tokens: __, ...others } = DOCUMENT;
  operator.files["mtls.json"] = JSON.stringify({
    ...others,
    token_endpoint_auth_method: "tls_client_auth",
    tls_client_auth_subject_dn: "CN=app",
    tls_client_certificate_bound_access_tokens: true,
  });
  const refused = async (...words: string[]) => {
    const { code, faults } = await operator.run("client", ...words);
    assert.equal(code, 1);
    assert.match(faults, /KAKEHASHI_CLIENT_CERTIFICATES/);
  };
  await refused("add", "mtls.json");
  operator.files["app.json"] = JSON.stringify(DOCUMENT);
  await operator.json("client", "add", "app.json");
  await refused("change", "app-1", "mtls.json");
  operator.mtls = { origin: "https://mtls.gateway.example", hasAuthorities: true };
  const [changed] = await operator.json("client", "change", "app-1", "mtls.json");
  assert.equal(changed?.["tls_client_auth_subject_dn"], "CN=app");
  await operator.json("client", "disable", "app-1");
  operator.mtls = undefined;
  await refused("enable", "app-1");
});
