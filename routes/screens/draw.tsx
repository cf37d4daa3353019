/** GET: draws the screen at which the interaction is. Changes nothing. */
import { buildResponseUrl } from "../../domain/authorization/authorization_response.ts";
import type { PushedAuthorizationRequest } from "../../domain/authorization/pushed_request.ts";
import { isClientActive } from "../../domain/client/client.ts";
import { permittedScopes } from "../../domain/grant/permissions.ts";
import type { InteractionId } from "../../domain/ids.ts";
import { sha256Base64Url } from "../../domain/ids.ts";
import type { OpenState } from "../../domain/interaction/interaction.ts";
import { screenOf } from "../../domain/interaction/screen.ts";
import { viewInteraction } from "../../domain/interaction/view_interaction.ts";
import type { Closure } from "../../domain/service/calendar.ts";
import { nextScreensClosure } from "../../domain/service/service_hours.ts";
import { addSeconds, type EpochMillis, toJst } from "../../domain/time.ts";
import type { RequestContext } from "../http/request_context.ts";
import { AccountScreen } from "./account_screen.tsx";
import { CallScreen } from "./call_screen.tsx";
import { ConsentScreen, type ConsentScreenProps } from "./consent_screen.tsx";
import { CustomerScreen } from "./customer_screen.tsx";
import { drawLinks } from "./draw_links.tsx";
import { formTarget } from "./form_token.ts";
import { PhoneScreen } from "./phone_screen.tsx";
import { PinScreen } from "./pin_screen.tsx";
import { hasReceipt, receiptPath } from "./receipt_page.tsx";
import { endResponse, htmlResponse, seeOther } from "./respond.ts";
import type { ScreenProps } from "./screen_props.ts";
import type { ScreenDependencies } from "./settings.ts";
import { namesOf, OWN_LINKS, type Subject, subjectOf } from "./subject.ts";
import type { Texts } from "./texts/catalogue.ts";
import { linkBack, outcomeOf, type OwnView, WAY_BACK } from "./way_back.ts";

/** Who looks at what. */
export interface Viewing {
  readonly id: InteractionId;
  /** The screen that was asked for. */
  readonly screen: string;
  readonly browserSecret: string | undefined;
  readonly texts: Texts;
  readonly context: RequestContext;
}

/** Draws a screen, or leads to the one at which the interaction is. */
export async function draw(deps: ScreenDependencies, viewing: Viewing): Promise<Response> {
  const { institution } = deps;
  const { id, screen, browserSecret, texts, context } = viewing;
  const hash = browserSecret === undefined ? undefined : await sha256Base64Url(browserSecret);
  const view = await viewInteraction(deps, context, id, hash);
  if (view.kind === "unknown") return endResponse({ institution, texts, message: "unknown-link" });
  const app = await subjectOf(deps.clients, view.interaction.clientId);
  if (view.kind === "other_browser" || browserSecret === undefined) {
    return endResponse({ institution, texts, app, message: "other-browser" });
  }
  const { state, request } = view;
  const outcome = outcomeOf(view, context.now);
  const leadsBack = screen === WAY_BACK || (screen === "consent" && state.kind === "granted");
  if (leadsBack && outcome !== undefined && request !== undefined) {
    return seeOther(await buildResponseUrl(deps, request, outcome, context.now));
  }
  if (screen !== screenOf(state)) return seeOther(`/interaction/${id}/${screenOf(state)}`);
  const isServed = app === OWN_LINKS || (app !== undefined && isClientActive(app, context.now));
  if (!isServed) {
    return endResponse({ institution, texts, app, message: "app-unavailable" });
  }
  return await drawState(deps, { ...viewing, browserSecret }, view, app);
}

async function drawState(
  deps: ScreenDependencies,
  viewing: Viewing & { readonly browserSecret: string },
  view: OwnView,
  app: Subject,
): Promise<Response> {
  const { institution } = deps;
  const { state } = view;
  const { texts, context: { now } } = viewing;
  const returnUrl = await linkBack(deps, viewing.id, view, now);
  const end = { institution, texts, app, ...(returnUrl !== undefined && { returnUrl }) };
  switch (state.kind) {
    case "granted":
      return endResponse({
        ...end,
        message: "finished",
        ...(hasReceipt(state, now) && { receiptUrl: receiptPath(viewing.id, state.grantId) }),
      });
    case "denied":
    case "aborted":
      return endResponse({ ...end, message: "aborted" });
    case "left":
      return endResponse({ ...end, message: "links-left" });
    case "expired":
      return endResponse({ ...end, message: app === OWN_LINKS ? "links-expired" : "expired" });
    case "locked":
      return endResponse({ ...end, message: "locked", usableFrom: state.usableFrom });
    default:
      return await drawOpen(deps, viewing, view, { app, state });
  }
}

