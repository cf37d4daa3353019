/**
 * oidc-provider with its in-memory adapter, set up for what the gateway does: FAPI 2.0 with pushed
 * requests, private_key_jwt and DPoP. Plain JavaScript without types, because Node runs it.
 */
import { createServer } from "node:http";
import process from "node:process";
import Provider from "oidc-provider";

const ALGORITHMS = ["ES256", "EdDSA", "Ed25519", "PS256"];

const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
const signingKey = { ...await crypto.subtle.exportKey("jwk", pair.privateKey), alg: "EdDSA" };
delete signingKey.key_ops;

let issuer;
let provider;

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(0, "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  provider = openProvider([]);
  console.log(issuer);
});

async function answer(request, response) {
  const { pathname } = new URL(request.url, issuer);
  if (pathname === "/__cpu") return response.end(JSON.stringify(process.cpuUsage()));
  if (pathname === "/__client") {
    provider = openProvider([toMetadata(JSON.parse(await readBody(request)))]);
    return response.end("{}");
  }
  if (pathname.startsWith("/interaction/")) return await consent(request, response);
  if (pathname === "/.well-known/oauth-authorization-server") {
    request.url = "/.well-known/openid-configuration";
  }
  return await provider.callback()(request, response);
}

async function readBody(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

/** The customer agrees to everything at once. */
async function consent(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: "customer", clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const login = { accountId: "customer" };
  const result = { login, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result);
}

function openProvider(clients) {
  return new Provider(issuer, {
    clients,
    jwks: { keys: [signingKey] },
    scopes: ["openid", "accounts", "transactions"],
    cookies: { keys: ["a cookie key of the benchmark"] },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      fapi: { enabled: true, profile: "2.0" },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
    },
    enabledJWA: {
      clientAuthSigningAlgValues: ALGORITHMS,
      dPoPSigningAlgValues: ALGORITHMS,
      idTokenSigningAlgValues: ALGORITHMS,
    },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: () => true,
    rotateRefreshToken: false,
  });
}

function toMetadata({ client_id, redirect_uris, jwks }) {
  return {
    client_id,
    redirect_uris,
    // It takes the two names of Ed25519 for two algorithms.
    jwks: { keys: jwks.keys.map(({ alg: _, ...key }) => key) },
    token_endpoint_auth_method: "private_key_jwt",
    id_token_signed_response_alg: "EdDSA",
    dpop_bound_access_tokens: true,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
  };
}
