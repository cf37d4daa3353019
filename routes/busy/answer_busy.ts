/**
 * What is answered to a request that is turned away because there is too much to do: as cheaply as
 * it can be, because there are many of them.
 */
import { UnavailableError } from "../../domain/errors.ts";
import { parseInteractionId, type RandomSource } from "../../domain/ids.ts";
import { BUSY_RETRY_SECONDS } from "../../domain/interaction/limits.ts";
import type { Language } from "../../domain/language.ts";
import type { Clock } from "../../domain/time.ts";
import type { AnswerBusy, Judge } from "../http/admission.ts";
import { isFromOwnPage } from "../http/fetch_metadata.ts";
import { readForm } from "../http/form.ts";
import { readLanguage } from "../http/language_cookie.ts";
import type { Log } from "../http/log.ts";
import { defaultSecurityHeaders } from "../http/security_headers.ts";
import { errorResponse } from "../oauth/back_channel.ts";
import { ENDPOINTS } from "../oauth/endpoints.ts";
import { answerProblem } from "../resource/answer_problem.ts";
import { chooseInteractionId } from "../resource/interaction_id.ts";
import type { RetryForm } from "../screens/end_page.tsx";
import { endResponse } from "../screens/respond.ts";
import { FORM_SCREENS } from "../screens/screen_routes.ts";
import type { Institution } from "../screens/settings.ts";
import { retryForm } from "../screens/submit.ts";
import { textsOf } from "../screens/texts/catalogue.ts";

/** What the answers are made of. */
export interface BusyAnswering {
  readonly issuer: string;
  readonly institution: Institution;
  readonly random: RandomSource;
  readonly clock: Clock;
  readonly log: Log;
}

/** The log has a line a second at most. */
const LOG_MILLIS = 1000;

/** More than any screen's form has: a larger one is not offered to be sent again, as that costs much. */
const RETRY_MAX_BYTES = 8192;
const RETRY_MAX_FIELDS = 20;

/** Files cost no more than turning their reader away, and a call is told of only once. */
const EXEMPT = /^\/(?:healthz$|readyz$|static\/|telephony\/events$)/;
const PAGE = /^\/(?:authorize|links|terms|faq|contact|interaction\/.*)$/;
const RESOURCE = /^\/(?:accounts|consent)(?:\/|$)/;
const FORM = /^\/interaction\/([^/]+)\/([a-z]+)$/;
const BEGINNINGS: ReadonlySet<string> = new Set([
  ENDPOINTS.pushedAuthorizationRequest,
  ENDPOINTS.authorization,
  "/links",
]);

/** Who has not begun yet loses least by coming later. */
export const judge: Judge = ({ url }) => {
  const path = pathOf(url);
  if (EXEMPT.test(path)) return "exempt";
  return BEGINNINGS.has(path) ? "begins" : "goes on";
};

/**
 * Makes the answers: JSON for apps, a problem document at the resource API, and for customers the
 * busy text, at a form with a button that sends it again.
 */
export function createBusyAnswer(answering: BusyAnswering): AnswerBusy {
  const kept = new Map<string, Promise<Answer>>();
  const keep = (name: string, make: () => Response) => {
    const answer = kept.get(name) ?? toAnswer(answering.issuer, make());
    kept.set(name, answer);
    return answer;
  };
  const note = createCounter(answering);
  return async (request) => {
    note();
    const path = pathOf(request.url);
    if (PAGE.test(path)) {
      const language = readLanguage(request.headers);
      const retry = request.method === "POST"
        ? await readRetryForm(answering, request, path)
        : undefined;
      const draw = () => drawBusyPage(answering, language, retry);
      const page = retry ? toAnswer(answering.issuer, draw()) : keep(`page ${language}`, draw);
      return toResponse(await page);
    }
    if (!RESOURCE.test(path)) return toResponse(await keep("app", describeToApp));
    const problem = await keep("resource", () => describeToCaller(answering.issuer));
    const stated = request.headers.get("x-fapi-interaction-id") ?? undefined;
    return toResponse(problem, chooseInteractionId(stated, answering.random));
  };
}

/** Counts requests that were turned away, and writes down from time to time how many there were. */
function createCounter({ clock, log }: BusyAnswering): () => void {
  let count = 0;
  let writtenAt = -Infinity;
  return () => {
    count += 1;
    const now = clock.now();
    if (Math.abs(now - writtenAt) < LOG_MILLIS) return;
    log.write("warning", "requests.turned_away", { count });
    count = 0;
    writtenAt = now;
  };
}

/** An answer that can be given again and again. */
interface Answer {
  readonly status: number;
  readonly headers: [name: string, value: string][];
  readonly body: string;
}

/** Stands in the kept problem document for what is each call's own. */
const PLACEHOLDER = "00000000-0000-4000-8000-000000000000";

async function toAnswer(issuer: string, response: Response): Promise<Answer> {
  const headers = new Headers(defaultSecurityHeaders(issuer));
  for (const [name, value] of response.headers) headers.set(name, value);
  return { status: response.status, headers: [...headers], body: await response.text() };
}

/** With the identifier of the call, if the answer has a place for it. */
function toResponse({ status, headers, body }: Answer, interactionId?: string): Response {
  if (interactionId === undefined) return new Response(body, { status, headers });
  const fill = (text: string) => text.replace(PLACEHOLDER, interactionId);
  const fields = headers.map(([name, value]): [string, string] => [name, fill(value)]);
  return new Response(fill(body), { status, headers: fields });
}

function describeToApp(): Response {
  const error = {
    code: "temporarily_unavailable",
    description: "There is too much to do; try again in a few seconds",
  } as const;
  return errorResponse(error, 503, { "Cache-Control": "no-store" });
}

function describeToCaller(issuer: string): Response {
  return answerProblem(new UnavailableError("processor"), {
    issuer,
    mtls: undefined,
    interactionId: PLACEHOLDER,
    incidentId: "",
    scope: undefined,
    headers: new Headers({ "Cache-Control": "no-store", "x-fapi-interaction-id": PLACEHOLDER }),
  });
}

function drawBusyPage(
  { institution }: BusyAnswering,
  language: Language,
  retry: RetryForm | undefined,
): Response {
  const page = { institution, texts: textsOf(language), message: "busy" } as const;
  return endResponse(
    { ...page, canSwitchLanguage: false, ...(retry && { retry }) },
    { status: 503, retryAfterSeconds: BUSY_RETRY_SECONDS },
  );
}

/** The form of a screen, so that nothing typed is lost; undefined for any other body. */
async function readRetryForm(
  { issuer }: BusyAnswering,
  request: Request,
  path: string,
): Promise<RetryForm | undefined> {
  const fields = await readForm(request, RETRY_MAX_BYTES).catch(() => undefined);
  const [, segment = "", name = ""] = FORM.exec(path) ?? [];
  const id = parseInteractionId(segment);
  const screen = FORM_SCREENS.find((screen) => screen === name);
  if (fields === undefined || id === undefined || screen === undefined) return undefined;
  if (fields.size > RETRY_MAX_FIELDS) return undefined;
  return isFromOwnPage(request.headers, issuer) ? retryForm({ id, screen, fields }) : undefined;
}

/** Without the making of a URL, which takes longer than all else here. */
function pathOf(url: string): string {
  return /^[^/]*\/\/[^/]*([^?#]*)/.exec(url)?.[1] ?? "";
}
