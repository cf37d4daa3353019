/** The screens on the wire: where they are drawn, where forms go, and what stands before both. */
import { type Context, Hono } from "hono";
import { OAuthError, UnavailableError } from "../../domain/errors.ts";
import { type InteractionId, parseGrantId, parseInteractionId } from "../../domain/ids.ts";
import { BUSY_RETRY_SECONDS } from "../../domain/interaction/limits.ts";
import { screensReopenAt } from "../../domain/service/service_hours.ts";
import { readBrowserSecret } from "../http/browser_cookie.ts";
import { isFromOwnPage } from "../http/fetch_metadata.ts";
import { readForm } from "../http/form.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import { type RouteEnv, withRequestContext } from "../http/request_context.ts";
import { withSecurityHeaders } from "../http/security_headers.ts";
import { answerCallEvents } from "./call_events.ts";
import { answerCallStatus } from "./call_status.ts";
import { chooseLanguage } from "./choose_language.ts";
import { draw, remainingSeconds } from "./draw.tsx";
import type { RetryForm } from "./end_page.tsx";
import type { FormScreen } from "./form_token.ts";
import { createInformationRoutes } from "./information_routes.tsx";
import { createLinksRoutes } from "./links_routes.tsx";
import { readTexts } from "./read_texts.ts";
import { drawReceipt } from "./receipt_page.tsx";
import { endResponse } from "./respond.ts";
import { SCREEN_ORDER, type ScreenDependencies } from "./settings.ts";
import { findSubject } from "./subject.ts";
import { refuseForm, retryForm, submit } from "./submit.ts";
import { WAY_BACK } from "./way_back.ts";

const PATH = "/interaction/:id/:screen";
const RECEIPT_PATH = "/interaction/:id/receipt/:grant";
const STATUS_PATH = "/interaction/:id/call-status";
const EVENTS_PATH = "/interaction/:id/call-events";

/** Screens to which forms are posted. */
export const FORM_SCREENS: readonly FormScreen[] = [...SCREEN_ORDER, "links", "ending", "abort"];

/** Forms that were read, so that an answer about a fault can offer to send them again. */
type PostedForms = WeakMap<Request, RetryForm>;

/** The screens, the status of a call for the script, and the institution's pages. */
export function createScreenRoutes(deps: ScreenDependencies): Hono<RouteEnv> {
  const posted: PostedForms = new WeakMap();
  const routes = new Hono<RouteEnv>().onError((error, c) => answerFault(deps, posted, error, c));
  routes.use("/interaction/*", withSecurityHeaders(deps.issuer), withRequestContext(deps));
  routes.use("/interaction/*", chooseLanguage);
  routes.get(STATUS_PATH, (c) => answerCallStatus(deps, c));
  refuseOtherMethods(routes, STATUS_PATH, ["GET"]);
  routes.get(EVENTS_PATH, (c) => answerCallEvents(deps, c));
  refuseOtherMethods(routes, EVENTS_PATH, ["GET"]);
  routes.get(PATH, (c) => handleGet(deps, c));
  routes.post(PATH, (c) => handlePost(deps, posted, c));
  refuseOtherMethods(routes, PATH, ["GET", "POST"]);
  routes.get(RECEIPT_PATH, (c) => handleReceipt(deps, c));
  refuseOtherMethods(routes, RECEIPT_PATH, ["GET"]);
  routes.route("/", createLinksRoutes(deps));
  routes.route("/", createInformationRoutes(deps.institution, deps.issuer));
  return routes;
}

async function handleGet(deps: ScreenDependencies, c: Context<RouteEnv>): Promise<Response> {
  const id = parseInteractionId(c.req.param("id") ?? "");
  if (id === undefined) return unknownLink(deps, c);
  const screen = c.req.param("screen") ?? "";
  const closed = screen === WAY_BACK ? undefined : await refuseWhileClosed(deps, c, id);
  if (closed !== undefined) return closed;
  return await draw(deps, {
    id,
    screen,
    browserSecret: readBrowserSecret(c.req.raw.headers, id),
    texts: readTexts(c.req.raw.headers),
    context: c.var.requestContext,
  });
}

