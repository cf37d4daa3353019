import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createCertificateInspector } from "../../../adapters/x509/certificate_inspector.ts";
import { isSubjectOf } from "../../../domain/client/certificate_subject.ts";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { thumbprintOfCertificate } from "../../../domain/ids.ts";
import { MODULE_PREFIX } from "../../../tools/conformance/browser_steps.ts";
import { describeClients } from "../../../tools/conformance/client_documents.ts";
import { configurePlan } from "../../../tools/conformance/configuration.ts";
import { needsCertificates, PLANS } from "../../../tools/conformance/plans.ts";
import { makeMaterial, parseMaterial } from "../../../tools/conformance/material.ts";
import { MODULES } from "../../conformance/suite/modules.ts";
import { ENVIRONMENT, MADE_AT, MATERIAL } from "../../support/conformance_environment.ts";
import { CONFIGURATION } from "./configuration_schema.ts";

const MODULE_NAMES = MODULES.map(({ name }) => MODULE_PREFIX + name);
const CONFIGURED = PLANS.map((plan) => ({
  plan,
  ...configurePlan(ENVIRONMENT, plan, MATERIAL),
  documents: describeClients(ENVIRONMENT, plan, MATERIAL),
}));

Deno.test("there are 8 plans of the Security Profile and 12 of Message Signing, all different", () => {
  const names = Object.groupBy(PLANS, ({ planName }) => planName);
  assert.deepEqual(
    Object.entries(names).map(([name, plans]) => [name, plans?.length]),
    [["fapi2-security-profile-final-test-plan", 8], ["fapi2-message-signing-final-test-plan", 12]],
  );
  const variants = CONFIGURED.map(({ planName, variant }) => JSON.stringify([planName, variant]));
  assert.equal(new Set(variants).size, 20);
  assert.equal(new Set(PLANS.map(({ id }) => id)).size, 20);
});

Deno.test("variants have the suite's words; those that a plan fixes are left out", () => {
  const variants = new Map(CONFIGURED.map(({ id, variant }) => [id, variant]));
  assert.deepEqual(variants.get("sp-mtls-dpop-oauth"), {
    fapi_profile: "plain_fapi",
    client_auth_type: "mtls",
    sender_constrain: "dpop",
    openid: "plain_oauth",
  });
  assert.deepEqual(variants.get("ms-jarm-pkjwt-dpop-openid"), {
    fapi_profile: "plain_fapi",
    client_auth_type: "private_key_jwt",
    sender_constrain: "dpop",
    openid: "openid_connect",
    fapi_request_method: "unsigned",
    fapi_response_mode: "jarm",
  });
});

for (const { plan, id, configuration, documents } of CONFIGURED) {
  Deno.test(`${id}: the configuration is well-formed`, () => {
    CONFIGURATION.parse(JSON.parse(JSON.stringify(configuration)));
    assert.equal(configuration.mtls !== undefined, needsCertificates(plan));
    assert.equal(configuration.mtls2 !== undefined, needsCertificates(plan));
    assert.equal(configuration.client.scope.includes("openid"), plan.usesOpenid);
    assert.notEqual(configuration.client.client_id, configuration.client2.client_id);
    for (const name of Object.keys(configuration.override)) {
      assert.ok(MODULE_NAMES.includes(name), name);
    }
  });

  Deno.test(`${id}: both clients may be registered, with both callbacks`, async () => {
    const callback = `https://suite.example:8443/test/a/${configuration.alias}/callback`;
    for (const [index, document] of documents.entries()) {
      const verdict = await checkClientDocument(document);
      assert.ok(verdict.accepted, JSON.stringify(verdict));
      assert.deepEqual(verdict.warnings, []);
      const { registration } = verdict;
      assert.equal(
        registration.id,
        [configuration.client, configuration.client2][index]?.client_id,
      );
      assert.deepEqual(registration.redirectUris, [
        callback,
        `${callback}?dummy1=lorem&dummy2=ipsum`,
      ]);
      assert.equal(registration.senderConstraint, plan.senderConstraint);
      assert.equal(registration.requiresSignedRequest ?? false, plan.signsRequests);
      assert.deepEqual(registration.responseModes, [plan.signsResponses ? "jwt" : "query"]);
      assert.equal(JSON.stringify(document).includes('"d":'), false, "a private key");
    }
  });
}

Deno.test("tokens bound to certificates are used at the mTLS origin, others at the issuer", () => {
  for (const { plan, configuration } of CONFIGURED) {
    const { resource, server } = configuration;
    const origin = plan.senderConstraint === "mtls"
      ? "https://mtls.gateway.example"
      : ENVIRONMENT.issuer;
    assert.equal(resource.resourceUrl, `${origin}/accounts`);
    const name = plan.usesOpenid ? "openid-configuration" : "oauth-authorization-server";
    assert.equal(server.discoveryUrl, `https://gateway.example/.well-known/${name}`);
  }
});

Deno.test("the certificates are the authority's, for different names and keys, and fit their keys", () => {
  const [one, two] = [MATERIAL.clients[1], MATERIAL.clients[2]];
  const authority = new X509Certificate(MATERIAL.authority);
  assert.ok(authority.ca && authority.verify(authority.publicKey));
  for (const { certificate, privateKey } of [one, two]) {
    const parsed = new X509Certificate(certificate);
    assert.ok(parsed.verify(authority.publicKey));
    assert.ok(parsed.checkPrivateKey(createPrivateKey(privateKey)));
    assert.ok(parsed.validToDate.getTime() > MADE_AT + 300 * 86_400_000);
  }
  assert.notEqual(one.subject, two.subject);
  assert.notEqual(one.certificateKey.n, two.certificateKey.n);
  assert.notEqual(one.signingKey.n, two.signingKey.n);
});

Deno.test("a gateway that trusts the authority knows each client by the name in its certificate", async () => {
  const inspector = createCertificateInspector(MATERIAL.authority);
  for (const { certificate, subject } of [MATERIAL.clients[1], MATERIAL.clients[2]]) {
    const der = Uint8Array.from(new X509Certificate(certificate).raw);
    const found = await inspector.inspect({
      der,
      thumbprint: await thumbprintOfCertificate(der),
    });
    assert.ok(found?.trusted && found.trusted.from < MADE_AT && found.trusted.until > MADE_AT);
    assert.ok(isSubjectOf({ kind: "subject_dn", value: subject }, found));
  }
});

Deno.test("clients whose authority the gateway does not trust are known by the certificate's key", async () => {
  const environment = { ...ENVIRONMENT, certificateMethod: "self_signed_tls_client_auth" as const };
  for (const plan of PLANS.filter((plan) => plan.clientAuthentication === "mtls")) {
    for (const document of describeClients(environment, plan, MATERIAL)) {
      const verdict = await checkClientDocument(document);
      assert.ok(verdict.accepted, JSON.stringify(verdict));
      const { authentication, keys } = verdict.registration;
      assert.equal(authentication.method, "self_signed_tls_client_auth");
      assert.ok(keys.some(({ kid }) => kid?.startsWith("conformance-certificate-")));
    }
  }
});

Deno.test("kept keys are read again, and refused once their certificates have expired", async () => {
  const text = JSON.stringify(MATERIAL);
  assert.deepEqual(parseMaterial(text, MADE_AT), MATERIAL);
  assert.throws(() => parseMaterial(text, MADE_AT + 366 * 86_400_000), /expired/);
  assert.throws(() => parseMaterial("{}", MADE_AT));
  const other = await makeMaterial(MADE_AT);
  assert.notEqual(other.clients[1].signingKey.n, MATERIAL.clients[1].signingKey.n);
});
