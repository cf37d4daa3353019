import assert from "node:assert/strict";
import { OAuthError } from "../../../domain/errors.ts";
import {
  fromAuthorizationDetails,
  parseAuthorizationDetails,
  toWirePermissions,
} from "../../../domain/grant/authorization_details.ts";
import { limitPermissions, permittedScopes } from "../../../domain/grant/permissions.ts";

const ISSUER = "https://gateway.example";
const TYPE = "account_information";
const READ = { type: TYPE, actions: ["read_accounts"] };

function parse(details: unknown) {
  return parseAuthorizationDetails(JSON.stringify(details), ISSUER);
}

Deno.test("each action permits what one scope permits", () => {
  assert.deepEqual(parse([READ]), ["accounts"]);
  assert.deepEqual(parse([{ type: TYPE, actions: ["read_transactions"] }]), ["transactions"]);
  const both = ["read_transactions", "read_accounts", "read_accounts"];
  assert.deepEqual(parse([{ type: TYPE, actions: both }]), ["accounts", "transactions"]);
});

Deno.test("details of the same type mean all their actions together, here and nowhere else", () => {
  const details = [{ ...READ, locations: [ISSUER] }, {
    type: TYPE,
    actions: ["read_transactions"],
  }];
  assert.deepEqual(parse(details), ["accounts", "transactions"]);
});

const REFUSED: Readonly<Record<string, unknown>> = {
  "an object": READ,
  "an empty array": [],
  "a text": "account_information",
  "null": null,
  "an array of texts": ["account_information"],
  "an array within": [[READ]],
  "no type": [{ actions: ["read_accounts"] }],
  "another type": [{ ...READ, type: "payment_initiation" }],
  "a type in capitals": [{ ...READ, type: "Account_Information" }],
  "one of another type among them": [READ, { type: "payment_initiation" }],
  "no actions": [{ type: TYPE }],
  "empty actions": [{ type: TYPE, actions: [] }],
  "an unknown action": [{ type: TYPE, actions: ["read_accounts", "pay"] }],
  "an action that every object has": [{ type: TYPE, actions: ["constructor"] }],
  "an action that is no text": [{ type: TYPE, actions: [["read_accounts"]] }],
  "actions as one text": [{ type: TYPE, actions: "read_accounts" }],
  "an unknown member": [{ ...READ, identifier: "1234567" }],
  "a restriction that we cannot keep": [{ ...READ, datatypes: ["balance"] }],
  "another location": [{ ...READ, locations: ["https://other.example"] }],
  "several locations": [{ ...READ, locations: [ISSUER, "https://other.example"] }],
  "no location": [{ ...READ, locations: [] }],
  "a location as text": [{ ...READ, locations: ISSUER }],
};

for (const [name, details] of Object.entries(REFUSED)) {
  Deno.test(`authorization_details that are or have ${name} are refused`, () => {
    assert.throws(
      () => parse(details),
      (error) => error instanceof OAuthError && error.code === "invalid_authorization_details",
    );
  });
}

Deno.test("authorization_details that are no JSON are refused", () => {
  for (const text of ["", "[", "account_information", "[{]"]) {
    assert.throws(() => parseAuthorizationDetails(text, ISSUER), OAuthError);
  }
});

Deno.test("what was asked for by scope is stated as scope, the rest as details, and is read back", () => {
  const details = [{ type: TYPE, actions: ["read_accounts", "read_transactions"] }];
  assert.deepEqual(
    toWirePermissions({ scopes: ["openid"], detailedScopes: ["transactions", "accounts"] }),
    { scope: "openid", authorization_details: details },
  );
  assert.deepEqual(toWirePermissions({ scopes: ["accounts"] }), { scope: "accounts" });
  assert.deepEqual(toWirePermissions({ scopes: [], detailedScopes: ["accounts"] }), {
    authorization_details: [READ],
  });
  assert.deepEqual(fromAuthorizationDetails(details), ["accounts", "transactions"]);
  assert.equal(fromAuthorizationDetails(undefined), undefined);
});

Deno.test("both ways of asking permit together, and are limited together", () => {
  const mixed = { scopes: ["openid", "transactions"], detailedScopes: ["accounts"] } as const;
  assert.deepEqual(permittedScopes(mixed), ["openid", "accounts", "transactions"]);
  assert.deepEqual(limitPermissions(mixed, ["transactions"]), { scopes: ["transactions"] });
  assert.deepEqual(limitPermissions(mixed, ["accounts"]), {
    scopes: [],
    detailedScopes: ["accounts"],
  });
  assert.equal(limitPermissions({ scopes: ["accounts"] }, ["transactions"]), undefined);
});
