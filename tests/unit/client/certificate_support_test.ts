import assert from "node:assert/strict";
import { findSupportFault, offeredMethods } from "../../../domain/client/certificate_support.ts";
import type { Client } from "../../../domain/client/client.ts";
import { ManualClock } from "../../support/clock.ts";
import { ProtocolClient } from "../../support/protocol_client.ts";

const { registration } = await ProtocolClient.make("app", new ManualClock());
const ORIGIN = "https://mtls.gateway.example";
const FULL = { origin: ORIGIN, hasAuthorities: true };
const WITHOUT_AUTHORITIES = { origin: ORIGIN, hasAuthorities: false };

const plain: Client = registration;
const bound: Client = { ...registration, senderConstraint: "mtls" };
const selfSigned: Client = {
  ...registration,
  authentication: { method: "self_signed_tls_client_auth" },
};
const named: Client = {
  ...registration,
  authentication: { method: "tls_client_auth", subject: { kind: "subject_dn", value: "CN=app" } },
};

Deno.test("a gateway without certificates serves apps that need none, and no others", () => {
  assert.equal(findSupportFault(plain, undefined), undefined);
  for (const client of [bound, selfSigned, named]) {
    assert.match(findSupportFault(client, undefined) ?? "", /^client app .*no source/);
  }
  assert.deepEqual(offeredMethods(undefined), ["private_key_jwt"]);
});

Deno.test("a gateway that trusts no authority serves apps known by their keys", () => {
  for (const client of [plain, bound, selfSigned]) {
    assert.equal(findSupportFault(client, WITHOUT_AUTHORITIES), undefined);
  }
  assert.match(findSupportFault(named, WITHOUT_AUTHORITIES) ?? "", /no authority is trusted/);
  assert(!offeredMethods(WITHOUT_AUTHORITIES).includes("tls_client_auth"));
});

Deno.test("a gateway with certificates and authorities serves them all", () => {
  for (const client of [plain, bound, selfSigned, named]) {
    assert.equal(findSupportFault(client, FULL), undefined);
  }
  assert(offeredMethods(FULL).includes("tls_client_auth"));
});
