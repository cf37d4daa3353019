/** ④ 電話番号認証 */
import { maskPhoneNumber } from "../../domain/banking/phone_number.ts";
import type { CallStatus } from "../../domain/caller_id/expected_call.ts";
import type { CallState } from "../../domain/interaction/interaction.ts";
import { type EpochMillis, toJst } from "../../domain/time.ts";
import { WithDesk } from "./desk.tsx";
import { AbortForm, Form } from "./form_parts.tsx";
import { Notice, Page, Paragraphs } from "./page.tsx";
import { QrCode, QrCodeAgain } from "./qr_code.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import type { Institution, QrEncoder } from "./settings.ts";
import type { MessageId, Texts } from "./texts/catalogue.ts";

/** What screen ④ shows beside its state. */
export interface CallScreenProps extends ScreenProps<CallState> {
  readonly call: CallStatus;
  readonly remainingSeconds: number;
  /** Where the script asks how the call stands, and where it is told. */
  readonly statusUrl: string;
  readonly eventsUrl: string;
  readonly encodeQrCode: QrEncoder;
}

/** What the screen says about a call; undefined while none came. */
export function callMessage(status: CallStatus): MessageId | undefined {
  switch (status) {
    case "arrived":
      return "call-arrived";
    case "withheld":
      return "call-withheld";
    case "other_number":
      return "call-other-number";
    case "over":
      return "call-timeout";
    case "waiting":
      return undefined;
  }
}

/** Draws screen ④. */
export function CallScreen(props: CallScreenProps) {
  const { state, call, texts } = props;
  const isOver = call === "over";
  const isPending = state.message?.id === "call-pending" && call !== "arrived" && !isOver;
  return (
    <Page
      {...pageProps(props, "call")}
      hasErrors={isOver}
      title={texts.common.title(texts.call.name)}
    >
      <h2>{texts.call.heading}</h2>
      {!isOver && <Paragraphs texts={texts.call.lead} />}
      {isPending && (
        <p role="alert" class="alert" data-message="call-pending">
          {texts.messages["call-pending"]}
        </p>
      )}
      <CallMessage texts={texts} id={callMessage(call)} />
      {!isOver && <CallHelp texts={texts} institution={props.institution} />}
      {!isOver && <Numbers {...props} />}
      {!isOver && <Countdown {...props} />}
      {!isOver && <Steps texts={texts} />}
      <Form target={props.form} id="form">
        <button type="submit" id={isOver ? "restart" : "confirm-call"}>
          {isOver ? texts.call.restart : texts.call.confirm}
        </button>
      </Form>
      {!isOver && <Notice title={texts.call.noticeTitle} texts={texts.call.notices} />}
      <AbortForm target={props.abort} id="abort" text={texts.common.abort} />
    </Page>
  );
}

/** Always there, so that the script can fill it in and a screen reader notices. */
function CallMessage({ texts, id }: { texts: Texts; id: MessageId | undefined }) {
  if (id === undefined) return <p role="alert" id="call-message" class="alert" hidden />;
  return <p role="alert" id="call-message" class="alert" data-message={id}>{texts.messages[id]}</p>;
}

/** What to do after a call that cannot count. The style shows the one that goes with the message. */
function CallHelp({ texts, institution }: { texts: Texts; institution: Institution }) {
  return (
    <>
      <p class="call-help" id="help-withheld">{texts.call.withheldHelp}</p>
      <p class="call-help" id="help-other-number">
        <WithDesk text={texts.call.otherNumberHelp(institution.phone)} institution={institution} />
      </p>
    </>
  );
}

function Numbers({ texts, state, encodeQrCode }: CallScreenProps) {
  const { call: { destination }, holder } = state;
  const url = `tel:${destination}`;
  const label = texts.call.qrLabel(destination);
  return (
    <section class="panel">
      <h3>{texts.call.from}</h3>
      <dl>
        <dt>{texts.call.fromLabel}</dt> <dd id="phone">{maskPhoneNumber(holder.phoneNumber)}</dd>
      </dl>
      <h3>{texts.call.to}</h3>
      <dl>
        <dt id="call-label">{texts.call.toLabel}</dt>{" "}
        <dd>
          <a href={url} id="call" class="button number" aria-describedby="call-label call-hint">
            {groupDigits(destination).map((digits) => <span>{digits}</span>)}
          </a>
          <span id="call-hint" class="hint">{texts.call.pressToCall}</span>
        </dd>
      </dl>
      <p>
        <a href={`tel:186${destination}`} id="call-186" class="button secondary">
          {texts.call.with186(groupDigits(destination).join("-"))}
        </a>
        <span class="hint">{texts.call.with186Hint}</span>
      </p>
      <figure class="qr-open">
        <figcaption>{texts.call.qr}</figcaption>
        <QrCode modules={encodeQrCode(url)} label={label} id={QR_ID} />
      </figure>
      <details class="qr-folded">
        <summary>{texts.call.qr}</summary>
        <QrCodeAgain of={QR_ID} modules={encodeQrCode(url)} label={label} />
      </details>
    </section>
  );
}

/** The code is drawn once; the style shows it openly or folded up, by the width of the window. */
const QR_ID = "qr-code";

/** As freephone numbers are written; in `#call` only to the eye, because it holds bare digits. */
function groupDigits(number: string): readonly string[] {
  return /^(0120|0800)([0-9]{3})([0-9]{3,4})$/.exec(number)?.slice(1) ?? [number];
}

/** Counted down by the script. Without it the style shows in place of the number when the time ends. */
function Countdown({ texts, statusUrl, eventsUrl, remainingSeconds, state }: CallScreenProps) {
  const { from, until } = state.call;
  return (
    <div class="time-left">
      <p
        id="countdown"
        class="countdown"
        data-seconds={String(remainingSeconds)}
        data-status-url={statusUrl}
        data-events-url={eventsUrl}
        data-text={texts.call.remainingTemplate}
        data-announcement={texts.call.announcementTemplate}
      >
        {texts.call.remaining(remainingSeconds)}
      </p>
      <p class="countdown until">{texts.call.until(...clockOf(until))}</p>
      <progress
        id="countdown-bar"
        aria-hidden="true"
        max={String((until - from) / 1000)}
        value={String(remainingSeconds)}
      />
      <p id="announcement" role="status" class="visually-hidden" />
      <p id="connection" role="status" class="connection" />
      <ScriptTexts texts={texts} />
    </div>
  );
}

/** Hour, minute and second; the latter two of two digits. */
function clockOf(at: EpochMillis): [string, string, string] {
  const { hour, minute, second } = toJst(at);
  return [String(hour), String(minute).padStart(2, "0"), String(second).padStart(2, "0")];
}

/** What the script is to say, as markup, for the sake of its readings. */
function ScriptTexts({ texts }: { texts: Texts }) {
  return (
    <>
      <template id="text-connection-cut">{texts.call.connectionCut}</template>
      {CAME.map(callMessage).map((id) => (
        id && <template id={`text-${id}`}>{texts.messages[id]}</template>
      ))}
    </>
  );
}

/** Those of a call that came, while there is time. */
const CAME: readonly CallStatus[] = ["arrived", "withheld", "other_number"];

function Steps({ texts }: { texts: Texts }) {
  return (
    <section class="call-steps">
      <h3>{texts.call.stepsTitle}</h3>
      <ol>{texts.call.steps.map((step) => <li>{step}</li>)}</ol>
    </section>
  );
}
