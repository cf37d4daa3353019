/** /links: the page from which a customer comes to their own links. */
import { type Context, Hono } from "hono";
import { openLinks } from "../../domain/interaction/open_links.ts";
import { screensReopenAt } from "../../domain/service/service_hours.ts";
import { browserCookie } from "../http/browser_cookie.ts";
import { isFromOwnPage } from "../http/fetch_metadata.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import { type RouteEnv, withRequestContext } from "../http/request_context.ts";
import { withSecurityHeaders } from "../http/security_headers.ts";
import { chooseLanguage } from "./choose_language.ts";
import { remainingSeconds } from "./draw.tsx";
import { Page, Paragraphs } from "./page.tsx";
import { readTexts } from "./read_texts.ts";
import { endResponse, htmlResponse, seeOther } from "./respond.ts";
import type { Institution, ScreenDependencies } from "./settings.ts";
import { OWN_LINKS } from "./subject.ts";
import type { Texts } from "./texts/catalogue.ts";

const PATH = "/links";

/** The page, and what its button does. */
export function createLinksRoutes(deps: ScreenDependencies): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.use(PATH, withSecurityHeaders(deps.issuer), withRequestContext(deps));
  routes.use(PATH, chooseLanguage);
  routes.get(
    PATH,
    (c) => htmlResponse(LinksPage({ ...deps, texts: readTexts(c.req.raw.headers) }), 200),
  );
  routes.post(PATH, (c) => open(deps, c));
  refuseOtherMethods(routes, PATH, ["GET", "POST"]);
  return routes;
}

/** Opens an interaction of this browser. Nothing in the form counts, so it needs no token. */
async function open(deps: ScreenDependencies, c: Context<RouteEnv>): Promise<Response> {
  const { institution, settings } = deps;
  const context = c.var.requestContext;
  const page = { institution, texts: readTexts(c.req.raw.headers), app: OWN_LINKS } as const;
  if (!isFromOwnPage(c.req.raw.headers, deps.issuer)) {
    return endResponse({ ...page, message: "form-refused", screenUrl: PATH });
  }
  const maintenance = await deps.maintenance.upcoming(context.now);
  const usableFrom = screensReopenAt({ mode: settings.serviceHours, maintenance }, context.now);
  if (usableFrom !== undefined) {
    const retryAfterSeconds = remainingSeconds(usableFrom, context.now);
    return endResponse({ ...page, message: "closed", usableFrom }, { retryAfterSeconds });
  }
  const opened = await openLinks(deps, context, deps.clientAddress(c));
  if (opened.kind === "busy") return endResponse({ ...page, message: "busy" }, opened);
  const response = seeOther(opened.location);
  response.headers.set("Set-Cookie", browserCookie(opened.id, opened.browserSecret));
  return response;
}

function LinksPage(
  { institution, texts }: { readonly institution: Institution; readonly texts: Texts },
) {
  return (
    <Page
      institution={institution}
      texts={texts}
      languageSwitch="link"
      app={undefined}
      screen="links-start"
      title={texts.links.name}
    >
      <Paragraphs texts={texts.links.lead} />
      <form method="post" action={PATH} id="form">
        <button type="submit" id="start">{texts.links.start}</button>
      </form>
    </Page>
  );
}
