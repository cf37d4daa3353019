/** The pages of the authorization endpoint that stand in the customer's way, drawn like the screens. */
import type { ErrorPageKind, RenderErrorPage } from "../oauth/error_page.ts";
import { ERROR_PAGE_STATUS } from "../oauth/error_page.ts";
import { parseLanguage } from "../../domain/language.ts";
import { languageCookie } from "../http/language_cookie.ts";
import { LANGUAGE_FIELD } from "./choose_language.ts";
import { readTexts } from "./read_texts.ts";
import { endResponse } from "./respond.ts";
import type { Institution } from "./settings.ts";
import { type MessageId, textsOf } from "./texts/catalogue.ts";

/** What the customer is told; what exactly is wrong with a link is the app's business. */
const MESSAGE_OF: Readonly<Record<ErrorPageKind, MessageId>> = {
  unknown_client: "unknown-link",
  unknown_request: "unknown-link",
  request_not_pushed: "unknown-link",
  other_browser: "other-browser",
  unavailable: "busy",
  internal: "system-error",
};

/**
 * Makes the renderer that the authorization endpoint asks for. The language is chosen here and not by
 * a redirect: the address keeps the app's request, which may work the next time.
 */
export function createAuthorizeErrorPage(institution: Institution): RenderErrorPage {
  return (kind, { incidentId }, request) => {
    const { searchParams } = new URL(request.url);
    const chosen = parseLanguage(searchParams.get(LANGUAGE_FIELD) ?? undefined);
    const response = endResponse(
      {
        institution,
        texts: chosen === undefined ? readTexts(request.headers) : textsOf(chosen),
        message: MESSAGE_OF[kind],
        query: searchParams.toString(),
        ...(kind === "internal" && { incidentId }),
      },
      { status: ERROR_PAGE_STATUS[kind] },
    );
    if (chosen !== undefined) response.headers.append("Set-Cookie", languageCookie(chosen));
    return response;
  };
}
