/** The pushed authorization request endpoint on the wire (RFC 9126, 2). */
import type { Context } from "hono";
import type { IncomingPush, PushGuard } from "../../domain/authorization/push_request.ts";
import { pushAuthorizationRequest } from "../../domain/authorization/push_request.ts";
import type { WithEntrance } from "../http/entrance.ts";
import { type Parameters, readForm } from "../http/form.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { readCredentials } from "./back_channel.ts";
import { ENDPOINTS } from "./endpoints.ts";

/** 201 with the request URI (RFC 9126, 2.2). */
export async function handlePush(
  guard: PushGuard & WithEntrance,
  c: Context<RouteEnv>,
): Promise<Response> {
  const form = await readForm(c.req.raw);
  const incoming = {
    ...readPush(form),
    credentials: await readCredentials(guard.entrance, c, form),
    dpop: c.req.header("DPoP"),
    url: guard.entrance.readOrigin(c) + ENDPOINTS.pushedAuthorizationRequest,
  };
  const receipt = await pushAuthorizationRequest(guard, c.var.requestContext, incoming);
  const body = { request_uri: receipt.requestUri, expires_in: receipt.expiresInSeconds };
  return Response.json(body, { status: 201 });
}

function readPush(form: Parameters): Omit<IncomingPush, "credentials" | "dpop" | "url"> {
  return {
    parameters: {
      responseType: form.get("response_type"),
      responseMode: form.get("response_mode"),
      redirectUri: form.get("redirect_uri"),
      scope: form.get("scope"),
      authorizationDetails: form.get("authorization_details"),
      state: form.get("state"),
      nonce: form.get("nonce"),
      codeChallenge: form.get("code_challenge"),
      codeChallengeMethod: form.get("code_challenge_method"),
      prompt: form.get("prompt"),
      dpopJkt: form.get("dpop_jkt"),
      uiLocales: form.get("ui_locales"),
    },
    requestObject: form.get("request"),
    hasRequestUri: form.has("request_uri"),
  };
}