async function drawOpen(
  deps: ScreenDependencies,
  { id, browserSecret, texts, context }: Viewing & { readonly browserSecret: string },
  view: OwnView,
  { app, state }: { readonly app: Subject; readonly state: OpenState },
): Promise<Response> {
  const { now } = context;
  const { version, request, call = "waiting" } = view;
  const [form, abort] = await Promise.all([
    formTarget(deps.vault, { browserSecret, id, version, screen: state.kind }),
    formTarget(deps.vault, { browserSecret, id, version, screen: "abort" }),
  ]);
  const { institution, screenIds } = deps;
  const common = { institution, texts, screenIds, app, form, abort };
  const names = [institution.name, ...namesOf(app)];
  if (state.kind === "call") {
    return htmlResponse(
      <CallScreen
        {...common}
        state={state}
        call={call}
        remainingSeconds={remainingSeconds(state.call.until, now)}
        statusUrl={`/interaction/${id}/call-status`}
        eventsUrl={`/interaction/${id}/call-events`}
        encodeQrCode={deps.encodeQrCode}
      />,
      200,
      { names },
    );
  }
  if (state.kind === "consent") {
    if (app === OWN_LINKS || request === undefined) throw new Error("a consent without an app");
    return drawConsent(deps, { ...common, app, state }, request, now);
  }
  if (state.kind === "links" || state.kind === "ending") {
    return await drawLinks(deps, context, id, { ...common, state });
  }
  if (state.kind === "account") {
    const closure = await closureAhead(deps, view, now);
    const page = <AccountScreen {...common} state={state} closure={closure} />;
    return htmlResponse(page, 200, { names });
  }
  return htmlResponse(plainScreen({ ...common, state }, now), 200, { names });
}

/** The closed window that would cut a procedure off, told of before it begins. */
async function closureAhead(
  deps: ScreenDependencies,
  { interaction }: OwnView,
  now: EpochMillis,
): Promise<Closure | undefined> {
  const maintenance = await deps.maintenance.upcoming(now);
  const hours = { mode: deps.settings.serviceHours, maintenance };
  return nextScreensClosure(hours, now, interaction.expiresAt);
}

/** The screens that are drawn from their state alone. */
function plainScreen(
  props: ScreenProps<Extract<OpenState, { kind: "customer" | "phone" | "pin" }>>,
  now: EpochMillis,
) {
  const { state } = props;
  switch (state.kind) {
    case "customer":
      return <CustomerScreen {...props} state={state} thisYear={toJst(now).year} />;
    case "phone":
      return <PhoneScreen {...props} state={state} />;
    case "pin":
      return <PinScreen {...props} state={state} />;
  }
}

/**
 * Browsers apply `form-action` to the whole chain of redirects after the form (CSP 3, 6.4.1), which
 * ends at the app, and may go on from there to other addresses of the app.
 */
function drawConsent(
  deps: ScreenDependencies,
  props: Pick<ConsentScreenProps, keyof ScreenProps>,
  request: PushedAuthorizationRequest,
  now: EpochMillis,
): Response {
  const { grantDays, termsVersion } = deps.settings;
  const back = new URL(request.redirectUri);
  return htmlResponse(
    <ConsentScreen
      {...props}
      scopes={permittedScopes(request)}
      grantDays={grantDays}
      termsVersion={termsVersion}
      grantedAt={now}
      grantExpiresAt={addSeconds(now, grantDays * 86_400)}
    />,
    200,
    {
      formTargets: back.protocol === "http:" ? `https: ${back.origin}` : "https:",
      names: namesOf(props.app),
    },
  );
}

/** Rounded up, so that 0 means over. */
export function remainingSeconds(until: EpochMillis, now: EpochMillis): number {
  return Math.max(Math.ceil((until - now) / 1000), 0);
}
