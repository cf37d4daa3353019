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
import type { QrEncoder } from "./settings.ts";
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

/** Draws screen ④: first what to do, the time left and the button; why and how stand below. */
export function CallScreen(props: CallScreenProps) {
  const { call, texts } = props;
  const isOver = call === "over";
  return (
    <Page
      {...pageProps(props, "call")}
      hasErrors={isOver}
      title={texts.common.title(texts.call.name)}
    >
      <CallMessage texts={texts} id={callMessage(call)} />
      {!isOver && <CallHelp {...props} />}
      {!isOver && <Numbers {...props} />}
      <div class="finish">
        {!isOver && <Countdown {...props} />}
        <Form target={props.form} id="form">
          <button type="submit" id={isOver ? "restart" : "confirm-call"}>
            {isOver ? texts.call.restart : texts.call.confirm}
          </button>
        </Form>
      </div>
      {!isOver && <Steps texts={texts} />}
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

/**
 * What to do after a call that cannot count: the style shows the one that goes with the message. And
 * what else is to be known while the call is awaited.
 */
function CallHelp({ texts, institution, state, call }: CallScreenProps) {
  const isPending = state.message?.id === "call-pending" && call !== "arrived";
  return (
    <>
      <p class="call-help" id="help-withheld">{texts.call.withheldHelp}</p>
      <p class="call-help" id="help-other-number">
        <WithDesk text={texts.call.otherNumberHelp(institution.phone)} institution={institution} />
      </p>
      {isPending && (
        <>
          <p role="alert" class="alert" data-message="call-pending">
            {texts.messages["call-pending"]}
          </p>
          <p id="help-pending">{texts.call.pendingHelp}</p>
        </>
      )}
      <p id="connection" role="status" class="connection" />
    </>
  );
}

/** Where to call, and from where. In a narrow window the customer holds the phone in the hand. */
function Numbers(props: CallScreenProps) {
  const { texts: { call: texts }, state: { call: { destination }, holder } } = props;
  return (
    <section class="panel numbers">
      <div>
        <h2>{texts.to}</h2>{" "}
        <dl>
          <dt id="call-label">{texts.toLabel}</dt>{" "}
          <dd>
            <a
              href={`tel:${destination}`}
              id="call"
              class="button number"
              aria-describedby="call-label call-hint"
            >
              {groupDigits(destination).map((digits) => <span>{digits}</span>)}
            </a>
            <span id="call-hint" class="hint">
              <span class="plain">
                <span class="narrow">{texts.pressToCall}</span>
                <span class="wide">{texts.dialByPhone}</span>
              </span>
              <span class="with186">{texts.dial186}</span>
            </span>
          </dd>
        </dl>
        <h2>{texts.from}</h2>{" "}
        <dl>
          <dt>{texts.fromLabel}</dt> <dd id="phone">{maskPhoneNumber(holder.phoneNumber)}</dd>
        </dl>
        <p>
          <a href={`tel:186${destination}`} id="call-186" class="button secondary">
            {texts.with186(groupDigits(destination).join("-"))}
          </a>
          <span class="hint">{texts.with186Hint}</span>
        </p>
      </div>
      <QrCodes {...props} />
    </section>
  );
}

/**
 * Each code is drawn once, and shown openly or folded up by the width of the window. The style shows
 * the one with 186 after a withheld call, or the next would be withheld too.
 */
function QrCodes({ texts, state: { call: { destination } }, encodeQrCode }: CallScreenProps) {
  const codes = ["", "186"].map((prefix) => ({
    id: `qr${prefix}`,
    modules: encodeQrCode(`tel:${prefix}${destination}`),
    label: texts.call.qrLabel(`${prefix} ${destination}`.trim()),
  }));
  return (
    <>
      <figure class="wide">
        <figcaption>{texts.call.qr}</figcaption>
        {codes.map((code) => <QrCode {...code} />)}
      </figure>
      <details class="narrow">
        <summary>{texts.call.qrForOtherPhone}</summary>
        {codes.map((code) => <QrCodeAgain {...code} />)}
      </details>
    </>
  );
}

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
      <p class="until">
        <span class="hint">{texts.call.untilLabel}</span>
        <br />
        <span class="countdown">{texts.call.until(...clockOf(until))}</span>
      </p>
      <progress
        id="countdown-bar"
        aria-hidden="true"
        max={String((until - from) / 1000)}
        value={String(remainingSeconds)}
      />
      <p id="announcement" role="status" class="visually-hidden" />
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

/** The style shows the first step that goes with the message. */
function Steps({ texts }: { texts: Texts }) {
  const [first, ...others] = texts.call.steps;
  return (
    <section class="call-steps">
      <Paragraphs texts={texts.call.lead} />
      <h2>{texts.call.stepsTitle}</h2>
      <ol>
        <li>
          <span class="plain">{first}</span>
          <span class="with186">{texts.call.step186}</span>
        </li>
        {others.map((step) => <li>{step}</li>)}
      </ol>
    </section>
  );
}
