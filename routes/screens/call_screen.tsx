/** ④ 電話番号認証 */
import { maskPhoneNumber } from "../../domain/banking/phone_number.ts";
import type { CallStatus } from "../../domain/caller_id/expected_call.ts";
import type { CallState } from "../../domain/interaction/interaction.ts";
import { AbortForm, Form } from "./form_parts.tsx";
import { Notice, Page, Paragraphs } from "./page.tsx";
import { QrCode } from "./qr_code.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import type { QrEncoder } from "./settings.ts";
import type { MessageId, Texts } from "./texts/catalogue.ts";

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
      <Paragraphs texts={texts.call.lead} />
      {isPending && (
        <p role="alert" class="alert" data-message="call-pending">
          {texts.messages["call-pending"]}
        </p>
      )}
      <CallMessage texts={texts} id={callMessage(call)} />
      {!isOver && <Numbers {...props} />}
      {!isOver && (
        <Countdown texts={texts} statusUrl={props.statusUrl} seconds={props.remainingSeconds} />
      )}
      {!isOver && <Notice title={texts.call.noticeTitle} texts={texts.call.notices} />}
      <Form target={props.form} id="form">
        <button type="submit" id={isOver ? "restart" : "confirm-call"}>
          {isOver ? texts.call.restart : texts.call.confirm}
        </button>
      </Form>
      <AbortForm target={props.abort} id="abort" text={texts.common.abort} />
    </Page>
  );
}

/** Always there, so that the script can fill it in and a screen reader notices. */
function CallMessage({ texts, id }: { texts: Texts; id: MessageId | undefined }) {
  if (id === undefined) return <p role="alert" id="call-message" class="alert" hidden />;
  return <p role="alert" id="call-message" class="alert" data-message={id}>{texts.messages[id]}</p>;
}

function Numbers({ texts, state, encodeQrCode }: CallScreenProps) {
  const { call: { destination }, holder } = state;
  const url = `tel:${destination}`;
  return (
    <section class="panel">
      <h3>{texts.call.from}</h3>
      <dl>
        <dt>{texts.call.fromLabel}</dt> <dd id="phone">{maskPhoneNumber(holder.phoneNumber)}</dd>
      </dl>
      <h3>{texts.call.to}</h3>
      <dl>
        <dt>{texts.call.toLabel}</dt>{" "}
        <dd>
          <a href={url} id="call" class="number">{destination}</a>
        </dd>
      </dl>
      <p>
        <a href={`tel:186${destination}`} id="call-186">{texts.call.with186(destination)}</a>
        <br />
        <span class="hint">{texts.call.with186Hint}</span>
      </p>
      <details>
        <summary>{texts.call.qr}</summary>
        <QrCode modules={encodeQrCode(url)} label={texts.call.qrLabel(destination)} />
      </details>
    </section>
  );
}

/** Counted down by the script; without it the number is that of the moment it was drawn. */
function Countdown(
  { texts, statusUrl, seconds }: { texts: Texts; statusUrl: string; seconds: number },
) {
  return (
    <div>
      <p
        id="countdown"
        class="countdown"
        data-seconds={String(seconds)}
        data-status-url={statusUrl}
        data-text={texts.call.remainingTemplate}
        data-announcement={texts.call.announcementTemplate}
      >
        {texts.call.remaining(seconds)}
      </p>
      <p id="announcement" role="status" class="visually-hidden" />
    </div>
  );
}
