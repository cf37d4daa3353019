/** POST: hands a form to its use case and leads to the next screen. */
import { buildResponseUrl } from "../../domain/authorization/authorization_response.ts";
import { sha256Base64Url } from "../../domain/ids.ts";
import type { InteractionId } from "../../domain/ids.ts";
import { abortInteraction } from "../../domain/interaction/abort.ts";
import { confirmCall } from "../../domain/interaction/confirm_call.ts";
import { submitConsent } from "../../domain/interaction/consent.ts";
import { ACCOUNT_FIELDS, CUSTOMER_FIELDS } from "../../domain/interaction/forms.ts";
import { keepAccountDraft, keepCustomerDraft } from "../../domain/interaction/keep_draft.ts";
import { BUSY_RETRY_SECONDS } from "../../domain/interaction/limits.ts";
import { chooseLink, endLink, keepLink } from "../../domain/interaction/manage_links.ts";
import { screenPath } from "../../domain/interaction/screen.ts";
import type { StepOutcome, Submission } from "../../domain/interaction/step.ts";
import { correctAccount, submitAccount } from "../../domain/interaction/submit_account.ts";
import { submitCustomer } from "../../domain/interaction/submit_customer.ts";
import { submitPhone } from "../../domain/interaction/submit_phone.ts";
import { submitPin } from "../../domain/interaction/submit_pin.ts";
import { type Language, parseLanguage } from "../../domain/language.ts";
import { equalInConstantTime } from "../http/constant_time.ts";
import type { Parameters } from "../http/form.ts";
import { languageCookie } from "../http/language_cookie.ts";
import type { RequestContext } from "../http/request_context.ts";
import { LANGUAGE_FIELD } from "./choose_language.ts";
import { CORRECT_ACCOUNT } from "./customer_screen.tsx";
import type { RetryForm } from "./end_page.tsx";
import { type FormScreen, formToken } from "./form_token.ts";
import { LINK_FIELDS } from "./links_screen.tsx";
import { endResponse, seeOther } from "./respond.ts";
import type { ScreenDependencies } from "./settings.ts";
import { findSubject, subjectOf } from "./subject.ts";
import type { Texts } from "./texts/catalogue.ts";

/** A form as it arrived. */
export interface PostedForm {
  readonly id: InteractionId;
  readonly screen: FormScreen;
  readonly fields: Parameters;
  readonly browserSecret: string | undefined;
  readonly texts: Texts;
  readonly context: RequestContext;
  readonly ipAddress: string | undefined;
  readonly userAgent: string | undefined;
}

/** Longer input than any field takes is cut off, so that what is kept to be shown again is bounded. */
const FIELD_MAX_CHARACTERS = 200;

/** Processes a form. */
export async function submit(deps: ScreenDependencies, posted: PostedForm): Promise<Response> {
  const submission = await admit(deps, posted);
  if (submission === undefined) return await refuseForm(deps, posted);
  const language = parseLanguage(posted.fields.get(LANGUAGE_FIELD));
  if (language !== undefined) return await changeLanguage(deps, posted, submission, language);
  const outcome = await dispatch(deps, posted, submission);
  switch (outcome.kind) {
    case "moved":
      return await answerMove(deps, posted, outcome);
    case "lost":
      return seeOther(`/interaction/${posted.id}/${posted.screen}`);
    case "busy":
      return await answerBusy(deps, posted, outcome);
  }
}

/** The screen in another language; ① and ② with what was typed. */
async function changeLanguage(
  deps: ScreenDependencies,
  { id, screen, fields }: PostedForm,
  submission: Submission,
  language: Language,
): Promise<Response> {
  if (screen === "account") {
    await keepAccountDraft(deps, submission, pick(fields, ACCOUNT_FIELDS));
  } else if (screen === "customer") {
    await keepCustomerDraft(deps, submission, pick(fields, CUSTOMER_FIELDS));
  }
  const response = seeOther(`/interaction/${id}/${screen}`);
  response.headers.set("Set-Cookie", languageCookie(language));
  return response;
}

