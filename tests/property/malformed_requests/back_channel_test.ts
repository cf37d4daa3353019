/** The endpoints that apps call themselves and where they have to authenticate. */
import fc from "fast-check";
import { CODE_VERIFIER, REDIRECT_URI, type TestApp } from "./app.ts";
import { type Draft, type Field, formDraft } from "./draft.ts";
import { fieldMutations, type Targets } from "./field_mutations.ts";
import { encodingMutations, httpMutations } from "./http_mutations.ts";
import { jwtMutations, type JwtPlace } from "./jwt_mutations.ts";
import type { Mutation } from "./mutation.ts";
import { judgeBackChannel } from "./oracle.ts";
import { refuseThousands } from "./refuse.ts";

/** A form with the app's credentials and a proof. */
function makeForm(app: TestApp, path: string, form: readonly Field[]): Draft {
  return formDraft(path, [...app.credentials(), ...form], [app.proof("POST", path)]);
}

/** Mutations of a form with an assertion, of its JWTs, and of the request around it. */
function mutations(
  app: TestApp,
  { places, names }: { places: readonly JwtPlace[]; names?: Targets["names"] },
): fc.Arbitrary<Mutation> {
  return fc.oneof(
    { weight: 4, arbitrary: fieldMutations({ list: "form", ...(names && { names }) }) },
    { weight: 1, arbitrary: fieldMutations({ list: "headers" }) },
    { weight: 2, arbitrary: encodingMutations },
    { weight: 1, arbitrary: httpMutations },
    ...[app.assertionPlace, ...places].map((place) => (
      { weight: 2, arbitrary: jwtMutations(place, app.strangersKey) }
    )),
  );
}

Deno.test("/par refuses ten thousand malformed requests in the protocol's terms, and stores nothing", async () => {
  await refuseThousands((app) => ({
    variants: [
      { isRight: true, make: () => makeForm(app, "/par", app.parameters()) },
      { isRight: true, make: () => makeForm(app, "/par", [["request", app.requestObject()]]) },
    ],
    mutations: mutations(app, {
      places: [app.proofPlace, { list: "form", name: "request", key: app.key.privateKey }],
    }),
    judge: judgeBackChannel,
  }));
});

/**
 * Whose credentials are right is counted, and what they showed serves once: whether a code or a
 * refresh token is right is for the stores to say, and could else be tried out with one proof.
 */
const CLAIMS = ["rate:protocol:app:", "assertion:app:", "proof:"];

/** A code that came with a wrong verifier is used up, so that nothing can be tried on it. */
const CODES = ["code:app:", "spent-code:app:"];

Deno.test("/token refuses ten thousand malformed requests in the protocol's terms, and stores nothing", async () => {
  await refuseThousands(async (app) => {
    const grant = await app.grant();
    const exchange = async (): Promise<readonly Field[]> => [
      ["grant_type", "authorization_code"],
      ["code", await app.code(grant)],
      ["redirect_uri", REDIRECT_URI],
      ["code_verifier", CODE_VERIFIER],
    ];
    const refresh = async (): Promise<readonly Field[]> => [
      ["grant_type", "refresh_token"],
      ["refresh_token", await app.refreshToken(grant)],
      ["scope", "accounts"],
    ];
    return {
      variants: [exchange, refresh].map((form) => ({
        isRight: true,
        make: async () => makeForm(app, "/token", await form()),
      })),
      mutations: mutations(app, { places: [app.proofPlace] }),
      judge: judgeBackChannel,
      exempt: [...CLAIMS, ...CODES],
    };
  });
});

for (const path of ["/revoke", "/introspect"]) {
  Deno.test(`${path} refuses ten thousand malformed requests in the protocol's terms, and stores nothing`, async () => {
    await refuseThousands(async (app) => {
      const grant = await app.grant();
      const make = (token: string) =>
        formDraft(path, [...app.credentials(), ["client_id", "app"], ["token", token]], []);
      return {
        variants: [
          { isRight: true, make: async () => make(await app.accessToken(grant)) },
          { isRight: true, make: async () => make(await app.refreshToken(await app.grant())) },
        ],
        // A token that is none is no error (RFC 7009, 2.2; RFC 7662, 2.2), so it is seldom spoilt.
        mutations: fc.oneof(
          { weight: 9, arbitrary: mutations(app, { places: [], names: CREDENTIALS }) },
          { weight: 1, arbitrary: jwtMutations(TOKEN, app.strangersKey) },
        ),
        judge: judgeBackChannel,
      };
    });
  });
}

const TOKEN = { list: "form", name: "token" } as const;
const CREDENTIALS = ["client_assertion", "client_assertion_type", "client_id"];
