/** ⑤ キャッシュカード暗証番号認証 */
import type { PinState } from "../../domain/interaction/interaction.ts";
import { AbortForm, faultsOf, Form, MessageDialog, RequiredField } from "./form_parts.tsx";
import { Page } from "./page.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";

/** Draws screen ⑤. What was typed is never shown again. */
export function PinScreen(props: ScreenProps<PinState>) {
  const { texts, state: { message } } = props;
  return (
    <Page {...pageProps(props, "pin")} title={texts.common.title(texts.pin.name)}>
      <MessageDialog
        texts={texts}
        institution={props.institution}
        message={message}
        fallback="pin"
        {...(message?.id === "authentication-failed" && { help: texts.pin.checkPin })}
      />
      <h2>{texts.pin.heading}</h2>
      <p>{texts.pin.lead}</p>
      <Form target={props.form} id="form">
        <RequiredField
          texts={texts}
          name="pin"
          label={texts.pin.pin}
          hint={texts.pin.pinHint}
          faults={faultsOf(message)}
          control={{ type: "password", inputmode: "numeric", autocomplete: "off" }}
        />
        <button type="submit" id="next">{texts.common.next}</button>
      </Form>
      <AbortForm target={props.abort} id="abort" text={texts.common.abort} />
    </Page>
  );
}
