/** ③ 電話番号の確認 */
import { maskPhoneNumber } from "../../domain/banking/phone_number.ts";
import type { PhoneState } from "../../domain/interaction/interaction.ts";
import { AbortForm, Form } from "./form_parts.tsx";
import { Page } from "./page.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import { COMMON, PHONE } from "./texts_ja.ts";

/** Draws screen ③. */
export function PhoneScreen(props: ScreenProps<PhoneState>) {
  return (
    <Page {...pageProps(props, "phone")} title={COMMON.title(PHONE.name)}>
      <h2>{PHONE.heading}</h2>
      <section class="panel">
        <h3>{PHONE.numberTitle}</h3>
        <dl>
          <dt>{PHONE.number}</dt>{" "}
          <dd id="phone">{maskPhoneNumber(props.state.holder.phoneNumber)}</dd>
        </dl>
      </section>
      <Form target={props.form} id="form">
        <button type="submit" id="confirm-phone">{PHONE.decide}</button>
      </Form>
      <AbortForm target={props.abort} id="abort" text={COMMON.abort} />
    </Page>
  );
}
