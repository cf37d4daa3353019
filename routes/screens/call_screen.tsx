/** ④ 電話番号認証 */
import { maskPhoneNumber } from "../../domain/banking/phone_number.ts";
import type { CallStatus } from "../../domain/caller_id/expected_call.ts";
import type { CallState } from "../../domain/interaction/interaction.ts";
import { AbortForm, Form } from "./form_parts.tsx";
import { Notice, Page, Paragraphs } from "./page.tsx";
import { QrCode } from "./qr_code.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import type { QrEncoder } from "./settings.ts";
import { CALL, COMMON, type MessageId, MESSAGES } from "./texts_ja.ts";

/** What screen ④ shows beside its state. */
export interface CallScreenProps extends ScreenProps<CallState> {
  readonly call: CallStatus;
  readonly remainingSeconds: number;
  /** Where the script asks how the call stands. */
  readonly statusUrl: string;
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
  const { state, call } = props;
  const isOver = call === "over";
  const isPending = state.message?.id === "call-pending" && call !== "arrived" && !isOver;
  return (
    <Page {...pageProps(props, "call")} hasErrors={isOver} title={COMMON.title(CALL.name)}>
      <h2>{CALL.heading}</h2>
      <Paragraphs texts={CALL.lead} />
      {isPending && <p role="alert" class="alert" data-message="call-pending">{PENDING}</p>}
      <CallMessage id={callMessage(call)} />
      {!isOver && <Numbers {...props} />}
      {!isOver && <Countdown statusUrl={props.statusUrl} seconds={props.remainingSeconds} />}
      {!isOver && <Notice title={CALL.noticeTitle} texts={CALL.notices} />}
      <Form target={props.form} id="form">
        <button type="submit" id={isOver ? "restart" : "confirm-call"}>
          {isOver ? CALL.restart : CALL.confirm}
        </button>
      </Form>
      <AbortForm target={props.abort} id="abort" text={COMMON.abort} />
    </Page>
  );
}

const PENDING = MESSAGES["call-pending"];

/** Always there, so that the script can fill it in and a screen reader notices. */
function CallMessage({ id }: { id: MessageId | undefined }) {
  if (id === undefined) return <p role="alert" id="call-message" class="alert" hidden />;
  return <p role="alert" id="call-message" class="alert" data-message={id}>{MESSAGES[id]}</p>;
}

function Numbers({ state, encodeQrCode }: CallScreenProps) {
  const { call: { destination }, holder } = state;
  const url = `tel:${destination}`;
  return (
    <section class="panel">
      <h3>{CALL.from}</h3>
      <dl>
        <dt>{CALL.fromLabel}</dt> <dd id="phone">{maskPhoneNumber(holder.phoneNumber)}</dd>
      </dl>
      <h3>{CALL.to}</h3>
      <dl>
        <dt>{CALL.toLabel}</dt>{" "}
        <dd>
          <a href={url} id="call" class="number">{destination}</a>
        </dd>
      </dl>
      <p>
        <a href={`tel:186${destination}`} id="call-186">{CALL.with186(destination)}</a>
        <br />
        <span class="hint">{CALL.with186Hint}</span>
      </p>
      <details>
        <summary>{CALL.qr}</summary>
        <QrCode modules={encodeQrCode(url)} label={CALL.qrLabel(destination)} />
      </details>
    </section>
  );
}

/** Counted down by the script; without it the number is that of the moment it was drawn. */
function Countdown({ statusUrl, seconds }: { statusUrl: string; seconds: number }) {
  return (
    <div>
      <p
        id="countdown"
        class="countdown"
        data-seconds={String(seconds)}
        data-status-url={statusUrl}
        data-text={CALL.remainingTemplate}
        data-announcement={CALL.announcementTemplate}
      >
        {CALL.remaining(seconds)}
      </p>
      <p id="announcement" role="status" class="visually-hidden" />
    </div>
  );
}
