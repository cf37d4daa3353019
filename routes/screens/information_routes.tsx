/** /terms, /faq and /contact, for an institution without such pages. */
import { Hono } from "hono";
import { refuseOtherMethods } from "../http/methods.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { withSecurityHeaders } from "../http/security_headers.ts";
import { InformationPage, type InformationTexts } from "./information_page.tsx";
import { chooseLanguage } from "./choose_language.ts";
import { readTexts } from "./read_texts.ts";
import { htmlResponse } from "./respond.ts";
import type { Institution } from "./settings.ts";
import type { Texts } from "./texts/catalogue.ts";

type InformationName = "terms" | "faq" | "contact";

/** The pages that the footer links to unless the institution names its own. */
export function createInformationRoutes(institution: Institution, issuer: string): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const name of ["terms", "faq", "contact"] as const) {
    routes.use(`/${name}`, withSecurityHeaders(issuer), chooseLanguage);
    routes.get(`/${name}`, (c) => {
      const texts = readTexts(c.req.raw.headers);
      const page = pageOf(name, texts, institution);
      const drawn = InformationPage({ institution, texts, name, page });
      return htmlResponse(drawn, 200, { names: [institution.name] });
    });
    refuseOtherMethods(routes, `/${name}`, ["GET"]);
  }
  return routes;
}

function pageOf(name: InformationName, texts: Texts, institution: Institution): InformationTexts {
  switch (name) {
    case "terms":
      return texts.termsPage(institution);
    case "faq":
      return texts.faqPage(institution);
    case "contact":
      return texts.contactPage(institution);
  }
}
