/** ① ご利用口座情報入力 */
import { formatJapanese } from "../../domain/notice/completion_notice.ts";
import type { Closure } from "../../domain/service/calendar.ts";
import type { AccountState } from "../../domain/interaction/interaction.ts";
import { faultsOf, Form, MessageDialog, RequiredField } from "./form_parts.tsx";
import { Notice, Page, Paragraphs } from "./page.tsx";
import { OWN_LINKS } from "./subject.ts";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import { LINKS } from "./links_ja.ts";
import { ACCOUNT, COMMON } from "./texts_ja.ts";

/** What screen ① shows beside its state. */
export interface AccountScreenProps extends ScreenProps<AccountState> {
  /** When the service closes before the procedure's time is over. */
  readonly closure: Closure | undefined;
}

/** Draws screen ①. */
export function AccountScreen(props: AccountScreenProps) {
  const { state: { form, message }, institution, app } = props;
  const faults = faultsOf(message);
  return (
    <Page {...pageProps(props, "account")} title={COMMON.title(ACCOUNT.name)}>
      <MessageDialog message={message} fallback="branchCode" />
      {props.closure && <ClosingSoon closure={props.closure} />}
      {app === OWN_LINKS
        ? <Notice title={LINKS.leadTitle} texts={LINKS.lead} />
        : <Notice title={ACCOUNT.disclaimerTitle} texts={ACCOUNT.disclaimer(app.operatorName)} />}
      <Notice title={ACCOUNT.cautionTitle} texts={ACCOUNT.caution} />
      <Paragraphs texts={ACCOUNT.request(institution.name)} />
      <Form target={props.form} id="form">
        <RequiredField
          name="branchCode"
          label={ACCOUNT.branchCode}
          hint={ACCOUNT.branchCodeHint}
          example={ACCOUNT.branchCodeExample}
          faults={faults}
          control={{ ...DIGITS, value: form.branchCode }}
        />
        <RequiredField
          name="accountType"
          label={ACCOUNT.accountType}
          faults={faults}
          control={{}}
        >
          <option value="1" selected>{ACCOUNT.ordinaryDeposit}</option>
        </RequiredField>
        <RequiredField
          name="accountNumber"
          label={ACCOUNT.accountNumber}
          hint={ACCOUNT.accountNumberHint}
          example={ACCOUNT.accountNumberExample}
          faults={faults}
          control={{ ...DIGITS, value: form.accountNumber }}
        />
        <button type="submit" id="next">{COMMON.next}</button>
      </Form>
    </Page>
  );
}

/** Said before anything is typed that would be cut off. */
function ClosingSoon({ closure: { from, until } }: { readonly closure: Closure }) {
  return (
    <p class="alert" role="alert" data-message="closing-soon">
      {ACCOUNT.closingSoon(formatJapanese(from), formatJapanese(until))}
    </p>
  );
}

/** Account data are not to be remembered by the browser. */
const DIGITS = { type: "text", inputmode: "numeric", autocomplete: "off" };
