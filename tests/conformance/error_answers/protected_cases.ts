/** What userinfo and grant management refuse. */
import { UnavailableError } from "../../../domain/errors.ts";
import { sha256Base64Url } from "../../../domain/ids.ts";
import { addSeconds } from "../../../domain/time.ts";
import { MTLS_ORIGIN } from "../../support/certificates.ts";
import { MtlsApp, others } from "../../support/mtls_app.ts";
import { makeTestKey } from "../../support/protocol_client.ts";
import { LIFETIMES } from "../../support/protocol_server.ts";
import {
  type ErrorCase,
  type ErrorGroup,
  inWorld,
  REPORT,
  RETRY,
  WAIT,
  type World,
} from "./error_case.ts";
import { atBoth, call } from "./protected_call.ts";
import { end } from "./token_cases.ts";
import { TOKEN_FAULTS } from "./token_faults.ts";

/** A store that fails only once the token has been issued. */
async function linkAndBreak(fault: Error): Promise<readonly Response[]> {
  let isBroken = false;
  const provoke = inWorld(async (world) => {
    const { stores } = world.server;
    const find = stores.clients.find.bind(stores.clients);
    stores.clients.find = async (id) => isBroken ? await Promise.reject(fault) : await find(id);
    return await atBoth(world, (path, token) => {
      isBroken = true;
      return call(world, path, token);
    });
  });
  const answers = await provoke();
  return "length" in answers ? answers : [answers];
}

async function endAndCall(world: World): Promise<readonly Response[]> {
  const { grant, tokens } = await world.app.link(world.server);
  await end(world.server, grant);
  const answers = [];
  for (const path of ["/userinfo", `/grants/${grant.id}`]) {
    answers.push(await call(world, path, tokens.access_token));
  }
  return answers;
}

/** Access tokens that outlive the consent. */
const LONG = { lifetimes: { ...LIFETIMES, accessTokenSeconds: 31 * 86_400 } };

const OVER: readonly ErrorCase[] = [
  {
    ...TOKEN_FAULTS.ended,
    provoke: inWorld(endAndCall),
  },
  {
    ...TOKEN_FAULTS.outlived,
    provoke: inWorld(
      async (world) => {
        const { grant, tokens } = await world.app.link(world.server);
        world.server.clock.set(addSeconds(grant.expiresAt, 1));
        return await call(world, "/userinfo", tokens.access_token);
      },
      {},
      LONG,
    ),
  },
];

