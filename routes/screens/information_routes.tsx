/** /terms, /faq and /contact, for an institution without such pages. */
import { Hono } from "hono";
import { refuseOtherMethods } from "../http/methods.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { withSecurityHeaders } from "../http/security_headers.ts";
import { contactPage, faqPage, type InformationPage, termsPage } from "./information_ja.ts";
import { Page, Paragraphs } from "./page.tsx";
import { htmlResponse } from "./respond.ts";
import type { Institution } from "./settings.ts";

/** The pages that the footer links to unless the institution names its own. */
export function createInformationRoutes(institution: Institution, issuer: string): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const pages = {
    terms: termsPage(institution),
    faq: faqPage(institution),
    contact: contactPage(institution),
  };
  for (const [name, page] of Object.entries(pages)) {
    routes.use(`/${name}`, withSecurityHeaders(issuer));
    routes.get(`/${name}`, () => htmlResponse(Information({ institution, name, page }), 200));
    refuseOtherMethods(routes, `/${name}`, ["GET"]);
  }
  return routes;
}

function Information(
  { institution, name, page }: { institution: Institution; name: string; page: InformationPage },
) {
  return (
    <Page institution={institution} app={undefined} screen={name} title={page.title}>
      {page.sections.map(({ heading, paragraphs, link }) => (
        <section key={heading}>
          <h2>{heading}</h2>
          <Paragraphs texts={paragraphs} />
          {link && (
            <p>
              <a href={link.href}>{link.text}</a>
            </p>
          )}
        </section>
      ))}
    </Page>
  );
}
