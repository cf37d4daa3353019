/** /static/*: style sheets, script and icon. */
import { Hono } from "hono";
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

/** Serves the files from memory; a new release reaches a browser within minutes. */
export function createStaticRoutes(files: StaticFiles, issuer: string): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const [name, contentType] of Object.entries(CONTENT_TYPES)) {
    const body = files[name as keyof StaticFiles];
    const path = `/static/${name}`;
    routes.use(path, withSecurityHeaders(issuer));
    routes.get(
      path,
      (c) =>
        c.body(body, 200, { "Content-Type": contentType, "Cache-Control": "public, max-age=300" }),
    );
    refuseOtherMethods(routes, path, ["GET"]);
  }
  return routes;
}
