/** Calling userinfo and grant management, rightly or not. */
import { sha256Base64Url } from "../../../domain/ids.ts";
import type { ProtocolClient } from "../../support/protocol_client.ts";
import type { DpopFault } from "./dpop_faults.ts";
import type { World } from "./error_case.ts";

/** How a call differs from a right one. */
export interface CallChanges {
  /** Instead of a fresh proof; null: no proof at all. */
  readonly dpop?: string | null;
  readonly scheme?: string;
  readonly query?: string;
}

/** Calls a protected resource with a token of the app's. */
export async function call(
  { server, app }: Pick<World, "server" | "app">,
  path: string,
  token: string,
  { dpop, scheme = "DPoP", query = "" }: CallChanges = {},
): Promise<Response> {
  const headers = new Headers({ Authorization: `${scheme} ${token}` });
  const proof = dpop === undefined ? await proofFor(app, path, token) : dpop;
  if (proof !== null) headers.set("DPoP", proof);
  return await server.fetch(path + query, { headers });
}

/** A proof for a call of that kind, with a fault if one is given. */
export async function proofFor(
  app: ProtocolClient,
  path: string,
  token: string,
  { claims, header, signer }: Pick<DpopFault, "claims" | "header" | "signer"> = {},
): Promise<string> {
  const right = { htm: "GET", ath: await sha256Base64Url(token), ...claims };
  if (signer === undefined) return await app.proof(path, right, header);
  return await app.proof(path, right, { jwk: app.dpopKey.publicJwk, ...header }, signer);
}

/** The same at both, with a token that is good. */
export async function atBoth(
  world: World,
  send: (path: string, token: string) => Promise<Response>,
): Promise<readonly Response[]> {
  const { grant, tokens } = await world.app.link(world.server);
  const answers = [];
  for (const path of ["/userinfo", `/grants/${grant.id}`]) {
    answers.push(await send(path, tokens.access_token));
  }
  return answers;
}
