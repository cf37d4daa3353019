/** What the resource API refuses of an access token. */
import { newAttemptId } from "../../../domain/ids.ts";
import { addSeconds } from "../../../domain/time.ts";
import { revokedTokenKey } from "../../../domain/token/access_token.ts";
import { makeTestKey } from "../../support/protocol_client.ts";
import { createSeededRandom } from "../../support/random.ts";
import type { Link, ResourceApi } from "../../support/resource_api.ts";
import { atResources, type ErrorCase, type ErrorGroup } from "./error_case.ts";
import { linked, withHeaders } from "./resource_link.ts";
import { TOKEN_FAULTS } from "./token_faults.ts";

const RANDOM = { bytes: createSeededRandom(3) };

async function revoke(api: ResourceApi, { grant }: Link): Promise<void> {
  const context = { now: api.clock.now(), attempt: newAttemptId(RANDOM) };
  const at = revokedTokenKey(`token-${grant.id}`);
  const expiresAt = addSeconds(api.clock.now(), 86_400);
  await api.stores.ephemeral.run(context, [{ verb: "put", at, value: "revoked", expiresAt }]);
}

const TOKENS: readonly ErrorCase[] = [
  { ...TOKEN_FAULTS.missing, provoke: atResources((api) => api.fetch("/consent")) },
  {
    ...TOKEN_FAULTS.inQuery,
    provoke: linked((api, link) => api.call(link, "/consent?access_token=x")),
  },
  {
    ...TOKEN_FAULTS.malformed,
    provoke: withHeaders(() => Promise.resolve({ Authorization: "DPoP" })),
  },
  {
    ...TOKEN_FAULTS.invalid,
    provoke: linked(async (api, link) => {
      const answers = [];
      for (const token of ["nonsense", `${link.accessToken.slice(0, -8)}AAAAAAAA`]) {
        const headers = { Authorization: `DPoP ${token}` };
        answers.push(await api.call(link, "/consent", { headers }));
      }
      return answers;
    }),
  },
  {
    ...TOKEN_FAULTS.expired,
    provoke: linked(async (api, link) => {
      api.clock.advance(86_400_000);
      return await api.call(link, "/consent");
    }),
  },
  {
    ...TOKEN_FAULTS.revoked,
    provoke: linked(async (api, link) => {
      await revoke(api, link);
      return await api.call(link, "/consent");
    }),
  },
  {
    ...TOKEN_FAULTS.wrongScheme,
    provoke: withHeaders((_, link) =>
      Promise.resolve({ Authorization: `Bearer ${link.accessToken}` })
    ),
  },
  {
    ...TOKEN_FAULTS.otherKey,
    provoke: withHeaders(async (api, link) => ({
      DPoP: await api.prove(link, "/consent", { key: await makeTestKey("EdDSA") }),
    })),
  },
  {
    ...TOKEN_FAULTS.ended,
    provoke: linked(async (api, link) => {
      await api.end(link);
      return await api.call(link, "/consent");
    }),
  },
  {
    ...TOKEN_FAULTS.outlived,
    provoke: linked(async (api, link) => {
      api.clock.set(addSeconds(link.grant.expiresAt, 1));
      return await api.call(link, "/consent");
    }, { expiresAt: Date.parse("2026-11-23T16:00:00+09:00") }),
  },
];

/** Tokens that the resource API refuses. */
export const RESOURCE_TOKENS: ErrorGroup = {
  title: "Resource API: access tokens",
  text: "At every operation. The `WWW-Authenticate` of an operation that demands a scope names it.",
  cases: TOKENS,
};
