/** How clients fail to authenticate; the same at all endpoints that apps call themselves. */
import { MTLS_ORIGIN } from "../../support/certificates.ts";
import { AUTHENTICATION, forged, others, own } from "../../support/mtls_app.ts";
import {
  type Changes,
  makeTestKey,
  type RequestChanges,
  type TestKey,
} from "../../support/protocol_client.ts";
import { type ErrorCase, type ErrorGroup, FULL, inWorld, WAIT, type World } from "./error_case.ts";

/** Where clients authenticate. */
export const AUTHENTICATED_PATHS = ["/par", "/token", "/revoke", "/introspect"] as const;

const stranger = await makeTestKey("ES256");

/** The same fault at each of the endpoints. */
async function atAll(
  { server, app }: World,
  makeChanges: () => Promise<RequestChanges>,
): Promise<readonly Response[]> {
  const responses: Response[] = [];
  for (const path of AUTHENTICATED_PATHS) {
    const changes = { dpop: null, ...await makeChanges() };
    responses.push(await app.post(server, path, { grant_type: "refresh_token" }, changes));
  }
  return responses;
}

function assertionCase(
  when: string,
  mend: string,
  ...faults: readonly (readonly [claims: Changes, header?: Changes, key?: TestKey])[]
): ErrorCase {
  return {
    when,
    mend,
    provoke: inWorld(async (world) => {
      const answers = [];
      for (const [claims, header, key] of faults) {
        const make = async () => ({ assertion: await world.app.assertion(claims, header, key) });
        answers.push(...await atAll(world, make));
      }
      return answers;
    }),
  };
}

const SIGN = "Make the assertion as RFC 7523 and FAPI 2.0, 5.3.2.1 say";
const CLOCK = "Set your clock, and make a new assertion for each request";

const ASSERTION_CASES: readonly ErrorCase[] = [
  {
    when: "`client_assertion` is no JWT, or its `alg` is not permitted",
    mend: "Sign it with your registered key",
    provoke: inWorld(async (world) => [
      ...await atAll(world, () => Promise.resolve({ assertion: "nonsense" })),
      ...await atAll(world, () => Promise.resolve({ assertion: "eyJhbGciOiJub25lIn0.e30.AA" })),
    ]),
  },
  {
    when: "`client_assertion_type` is missing or another",
    mend: "Send the value that is named",
    provoke: inWorld((world) =>
      atAll(world, () => Promise.resolve({ form: { client_assertion_type: "other" } }))
    ),
  },
  {
    when: "`client_id` is sent and is not the client of the assertion",
    mend: "Send your own `client_id`, or none",
    provoke: inWorld((world) =>
      atAll(world, () => Promise.resolve({ form: { client_id: "other" } }))
    ),
  },
  assertionCase("`typ` is that of another kind of JWT", SIGN, [{}, { typ: "at+jwt" }]),
  assertionCase("the header has a `jwk`", "Name your registered key by `kid`", [{}, {
    jwk: stranger.publicJwk,
  }]),
  assertionCase("`sub` is missing or no client id", SIGN, [{ sub: undefined }]),
  assertionCase("`iss` is not `sub`", SIGN, [{ iss: undefined }], [{ iss: "other" }]),
  assertionCase(
    "`aud` is a list, the URL of an endpoint, or another server",
    "Send the `issuer` of the metadata, as a string",
    [{ aud: ["https://gateway.example"] }],
    [{ aud: "https://gateway.example/token" }],
    [{ aud: undefined }],
  ),
  assertionCase("`exp` is missing", SIGN, [{ exp: undefined }]),
  assertionCase("`exp` is past", CLOCK, [{ exp: 1 }]),
  assertionCase("`exp` is too far ahead", "A minute is enough", [{ exp: 9_999_999_999 }]),
  assertionCase("`exp` is no number", SIGN, [{ exp: "soon" }]),
  assertionCase("`iat` is in the future", CLOCK, [{ iat: 9_999_999_999 }]),
  assertionCase("`nbf` is in the future", CLOCK, [{ nbf: 9_999_999_999 }]),
  assertionCase("`jti` is missing or too long", SIGN, [{ jti: undefined }], [{
    jti: "x".repeat(257),
  }]),
];

const atMtls = (certificate: typeof own) => ({ origin: MTLS_ORIGIN, certificate });

/** Each fault that only a look at the registration can tell: one answer for all of them. */
async function provokeSecretFaults(world: World): Promise<readonly Response[]> {
  const { server, app, other } = world;
  const used = await app.assertion();
  await app.push(server, { assertion: used });
  const makers: readonly (() => Promise<RequestChanges>)[] = [
    async () => ({ assertion: await app.assertion({ iss: "nobody", sub: "nobody" }) }),
    async () => ({ assertion: await app.assertion({}, {}, stranger) }),
    async () => ({ assertion: await app.assertion({}, { kid: "unknown" }) }),
    async () => ({ assertion: await app.assertion({}, {}, await makeTestKey("EdDSA")) }),
    async () => ({ assertion: await app.assertion({ iss: other.id, sub: other.id }) }),
    ...[own, others, forged].flatMap((certificate) =>
      ["app", "by-name", "by-key", "nobody", "a b"].map((clientId) => () =>
        Promise.resolve({
          assertion: null,
          form: { client_id: clientId },
          connection: atMtls(certificate),
        })
      )
    ).filter((_, index) => index !== 1),
  ];
  await server.register("by-name", { authentication: AUTHENTICATION.tls_client_auth });
  await server.register("by-key", { authentication: AUTHENTICATION.self_signed_tls_client_auth });
  const answers = [await app.push(server, { assertion: used })];
  for (const make of makers) answers.push(...await atAll(world, make));
  await server.change({ ...app.registration, disabledAt: 1 });
  answers.push(...await atAll(world, () => Promise.resolve({})));
  return answers;
}

/** See the head of this file. */
export const CLIENT_AUTHENTICATION: ErrorGroup = {
  title: "Client authentication",
  text:
    "At `/par`, `/token`, `/revoke` and `/introspect` alike, before anything else is looked at. " +
    "What can be seen in the request itself is named; everything that only the registration can tell is " +
    "one answer, so that nobody learns which clients, keys and certificates there are.",
  cases: [
    {
      when: "neither `client_assertion` nor a TLS client certificate",
      mend: "Authenticate by the method that you registered",
      provoke: inWorld((world) => atAll(world, () => Promise.resolve({ assertion: null }))),
    },
    {
      when: "a TLS client certificate without `client_id`",
      mend: "Send `client_id` (RFC 8705, 2)",
      provoke: inWorld((world) =>
        atAll(world, () => Promise.resolve({ assertion: null, connection: atMtls(own) }))
      ),
    },
    ...ASSERTION_CASES,
    {
      when:
        "the client is unknown, disabled or outside of its contract; its key, algorithm, method or " +
        "certificate is not the registered one; the signature is wrong; the assertion was used before",
      mend:
        "Compare `client_id`, `kid` and key with your registration; make a new assertion with a " +
        "fresh `jti` for each request; then ask the institution",
      provoke: inWorld(provokeSecretFaults),
    },
    {
      when: "the client sends more requests a minute than it may",
      mend: WAIT,
      provoke: inWorld(
        async ({ server, app }) => [
          await app.push(server),
          await app.refresh(server, "x".repeat(43)),
          await app.redeem(server, "x".repeat(43)),
          await app.post(server, "/revoke", { token: "x" }),
          await app.post(server, "/introspect", { token: "x" }),
        ],
        {},
        FULL,
      ),
    },
  ],
};
