/** Error pages of the authorization endpoint, drawn by whoever draws the screens. */
import type { AuthorizationErrorKind } from "../../domain/authorization/open_authorization.ts";
import type { RequestContext } from "../http/request_context.ts";

/** What is told to the customer: why it does not go on, or that a system is at fault. */
export type ErrorPageKind = AuthorizationErrorKind | "unavailable" | "internal";

/** The HTTP status of each page. */
export const ERROR_PAGE_STATUS = {
  unknown_client: 400,
  unknown_request: 400,
  request_not_pushed: 400,
  other_browser: 403,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorPageKind, number>;

/**
 * Draws a page for the customer, with the status of {@link ERROR_PAGE_STATUS} and the incident id
 * of `requestContext`, in the language that `request` asks for or its cookie names. `Cache-Control`
 * and `Retry-After` are added by the caller.
 */
export type RenderErrorPage = (
  kind: ErrorPageKind,
  requestContext: RequestContext,
  request: Request,
) => Response | Promise<Response>;
