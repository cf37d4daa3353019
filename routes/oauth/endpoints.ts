/** The paths of the protocol's endpoints, below the issuer. */
export const ENDPOINTS = {
  authorizationServerMetadata: "/.well-known/oauth-authorization-server",
  openidConfiguration: "/.well-known/openid-configuration",
  protectedResourceMetadata: "/.well-known/oauth-protected-resource",
  jwks: "/jwks",
  pushedAuthorizationRequest: "/par",
  authorization: "/authorize",
  token: "/token",
  revocation: "/revoke",
  introspection: "/introspect",
  grants: "/grants",
  userinfo: "/userinfo",
} as const;
