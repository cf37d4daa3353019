/** The introspection endpoint on the wire (RFC 7662; RFC 9701 for signed answers). */
import type { Context } from "hono";
import { type Introspection, introspectToken } from "../../domain/token/introspect_token.ts";
import {
  describeToken,
  type IntrospectionSigning,
  signIntrospection,
} from "../../domain/token/introspection_response.ts";
import type { WithEntrance } from "../http/entrance.ts";
import { readForm } from "../http/form.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { readCredentials } from "./back_channel.ts";

/** What the endpoint needs. */
export type IntrospectionPorts = Introspection & IntrospectionSigning & WithEntrance;

const SIGNED = "application/token-introspection+jwt";

/** 200, signed if the caller asks for it (RFC 9701, 4), also for a token that is none. */
export async function handleIntrospection(
  ports: IntrospectionPorts,
  c: Context<RouteEnv>,
): Promise<Response> {
  const { requestContext } = c.var;
  const form = await readForm(c.req.raw);
  const incoming = {
    credentials: await readCredentials(ports.entrance, c, form),
    token: form.get("token"),
  };
  const answer = await introspectToken(ports, requestContext, incoming);
  if (!accepts(c.req.header("Accept"), SIGNED)) {
    return Response.json(describeToken(answer.active, ports.issuer));
  }
  const jwt = await signIntrospection(ports, answer, requestContext.now);
  return new Response(jwt, { headers: { "Content-Type": SIGNED } });
}

/** Whether a media type is named in an `Accept` field and not ruled out there (RFC 9110, 12.5.1). */
function accepts(field: string | undefined, mediaType: string): boolean {
  const ranges = field?.toLowerCase().split(",") ?? [];
  return ranges.some((range) => {
    const [name, ...parameters] = range.split(";").map((part) => part.trim());
    return name === mediaType && !parameters.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}
