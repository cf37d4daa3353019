/** Modules about signed request objects (JAR); they run where requests are signed. */
import { encodeBase64Url } from "../../../domain/ids.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import { complete } from "./flow.ts";
import type { Module } from "./module.ts";
import type { Suite } from "./suite.ts";
import type { JwtChanges, SuiteClient } from "./suite_client.ts";

const MINUTE = 60;

/** A module in which a request object is refused. */
function refuses(
  number: number,
  name: string,
  object: (suite: Suite) => JwtChanges | string | Promise<string>,
): Module {
  const run = async (suite: Suite) => {
    const response = await suite.client.push({ object: await object(suite) });
    await assertOAuthError(response, 400, "invalid_request_object");
  };
  return { number, name, conditions: ["signed"], run };
}

/** A module in which a request object leads to tokens. */
function accepts(number: number, name: string, object: (suite: Suite) => JwtChanges): Module {
  const run = async (suite: Suite) => void await complete(suite.client, { object: object(suite) });
  return { number, name, conditions: ["signed"], run };
}

async function claimsOf(client: SuiteClient) {
  return { ...await client.parameters(), ...client.objectClaims() };
}

function encode(value: unknown): string {
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));
}

async function unsigned({ client }: Suite): Promise<string> {
  return `${encode({ alg: "none" })}.${encode(await claimsOf(client))}.`;
}

/** Every bit of the signature is turned over, as the suite does. */
async function withBrokenSignature({ client }: Suite): Promise<string> {
  const object = await client.requestObject(await client.parameters());
  const [header, claims, signature = ""] = object.split(".");
  const bytes = Uint8Array.fromBase64(signature, { alphabet: "base64url" });
  return `${header}.${claims}.${encodeBase64Url(bytes.map((byte) => byte ^ 0x5a))}`;
}

/** See the head of this file. */
export const REQUEST_OBJECT_MODULES: readonly Module[] = [
  accepts(4, "ensure-request-object-with-multiple-aud-succeeds", ({ metadata }) => ({
    claims: { aud: ["https://other1.example.com", metadata.issuer, "invalid"] },
  })),
  accepts(
    11,
    "ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted",
    ({ now }) => ({ claims: { nbf: now + 8 } }),
  ),
  refuses(24, "ensure-request-object-without-exp-fails", () => ({ claims: { exp: undefined } })),
  refuses(25, "ensure-request-object-without-nbf-fails", () => ({ claims: { nbf: undefined } })),
  refuses(28, "ensure-expired-request-object-fails", ({ now }) => ({
    claims: { exp: now - 60 * MINUTE },
  })),
  refuses(29, "ensure-request-object-with-bad-aud-fails", () => ({
    claims: { aud: "https://www.other1.example.com/" },
  })),
  refuses(30, "ensure-request-object-with-exp-over-60-fails", ({ now }) => ({
    claims: { exp: now + 70 * MINUTE },
  })),
  refuses(32, "ensure-request-object-with-nbf-over-60-fails", ({ now }) => ({
    claims: { nbf: now - 70 * MINUTE },
  })),
  refuses(
    34,
    "ensure-signed-request-object-with-RS256-fails",
    async ({ client }) => await client.signRs256(await claimsOf(client)),
  ),
  refuses(35, "ensure-request-object-signature-algorithm-is-not-none", unsigned),
  refuses(36, "ensure-request-object-with-invalid-signature-fails", withBrokenSignature),
  refuses(37, "ensure-matching-key-in-authorization-request", ({ client2 }) => ({
    key: client2.key,
    header: client2.header,
  })),
  {
    number: 38,
    name: "ensure-unsigned-request-at-par-endpoint-fails",
    conditions: ["signed"],
    run: async ({ client }) =>
      await assertOAuthError(await client.push({ object: null }), 400, "invalid_request"),
  },
  refuses(74, "par-authorization-request-containing-request_uri", () => ({
    claims: { request_uri: "urn:ietf:params:oauth:request_uri:not-to-be-here" },
  })),
];