async function handleReceipt(
  deps: ScreenDependencies,
  c: Context<RouteEnv>,
): Promise<Response> {
  const id = parseInteractionId(c.req.param("id") ?? "");
  const grantId = parseGrantId(c.req.param("grant") ?? "");
  const browserSecret = id && readBrowserSecret(c.req.raw.headers, id);
  if (id === undefined || grantId === undefined || browserSecret === undefined) {
    return unknownLink(deps, c);
  }
  const closed = await refuseWhileClosed(deps, c, id);
  if (closed !== undefined) return closed;
  const texts = readTexts(c.req.raw.headers);
  const context = c.var.requestContext;
  return await drawReceipt(deps, { id, grantId, browserSecret, texts, context });
}

async function handlePost(
  deps: ScreenDependencies,
  posted: PostedForms,
  c: Context<RouteEnv>,
): Promise<Response> {
  const id = parseInteractionId(c.req.param("id") ?? "");
  const screen = FORM_SCREENS.find((name) => name === c.req.param("screen"));
  if (id === undefined || screen === undefined) return unknownLink(deps, c);
  const browserSecret = readBrowserSecret(c.req.raw.headers, id);
  const { requestContext: context } = c.var;
  const form = { id, screen, browserSecret, texts: readTexts(c.req.raw.headers), context };
  if (!isFromOwnPage(c.req.raw.headers, deps.issuer)) return await refuseForm(deps, form);
  const fields = await readForm(c.req.raw);
  const retry = retryForm({ ...form, fields });
  posted.set(c.req.raw, retry);
  const closed = await refuseWhileClosed(deps, c, id, retry);
  if (closed !== undefined) return closed;
  return await submit(deps, {
    ...form,
    fields,
    ipAddress: deps.clientAddress(c),
    userAgent: c.req.header("user-agent")?.slice(0, USER_AGENT_MAX_CHARACTERS),
  });
}

/** What of a browser's name goes into the log. */
const USER_AGENT_MAX_CHARACTERS = 300;

function unknownLink({ institution }: ScreenDependencies, c: Context<RouteEnv>): Response {
  return endResponse({ institution, texts: readTexts(c.req.raw.headers), message: "unknown-link" });
}

/** 503 on any screen and any step while the service is closed; the interaction stays as it is. */
async function refuseWhileClosed(
  deps: ScreenDependencies,
  c: Context<RouteEnv>,
  id: InteractionId,
  retry?: RetryForm,
): Promise<Response | undefined> {
  const { now } = c.var.requestContext;
  const maintenance = await deps.maintenance.upcoming(now);
  const usableFrom = screensReopenAt({ mode: deps.settings.serviceHours, maintenance }, now);
  if (usableFrom === undefined) return undefined;
  const { institution } = deps;
  const app = await findSubject(deps, c.var.requestContext, id);
  return endResponse(
    {
      institution,
      texts: readTexts(c.req.raw.headers),
      app,
      message: "closed",
      usableFrom,
      ...(retry && { retry }),
    },
    { retryAfterSeconds: remainingSeconds(usableFrom, now) },
  );
}

/** Stores that do not answer are told of as busy, a form that is none as refused, all else as a fault. */
async function answerFault(
  deps: ScreenDependencies,
  posted: PostedForms,
  error: Error,
  c: Context<RouteEnv>,
): Promise<Response> {
  const { institution, log } = deps;
  const { incidentId } = c.var.requestContext;
  const interactionId = parseInteractionId(c.req.param("id") ?? "");
  const ids = { incidentId, interactionId };
  const retry = posted.get(c.req.raw);
  const texts = readTexts(c.req.raw.headers);
  // What is at fault may stand in the way of this too: then the page names no app.
  const findApp = () =>
    interactionId && findSubject(deps, c.var.requestContext, interactionId).catch(() => undefined);
  if (error instanceof OAuthError) {
    const app = await findApp();
    return endResponse({ institution, texts, app, message: "form-refused" }, { status: 400 });
  }
  if (error instanceof UnavailableError) {
    log.write("warning", "screen.unavailable", { ...ids, dependency: error.dependency });
    return endResponse(
      { institution, texts, message: "busy", ...(retry && { retry }) },
      { status: 503, retryAfterSeconds: BUSY_RETRY_SECONDS },
    );
  }
  log.write("error", "screen.fault", { ...ids, fault: error.name, stack: error.stack });
  return endResponse({
    institution,
    texts,
    app: await findApp(),
    message: "system-error",
    incidentId,
    ...(retry && { retry }),
  });
}