/** The answer to a form that is not ours, or of a browser that is not the interaction's. */
export async function refuseForm(
  deps: ScreenDependencies,
  { id, screen, browserSecret, texts, context }: Pick<
    PostedForm,
    "id" | "screen" | "browserSecret" | "texts" | "context"
  >,
): Promise<Response> {
  const { institution } = deps;
  const app = await findSubject(deps, context, id);
  if (browserSecret === undefined) {
    return endResponse({ institution, texts, app, message: "other-browser" });
  }
  return endResponse({
    institution,
    texts,
    app,
    message: "form-refused",
    screenUrl: `/interaction/${id}/${screen}`,
  });
}

/** A form counts only with the token of a page drawn for this browser, screen and version. */
async function admit(
  { vault }: ScreenDependencies,
  posted: PostedForm,
): Promise<Submission | undefined> {
  const { id, screen, fields, browserSecret, context, ipAddress, userAgent } = posted;
  const version = Number(fields.get("step"));
  if (browserSecret === undefined || !Number.isSafeInteger(version)) return undefined;
  const token = await formToken(vault, { browserSecret, id, screen, version });
  if (!equalInConstantTime(fields.get("csrf") ?? "", token)) return undefined;
  const browserSecretHash = await sha256Base64Url(browserSecret);
  return { id, version, browserSecretHash, context, ipAddress, userAgent };
}

async function dispatch(
  deps: ScreenDependencies,
  { screen, fields }: PostedForm,
  submission: Submission,
): Promise<StepOutcome> {
  switch (screen) {
    case "account":
      return await submitAccount(deps, submission, pick(fields, ACCOUNT_FIELDS));
    case "customer": {
      const form = pick(fields, CUSTOMER_FIELDS);
      return fields.get(CORRECT_ACCOUNT.name) === CORRECT_ACCOUNT.value
        ? await correctAccount(deps, submission, form)
        : await submitCustomer(deps, submission, form);
    }
    case "phone":
      return await submitPhone(deps, submission);
    case "call":
      return await confirmCall(deps, submission);
    case "pin":
      return await submitPin(deps, submission, fields.get("pin") ?? "");
    case "consent":
      return await submitConsent(deps, submission, fields.get("agree") === "yes");
    case "links":
      return await chooseLink(deps, submission, fields.get(LINK_FIELDS.grant) ?? "");
    case "ending":
      return fields.get(LINK_FIELDS.decision) === LINK_FIELDS.end
        ? await endLink(deps, submission)
        : await keepLink(deps, submission);
    case "abort":
      return await abortInteraction(deps, submission);
  }
}

function pick<Name extends string>(
  fields: Parameters,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const values: Partial<Record<Name, string>> = {};
  for (const name of names) values[name] = (fields.get(name) ?? "").slice(0, FIELD_MAX_CHARACTERS);
  return values as Record<Name, string>;
}

async function answerMove(
  deps: ScreenDependencies,
  posted: PostedForm,
  { state, request, cause }: Extract<StepOutcome, { kind: "moved" }>,
): Promise<Response> {
  if (cause !== undefined) {
    const { incidentId } = posted.context;
    const { name, stack } = cause instanceof Error ? cause : new Error("a fault that is no Error");
    const ids = { incidentId, interactionId: posted.id };
    deps.log.write("error", "screen.fault", { ...ids, fault: name, stack });
  }
  if (state.kind !== "granted" || request === undefined) {
    return seeOther(screenPath(posted.id, state));
  }
  const { now } = posted.context;
  return seeOther(await buildResponseUrl(deps, request, { code: state.code }, now));
}

/** The busy text, with the form to be sent again. */
async function answerBusy(
  deps: ScreenDependencies,
  posted: PostedForm,
  { version, clientId }: Extract<StepOutcome, { kind: "busy" }>,
): Promise<Response> {
  const { institution } = deps;
  const { id, screen, browserSecret = "", texts } = posted;
  const csrf = await formToken(deps.vault, { browserSecret, id, screen, version });
  const fields = new Map([...posted.fields, ["step", String(version)], ["csrf", csrf]]);
  const app = await subjectOf(deps.clients, clientId);
  return endResponse(
    { institution, texts, app, message: "busy", retry: retryForm({ ...posted, fields }) },
    { retryAfterSeconds: BUSY_RETRY_SECONDS },
  );
}

/** The posted form, to be sent again; never with the PIN, which is to be typed again. */
export function retryForm(posted: Pick<PostedForm, "id" | "screen" | "fields">): RetryForm {
  const fields = new Map(posted.fields);
  fields.delete("pin");
  return { action: `/interaction/${posted.id}/${posted.screen}`, fields };
}
