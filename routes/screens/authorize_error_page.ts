/** The pages of the authorization endpoint that stand in the customer's way, drawn like the screens. */
import type { ErrorPageKind, RenderErrorPage } from "../oauth/error_page.ts";
import { ERROR_PAGE_STATUS } from "../oauth/error_page.ts";
import { readTexts } from "./read_texts.ts";
import { endResponse } from "./respond.ts";
import type { Institution } from "./settings.ts";
import type { MessageId } from "./texts/catalogue.ts";

/** What the customer is told; what exactly is wrong with a link is the app's business. */
const MESSAGE_OF: Readonly<Record<ErrorPageKind, MessageId>> = {
  unknown_client: "unknown-link",
  unknown_request: "unknown-link",
  request_not_pushed: "unknown-link",
  other_browser: "other-browser",
  unavailable: "busy",
  internal: "system-error",
};

/** Makes the renderer that the authorization endpoint asks for. */
export function createAuthorizeErrorPage(institution: Institution): RenderErrorPage {
  return (kind, { incidentId }, headers) =>
    endResponse(
      {
        institution,
        texts: readTexts(headers),
        message: MESSAGE_OF[kind],
        canSwitchLanguage: false,
        ...(kind === "internal" && { incidentId }),
      },
      { status: ERROR_PAGE_STATUS[kind] },
    );
}
