/** Choosing the language on a page: `?language=en` remembers it and leads to the page itself. */
import type { Context, Next } from "hono";
import { parseLanguage } from "../../domain/language.ts";
import { languageCookie } from "../http/language_cookie.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { seeOther } from "./respond.ts";

/** The query parameter, and the field of a form, that name the language. */
export const LANGUAGE_FIELD = "language";

/** Middleware of pages that can be read in each language. A language that there is not is ignored. */
export async function chooseLanguage(c: Context<RouteEnv>, next: Next): Promise<Response | void> {
  const language = parseLanguage(c.req.query(LANGUAGE_FIELD));
  if (c.req.method !== "GET" || language === undefined) return await next();
  // One slash: two would name a host (RFC 3986, 4.2).
  const response = seeOther(new URL(c.req.url).pathname.replace(/^\/+/, "/"));
  response.headers.set("Set-Cookie", languageCookie(language));
  return response;
}
