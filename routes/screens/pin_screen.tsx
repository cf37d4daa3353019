/** ⑤ キャッシュカード暗証番号認証 */
import type { PinState } from "../../domain/interaction/interaction.ts";
import { AbortForm, faultsOf, Form, MessageDialog, RequiredField } from "./form_parts.tsx";
import { Page } from "./page.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import { COMMON, PIN } from "./texts_ja.ts";

/** Draws screen ⑤. What was typed is never shown again. */
export function PinScreen(props: ScreenProps<PinState>) {
  const { message } = props.state;
  return (
    <Page {...pageProps(props, "pin")} title={COMMON.title(PIN.name)}>
      <MessageDialog message={message} fallback="pin" />
      <h2>{PIN.heading}</h2>
      <p>{PIN.lead}</p>
      <Form target={props.form} id="form">
        <RequiredField
          name="pin"
          label={PIN.pin}
          hint={PIN.pinHint}
          faults={faultsOf(message)}
          control={{ type: "password", inputmode: "numeric", autocomplete: "off" }}
        />
        <button type="submit" id="next">{COMMON.next}</button>
      </Form>
      <AbortForm target={props.abort} id="abort" text={COMMON.abort} />
    </Page>
  );
}
