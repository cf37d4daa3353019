/** What the conformance suite reads of a plan's configuration; nothing else may be in it. */
import { z } from "zod";

const HTTPS = z.url({ protocol: /^https$/ });

const PRIVATE_KEY = z.strictObject({
  kty: z.literal("RSA"),
  kid: z.string().min(1),
  alg: z.enum(["PS256", "ES256", "EdDSA", "Ed25519"]),
  use: z.literal("sig"),
  ...Object.fromEntries(
    ["n", "e", "d", "p", "q", "dp", "dq", "qi"].map((name) => [name, z.base64url().min(1)]),
  ),
});

const CLIENT = z.strictObject({
  client_id: z.string().min(1),
  scope: z.string().regex(/^[a-z]+( [a-z]+)+$/),
  jwks: z.strictObject({ keys: z.tuple([PRIVATE_KEY]) }),
});

const CERTIFICATE = z.strictObject({
  cert: z.string().regex(/^-----BEGIN CERTIFICATE-----\n/),
  key: z.string().regex(/^-----BEGIN PRIVATE KEY-----\n/),
  ca: z.string().regex(/^-----BEGIN CERTIFICATE-----\n/),
});

const SELECTOR = z.enum(["id", "name", "xpath", "css", "class"]);
const COMMAND = z.union([
  z.tuple([z.literal("click"), SELECTOR, z.string()]),
  z.tuple([z.literal("text"), SELECTOR, z.string(), z.string()]),
  z.tuple([z.literal("wait"), SELECTOR, z.string(), z.int().positive()]),
  z.tuple([
    z.literal("wait"),
    SELECTOR,
    z.string(),
    z.int().positive(),
    z.string(),
    z.literal("update-image-placeholder"),
  ]),
]);

const BROWSER = z.array(z.strictObject({
  match: z.string(),
  "match-limit": z.int().positive().optional(),
  tasks: z.array(z.strictObject({
    task: z.string(),
    match: z.string(),
    optional: z.literal(true).optional(),
    commands: z.array(COMMAND).min(1).optional(),
  })).min(1),
})).min(1);

/** See the head of this file. */
export const CONFIGURATION = z.strictObject({
  alias: z.string().regex(/^[A-Za-z0-9_-]+$/),
  description: z.string(),
  server: z.strictObject({ discoveryUrl: HTTPS }),
  client: CLIENT,
  client2: CLIENT,
  mtls: CERTIFICATE.optional(),
  mtls2: CERTIFICATE.optional(),
  resource: z.strictObject({ resourceUrl: HTTPS }),
  browser: BROWSER,
  override: z.record(z.string(), z.strictObject({ browser: BROWSER })),
});
