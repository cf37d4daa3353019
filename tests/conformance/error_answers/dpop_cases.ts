/** DPoP proofs that come with an access token. */
import {
  ATH_FAULT,
  DPOP_FAULTS,
  type DpopFault,
  NO_PROOF,
  NONCE,
  USED_BEFORE,
} from "./dpop_faults.ts";
import { type ErrorCase, type ErrorGroup, inWorld } from "./error_case.ts";
import { atBoth, call, proofFor } from "./protected_call.ts";
import { linked, withHeaders } from "./resource_link.ts";

function resourceProofCase({ when, mend, text, claims, header, signer }: DpopFault): ErrorCase {
  return {
    when,
    mend,
    provoke: withHeaders(async (api, link) => {
      const changes = signer === undefined
        ? { claims: claims ?? {}, header: header ?? {} }
        : { key: signer, header: { jwk: link.dpopKey.publicJwk } };
      return { DPoP: text ?? await api.prove(link, "/consent", changes) };
    }),
  };
}

const PROOFS_AT_RESOURCES: readonly ErrorCase[] = [
  {
    ...NO_PROOF,
    provoke: withHeaders(() => Promise.resolve({ DPoP: undefined })),
  },
  ...[...DPOP_FAULTS, ATH_FAULT].map(resourceProofCase),
  {
    ...USED_BEFORE,
    provoke: linked(async (api, link) => {
      const headers = { DPoP: await api.prove(link, "/consent") };
      await api.call(link, "/consent", { headers });
      return await api.call(link, "/consent", { headers });
    }),
  },
  {
    ...NONCE,
    provoke: linked(async (api, link) => {
      const client = await api.stores.clients.find(link.grant.clientId);
      if (client !== undefined) {
        await api.stores.clients.replace({ ...client, requiresDpopNonce: true, version: 2 });
      }
      return await api.call(link, "/consent");
    }),
  },
];

function proofCase({ when, mend, ...fault }: DpopFault): ErrorCase {
  return {
    when,
    mend,
    provoke: inWorld((world) =>
      atBoth(world, async (path, token) => {
        const dpop = fault.text ?? await proofFor(world.app, path, token, fault);
        return await call(world, path, token, { dpop });
      })
    ),
  };
}

const PROOFS: readonly ErrorCase[] = [
  {
    ...NO_PROOF,
    provoke: inWorld((world) =>
      atBoth(world, (path, token) => call(world, path, token, { dpop: null }))
    ),
  },
  ...[...DPOP_FAULTS, ATH_FAULT].map(proofCase),
  {
    ...USED_BEFORE,
    provoke: inWorld((world) =>
      atBoth(world, async (path, token) => {
        const dpop = await proofFor(world.app, path, token);
        await call(world, path, token, { dpop });
        return await call(world, path, token, { dpop });
      })
    ),
  },
  {
    ...NONCE,
    provoke: inWorld(async (world) => {
      const { server, app } = world;
      const linked = await app.link(server);
      await server.change({ ...app.registration, requiresDpopNonce: true });
      const { access_token: token } = linked.tokens;
      return [
        await call(world, "/userinfo", token),
        await call(world, `/grants/${linked.grant.id}`, token),
      ];
    }),
  },
];

/** The resource API must answer alike, but for the form. */
function alsoAtResources({ when, mend, provoke }: ErrorCase): ErrorCase {
  const same = PROOFS_AT_RESOURCES.find((other) => other.when === when);
  if (same === undefined) throw new Error(`the resource API is not asked: ${when}`);
  return { when, mend, provoke: async () => [await provoke(), await same.provoke()].flat() };
}

/** DPoP proofs that are refused where tokens are used. */
export const DPOP_AT_RESOURCE: ErrorGroup = {
  title: "DPoP proofs at `/userinfo`, `/grants` and the resource API",
  text: "As at `/token`, with 401 (RFC 9449, 7.1).",
  cases: PROOFS.map(alsoAtResources),
};
