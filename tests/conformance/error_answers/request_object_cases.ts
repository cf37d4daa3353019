/** What PAR refuses of a signed request. */
import { type Changes, makeTestKey } from "../../support/protocol_client.ts";
import { type ErrorCase, type ErrorGroup, inWorld } from "./error_case.ts";

const MAKE = "Make it as RFC 9101 and FAPI 2.0 Message Signing, 5.3.1 say";
const CLOCK = "Set your clock, and sign each request when it is sent";

function claimsCase(
  when: string,
  mend: string,
  ...faults: readonly (readonly [claims: Changes, header?: Changes])[]
): ErrorCase {
  return {
    when,
    mend,
    provoke: inWorld(async ({ server, app }) => {
      const answers = faults.map(([claims, header]) => app.pushSigned(server, claims, header));
      return await Promise.all(answers);
    }),
  };
}

/** The server's clock stands at this time. */
const NOW = Date.parse("2026-04-15T10:00:00+09:00") / 1000;

/** See the head of this file. */
export const REQUEST_OBJECTS: ErrorGroup = {
  title: "`/par`: request objects",
  text: "What is wrong with `request` as a JWT.",
  cases: [
    {
      when: "it is no JWT, or its `alg` is not permitted",
      mend: "Sign it with your registered key",
      provoke: inWorld(async ({ server, app }) => [
        await app.post(server, "/par", { request: "nonsense" }),
        await app.post(server, "/par", { request: "eyJhbGciOiJub25lIn0.e30.AA" }),
      ]),
    },
    claimsCase("`typ` is that of another kind of JWT", MAKE, [{}, { typ: "at+jwt" }]),
    claimsCase("the header has a `jwk`", "Name your registered key by `kid`", [{}, { jwk: {} }]),
    claimsCase("`iss` is missing or another", MAKE, [{ iss: undefined }], [{ iss: "other" }]),
    claimsCase("`client_id` is missing or another", MAKE, [{ client_id: "other" }]),
    claimsCase("`sub` is the client", "Leave it out: that is an assertion", [{ sub: "app" }]),
    claimsCase("`aud` is missing or another", MAKE, [{ aud: "https://elsewhere.example" }]),
    claimsCase("`exp` is past", CLOCK, [{ exp: 1 }]),
    claimsCase("`nbf` is in the future", CLOCK, [{ nbf: 9_999_999_999 }]),
    claimsCase("`iat` is in the future", CLOCK, [{ iat: 9_999_999_999 }]),
    claimsCase("`nbf` is no number", MAKE, [{ nbf: "now" }]),
    claimsCase("`nbf` is missing", MAKE, [{ nbf: undefined }]),
    claimsCase("`exp` is missing", MAKE, [{ exp: undefined }]),
    claimsCase("`nbf` is too old", CLOCK, [{ nbf: NOW - 3601 }]),
    claimsCase("`exp` is too long after `nbf`", MAKE, [{ exp: NOW + 3601 }]),
    claimsCase("it has a `request`", "Leave it out", [{ request: "x" }]),
    claimsCase("it has a `request_uri`", "Leave it out", [{ request_uri: "urn:x" }]),
    claimsCase("a parameter is no string, for example `state`", MAKE, [{ state: 1 }]),
    claimsCase("`authorization_details` is text", "Send JSON, not a text of JSON", [{
      authorization_details: "[]",
    }]),
    {
      when: "the signature is wrong; key or algorithm is not the registered one",
      mend: "Sign with the key and algorithm that you registered",
      provoke: inWorld(async ({ server, app }) => [
        await app.pushSigned(server, {}, {}, await makeTestKey("ES256")),
        await app.pushSigned(server, {}, { kid: "unknown" }),
        await app.pushSigned(server, {}, {}, await makeTestKey("EdDSA")),
      ]),
    },
  ],
};
