/** Pages that are no screen of the procedure: its end, and what stands in its way. */
import type { EpochMillis } from "../../domain/time.ts";
import { formatJapanese } from "../../domain/notice/completion_notice.ts";
import { Page, telephoneUrl } from "./page.tsx";
import type { Institution } from "./settings.ts";
import { OWN_LINKS, type Subject } from "./subject.ts";
import { LINKS } from "./links_ja.ts";
import { COMMON, type MessageId, MESSAGES, PAGES } from "./texts_ja.ts";

/** What such a page shows. */
export interface EndPageProps {
  readonly institution: Institution;
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
}

/** A form as it was posted, without the PIN. */
export interface RetryForm {
  readonly action: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Draws the abort screen or an error page. */
export function EndPage(props: EndPageProps) {
  const { institution, app, message, returnUrl, screenUrl, retry } = props;
  const isAbort = message === "aborted";
  return (
    <Page
      institution={institution}
      app={app}
      screen={isAbort ? "abort" : "error"}
      title={isAbort ? PAGES.abort : PAGES.error}
      hasErrors={!isAbort && message !== "finished" && message !== "links-left"}
    >
      <p role="alert" class="alert" data-message={message}>{MESSAGES[message]}</p>
      {props.usableFrom !== undefined && (
        <p>{COMMON.usableFrom(formatJapanese(props.usableFrom))}</p>
      )}
      {props.incidentId !== undefined && <p>{COMMON.incident(props.incidentId)}</p>}
      {retry && <Retry retry={retry} />}
      {screenUrl !== undefined && <a href={screenUrl} class="button">{PAGES.linkBack}</a>}
      {returnUrl !== undefined && (
        <a href={returnUrl} id="return" class="button">{COMMON.returnToApp}</a>
      )}
      {props.receiptUrl !== undefined && (
        <p>
          <a href={props.receiptUrl} id="receipt">{LINKS.receiptLink}</a>
        </p>
      )}
      {app === OWN_LINKS && message !== "locked" && <a href="/links" id="links">{LINKS.again}</a>}
      {!isAbort && <Desk institution={institution} />}
    </Page>
  );
}

function Retry({ retry }: { retry: RetryForm }) {
  return (
    <form method="post" action={retry.action} id="form">
      {[...retry.fields].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" id="retry">{COMMON.retry}</button>
    </form>
  );
}

/** Whom to ask. */
function Desk({ institution }: { institution: Institution }) {
  return (
    <p class="desk">
      {COMMON.desk} <a href={telephoneUrl(institution.phone)}>{institution.phone}</a>{" "}
      ({institution.phoneHours})
    </p>
  );
}