const TOKENS: readonly ErrorCase[] = [
  {
    ...TOKEN_FAULTS.missing,
    provoke: inWorld(({ server }) =>
      Promise.all([server.fetch("/userinfo"), server.fetch("/grants/x")])
    ),
  },
  {
    ...TOKEN_FAULTS.inQuery,
    provoke: inWorld((world) =>
      atBoth(world, (path, token) => call(world, path, token, { query: `?access_token=${token}` }))
    ),
  },
  {
    ...TOKEN_FAULTS.malformed,
    provoke: inWorld((world) => atBoth(world, (path) => call(world, path, "a b"))),
  },
  {
    ...TOKEN_FAULTS.invalid,
    provoke: inWorld(async (world) => {
      const { server, app } = world;
      const { tokens } = await app.link(server);
      const forged = `${tokens.access_token.slice(0, -8)}AAAAAAAA`;
      const answers = [];
      for (const token of ["nonsense", tokens.id_token, tokens.refresh_token, forged]) {
        answers.push(await call(world, "/userinfo", token), await call(world, "/grants/x", token));
      }
      await server.change({ ...app.registration, disabledAt: 1 });
      return [...answers, await call(world, "/userinfo", tokens.access_token)];
    }),
  },
  {
    ...TOKEN_FAULTS.expired,
    provoke: inWorld((world) =>
      atBoth(world, (path, token) => {
        world.server.clock.advance(600_000);
        return call(world, path, token);
      })
    ),
  },
  {
    ...TOKEN_FAULTS.revoked,
    provoke: inWorld((world) =>
      atBoth(world, async (path, token) => {
        await world.app.post(world.server, "/revoke", { token });
        return await call(world, path, token);
      })
    ),
  },
  {
    ...TOKEN_FAULTS.wrongScheme,
    provoke: inWorld((world) =>
      atBoth(world, (path, token) => call(world, path, token, { scheme: "Bearer" }))
    ),
  },
  {
    ...TOKEN_FAULTS.otherKey,
    provoke: inWorld(async (world) => {
      const key = await makeTestKey("EdDSA");
      return await atBoth(world, async (path, token) => {
        const claims = { htm: "GET", ath: await sha256Base64Url(token) };
        return await call(world, path, token, {
          dpop: await world.app.proof(path, claims, {}, key),
        });
      });
    }),
  },
  {
    when: "a certificate-bound token comes with the scheme `DPoP`",
    mend: "Send it with `Bearer`",
    provoke: inWorld(async ({ server }) => {
      const app = await MtlsApp.register(server, "private_key_jwt", "mtls", "bound");
      const { access_token: token } = await app.link(server);
      return await app.read(server, token, undefined, "DPoP");
    }),
  },
  {
    when: "a certificate-bound token comes without its certificate, or with another",
    mend: "Call the host of `mtls_endpoint_aliases` with the certificate of the token request",
    provoke: inWorld(async ({ server }) => {
      const app = await MtlsApp.register(server, "private_key_jwt", "mtls", "bound");
      const { access_token: token } = await app.link(server);
      return [
        await app.read(server, token, {}),
        await app.read(server, token, { origin: MTLS_ORIGIN, certificate: others }),
      ];
    }),
  },
  ...OVER,
  {
    when: "at `/userinfo`: neither token nor consent has `openid`",
    mend: "Ask for it in the request that you push",
    provoke: inWorld(async (world) => {
      const { tokens } = await world.app.link(world.server, { scope: "accounts" });
      return await call(world, "/userinfo", tokens.access_token);
    }),
  },
  {
    when: "at `/grants`: no `grant_id`, or that of another grant, whosever it is",
    mend: "Send the `grant_id` that came with the token",
    provoke: inWorld(async (world) => {
      const { tokens: { access_token: token } } = await world.app.link(world.server);
      const own = await world.app.link(world.server);
      const foreign = await world.other.link(world.server);
      return await Promise.all(
        ["/grants", "/grants/x", `/grants/${own.grant.id}`, `/grants/${foreign.grant.id}`]
          .map((path) => call(world, path, token)),
      );
    }),
  },
  {
    when: "the client sends more requests a minute than it may",
    mend: WAIT,
    provoke: inWorld(
      (world) => atBoth(world, (path, token) => call(world, path, token)),
      {},
      { clientQuota: { name: "protocol", limit: 2, windowSeconds: 60 } },
    ),
  },
  {
    when: "at `/userinfo`: another method than GET and POST",
    mend: "Use GET",
    provoke: inWorld(({ server }) => server.fetch("/userinfo", { method: "PUT" })),
  },
  {
    when: "at `/grants`: another method than GET and DELETE",
    mend: "Use one of them",
    provoke: inWorld(({ server }) => server.fetch("/grants/x", { method: "PUT" })),
  },
  {
    when: "a store of the gateway does not answer",
    mend: RETRY,
    provoke: () => linkAndBreak(new UnavailableError("database")),
  },
  {
    when: "a fault of the gateway",
    mend: REPORT,
    provoke: () => linkAndBreak(new Error("a secret of ours")),
  },
];

/** See the head of this file. */
export const PROTECTED: ErrorGroup = {
  title: "`/userinfo` and `/grants`: access tokens",
  text:
    "Whether a token is revoked, and what became of the consent, learns only who holds its key as well.",
  cases: TOKENS,
};
