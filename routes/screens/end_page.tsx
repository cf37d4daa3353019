/** Pages that are no screen of the procedure: its end, and what stands in its way. */
import type { EpochMillis } from "../../domain/time.ts";
import { Desk } from "./desk.tsx";
import { Page, type PageProps } from "./page.tsx";
import type { Institution } from "./settings.ts";
import { OWN_LINKS, type Subject } from "./subject.ts";
import type { MessageId, Texts } from "./texts/catalogue.ts";

/** What such a page shows. */
export interface EndPageProps {
  readonly institution: Institution;
  readonly texts: Texts;
  readonly app?: Subject | undefined;
  readonly message: MessageId;
  /** 連携元画面へ: back to the app, with what is to be told to it. */
  readonly returnUrl?: string;
  /** The screen at which the procedure is. */
  readonly screenUrl?: string;
  /** The receipt of what was linked. */
  readonly receiptUrl?: string;
  /** The form to be sent again, with what was typed. */
  readonly retry?: RetryForm;
  readonly usableFrom?: EpochMillis;
  readonly incidentId?: string;
  /** False where the page has no address under which it could be had again. */
  readonly canSwitchLanguage?: boolean;
  /** See {@link PageProps}. */
  readonly query?: PageProps["query"];
}

/** A form as it was posted, without the PIN. */
export interface RetryForm {
  readonly action: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Draws the abort screen or an error page. */
export function EndPage(props: EndPageProps) {
  const { institution, texts, app, message, returnUrl, screenUrl, retry } = props;
  const isAbort = message === "aborted";
  const isPassing = !retry && PASSING.includes(message);
  const hasFirst = retry !== undefined || isPassing || screenUrl !== undefined;
  return (
    <Page
      institution={institution}
      texts={texts}
      {...(props.canSwitchLanguage !== false && { languageSwitch: "link" })}
      query={props.query}
      app={app}
      screen={isAbort ? "abort" : "error"}
      title={isAbort ? texts.pages.abort : texts.pages.error}
      hasErrors={!isAbort && message !== "finished" && message !== "links-left"}
    >
      <p role="alert" class="alert" data-message={message}>{texts.messages[message]}</p>
      {props.usableFrom !== undefined && (
        <p>{texts.common.usableFrom(texts.common.moment(props.usableFrom))}</p>
      )}
      {props.incidentId !== undefined && <p>{texts.common.incident(props.incidentId)}</p>}
      {retry && message !== "closed" && <p>{texts.pages.inputKept}</p>}
      {adviceOn(texts, message, app).map((advice) => <p>{advice}</p>)}
      {retry && <Retry texts={texts} retry={retry} />}
      {isPassing && <a href="" id="retry" class="button">{texts.common.retry}</a>}
      {screenUrl !== undefined && <a href={screenUrl} class="button">{texts.pages.linkBack}</a>}
      {returnUrl !== undefined && (
        <a href={returnUrl} id="return" class="button">{texts.common.returnToApp}</a>
      )}
      {props.receiptUrl !== undefined && (
        <p>
          <a href={props.receiptUrl} id="receipt">{texts.links.receiptLink}</a>
        </p>
      )}
      {app === OWN_LINKS && message !== "locked" && (
        <a href="/links" id="links" class={hasFirst ? "button secondary" : "button"}>
          {texts.links.again}
        </a>
      )}
      {(!isAbort || app === OWN_LINKS) && <Desk texts={texts} institution={institution} />}
    </Page>
  );
}

/** What may be over at once: then the page itself is asked for again. */
const PASSING: readonly MessageId[] = ["busy", "closed", "system-error"];

/**
 * What can be done now; messages that stand on screens have none, and what is said of an app to who
 * cancels does not hold of the own links.
 */
function adviceOn(
  { advice, links }: Texts,
  message: MessageId,
  app: Subject | undefined,
): readonly string[] {
  if (app === OWN_LINKS && message === "aborted") return [links.aborted];
  return message in advice ? advice[message as keyof Texts["advice"]] : [];
}

function Retry({ texts, retry }: { texts: Texts; retry: RetryForm }) {
  return (
    <form method="post" action={retry.action} id="form">
      {[...retry.fields].map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      <button type="submit" id="retry">{texts.common.retry}</button>
    </form>
  );
}
