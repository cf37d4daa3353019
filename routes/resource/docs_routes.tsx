import { Hono } from "hono";
import { refuseOtherMethods } from "../http/methods.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { DocsPage } from "./docs_page.tsx";
import { DOCS_STYLE } from "./docs_style.ts";
import { buildOpenApiDocument } from "./openapi_document.ts";

const CACHE_CONTROL = "public, max-age=300";
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The description of the resource API: for programs `/openapi.json`, for people `/docs`. */
export function createDocsRoutes(issuer: string): Hono<RouteEnv> {
  const document = JSON.stringify(buildOpenApiDocument(issuer));
  const page = `<!DOCTYPE html>${<DocsPage issuer={issuer} />}`;
  const routes = new Hono<RouteEnv>();
  routes.get("/openapi.json", (c) =>
    c.body(document, 200, {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": CACHE_CONTROL,
      "Access-Control-Allow-Origin": "*",
    }));
  routes.get("/docs", (c) =>
    c.body(page, 200, {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": CACHE_CONTROL,
      "Content-Security-Policy": POLICY,
    }));
  routes.get("/docs/style.css", (c) =>
    c.body(DOCS_STYLE, 200, {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": CACHE_CONTROL,
    }));
  for (const path of ["/openapi.json", "/docs", "/docs/style.css"]) {
    refuseOtherMethods(routes, path, ["GET"]);
  }
  return routes;
}
