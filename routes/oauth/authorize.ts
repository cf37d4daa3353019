/** The authorization endpoint on the wire: the browser comes from the app, goes on or back. */
import type { Context } from "hono";
import {
  openAuthorization,
  type OpenedAuthorization,
  type OpeningGuard,
  type Visit,
} from "../../domain/authorization/open_authorization.ts";
import { type Lifetimes, SPENT_REQUEST_SECONDS } from "../../domain/limits.ts";
import { browserCookie, readBrowserSecret } from "../http/browser_cookie.ts";
import { languageCookie } from "../http/language_cookie.ts";
import { readForm } from "../http/form.ts";
import type { Log } from "../http/log.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { RETRY_AFTER_SECONDS, toWireError, type WireError } from "./back_channel.ts";
import type { ErrorPageKind, RenderErrorPage } from "./error_page.ts";

/** What the endpoint needs. */
export interface AuthorizePorts extends OpeningGuard {
  readonly lifetimes: Lifetimes;
  readonly log: Log;
  readonly renderErrorPage: RenderErrorPage;
}

/** 303 to the screens or back to the app, else a page (FAPI 2.0 5.3.2.2: never 307). */
export async function handleAuthorize(
  ports: AuthorizePorts,
  c: Context<RouteEnv>,
): Promise<Response> {
  const parameters = c.req.method === "POST"
    ? new URLSearchParams([...await readForm(c.req.raw)])
    : new URL(c.req.url).searchParams;
  const visit = readVisit(parameters, c.req.raw.headers);
  const opened = await openAuthorization(ports, c.var.requestContext, visit);
  return await answer(ports, c, opened);
}

/** A parameter that counts must be there once; what is beside it does not count. */
function readVisit(parameters: URLSearchParams, headers: Headers): Visit {
  const single = (name: string): string | undefined => {
    const [value, ...others] = parameters.getAll(name);
    return value === "" || others.length > 0 ? undefined : value;
  };
  return {
    clientId: single("client_id"),
    requestUri: single("request_uri"),
    redirectUri: single("redirect_uri"),
    state: single("state"),
    responseMode: single("response_mode"),
    readBrowserSecret: (id) => readBrowserSecret(headers, id),
  };
}

async function answer(
  ports: AuthorizePorts,
  c: Context<RouteEnv>,
  opened: OpenedAuthorization,
): Promise<Response> {
  switch (opened.outcome) {
    case "redirect":
      return seeOther(opened.url);
    case "error_page":
      ports.log.write("info", "authorize.refused", {
        incidentId: c.var.requestContext.incidentId,
        reason: opened.kind,
      });
      return await ports.renderErrorPage(opened.kind, c.var.requestContext, c.req.raw);
    case "interaction": {
      const response = seeOther(opened.location);
      const { id, newBrowserSecret, language } = opened;
      if (newBrowserSecret !== undefined) {
        const lifetime = ports.lifetimes.interactionSeconds + SPENT_REQUEST_SECONDS;
        response.headers.append("Set-Cookie", browserCookie(id, newBrowserSecret, lifetime));
      }
      if (language !== undefined) {
        response.headers.append("Set-Cookie", languageCookie(language));
      }
      return response;
    }
  }
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location } });
}

/** The answer for an error: a page, as nothing proves where else the browser could be sent. */
export function answerAuthorizeError(
  ports: AuthorizePorts,
): (error: Error, c: Context<RouteEnv>) => Promise<Response> {
  return async (error, c) => {
    const kind = toErrorPageKind(toWireError(error, c, ports.log));
    const page = await ports.renderErrorPage(kind, c.var.requestContext, c.req.raw);
    if (kind === "unavailable") page.headers.set("Retry-After", String(RETRY_AFTER_SECONDS));
    return page;
  };
}

function toErrorPageKind({ code }: WireError): ErrorPageKind {
  if (code === "server_error") return "internal";
  return code === "temporarily_unavailable" ? "unavailable" : "request_not_pushed";
}
