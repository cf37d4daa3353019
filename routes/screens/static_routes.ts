/** /static/*: style sheets, script, icon and the institution's logo. */
import { Hono } from "hono";
import { compress } from "hono/compress";
import { refuseOtherMethods } from "../http/methods.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { withSecurityHeaders } from "../http/security_headers.ts";

/** The files of the folder `static/`, by name. */
export type StaticFiles = Readonly<Record<"app.css" | "house.css" | "app.js" | "icon.svg", string>>;

const CONTENT_TYPES: Readonly<Record<keyof StaticFiles, string>> = {
  "app.css": "text/css; charset=utf-8",
  "house.css": "text/css; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

/** The institution's logo. */
export interface LogoFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where the logo is served, if there is one. */
export const LOGO_PATH = "/static/logo";

/** Serves the files from memory; a new release reaches a browser within minutes. */
export function createStaticRoutes(
  files: StaticFiles,
  issuer: string,
  logo?: LogoFile,
): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const serve = (path: string, contentType: string, body: string | Uint8Array<ArrayBuffer>) => {
    const headers = { "Content-Type": contentType, "Cache-Control": "public, max-age=300" };
    // Nothing secret is in them, so that their length tells nothing (BREACH).
    routes.use(path, withSecurityHeaders(issuer), compress());
    routes.get(path, (c) => c.body(body, 200, headers));
    refuseOtherMethods(routes, path, ["GET"]);
  };
  for (const [name, contentType] of Object.entries(CONTENT_TYPES)) {
    serve(`/static/${name}`, contentType, files[name as keyof StaticFiles]);
  }
  if (logo !== undefined) serve(LOGO_PATH, logo.type, logo.bytes);
  return routes;
}
