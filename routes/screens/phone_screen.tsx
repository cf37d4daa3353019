/** ③ 電話番号の確認 */
import { maskPhoneNumber } from "../../domain/banking/phone_number.ts";
import type { PhoneState } from "../../domain/interaction/interaction.ts";
import { AbortForm, Form } from "./form_parts.tsx";
import { Page } from "./page.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";

/** Draws screen ③. */
export function PhoneScreen(props: ScreenProps<PhoneState>) {
  const { texts } = props;
  return (
    <Page {...pageProps(props, "phone")} title={texts.common.title(texts.phone.name)}>
      <h2>{texts.phone.heading}</h2>
      <section class="panel">
        <h3>{texts.phone.numberTitle}</h3>
        <dl>
          <dt>{texts.phone.number}</dt>{" "}
          <dd id="phone">{maskPhoneNumber(props.state.holder.phoneNumber)}</dd>
        </dl>
      </section>
      <p>{texts.phone.ahead}</p>
      <Form target={props.form} id="form">
        <button type="submit" id="confirm-phone">{texts.phone.decide}</button>
      </Form>
      <AbortForm target={props.abort} id="abort" text={texts.common.abort} />
    </Page>
  );
}
