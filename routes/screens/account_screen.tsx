/** ① ご利用口座情報入力 */
import type { Closure } from "../../domain/service/calendar.ts";
import type { AccountState } from "../../domain/interaction/interaction.ts";
import { toJst } from "../../domain/time.ts";
import { CardPicture } from "./card_picture.tsx";
import { faultsOf, Form, MessageDialog, RequiredField } from "./form_parts.tsx";
import { Notice, Page, Paragraphs } from "./page.tsx";
import { OWN_LINKS, type Subject } from "./subject.ts";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import type { Texts } from "./texts/catalogue.ts";

/** What screen ① shows beside its state. */
export interface AccountScreenProps extends ScreenProps<AccountState> {
  /** When the service closes before the procedure's time is over. */
  readonly closure: Closure | undefined;
}

/** Draws screen ①. */
export function AccountScreen(props: AccountScreenProps) {
  const { state: { form, message }, institution, app, texts } = props;
  const faults = faultsOf(message);
  return (
    <Page {...pageProps(props, "account")} title={texts.common.title(texts.account.name)}>
      <MessageDialog
        texts={texts}
        institution={institution}
        message={message}
        fallback="branchCode"
      />
      {props.closure && <ClosingSoon texts={texts} closure={props.closure} />}
      <Disclaimer texts={texts} subject={app} />
      <Notice care title={texts.account.cautionTitle} texts={texts.account.caution} />
      <Paragraphs texts={texts.account.request(institution.name)} />
      <CardPicture texts={texts} />
      <Form target={props.form} id="form">
        <RequiredField
          texts={texts}
          name="branchCode"
          label={texts.account.branchCode}
          hint={texts.account.branchCodeHint}
          example={texts.account.branchCodeExample}
          faults={faults}
          control={{ ...DIGITS, value: form.branchCode }}
        />
        <RequiredField
          texts={texts}
          name="accountType"
          label={texts.account.accountType}
          faults={faults}
          control={{ autocomplete: "off" }}
        >
          <option value="1" selected>{texts.account.ordinaryDeposit}</option>
        </RequiredField>
        <RequiredField
          texts={texts}
          name="accountNumber"
          label={texts.account.accountNumber}
          hint={texts.account.accountNumberHint}
          example={texts.account.accountNumberExample}
          faults={faults}
          control={{ ...DIGITS, value: form.accountNumber }}
        />
        <button type="submit" id="next">{texts.common.next}</button>
      </Form>
    </Page>
  );
}

/** 免責事項, or what the procedure is good for when it gives nothing to any app. */
function Disclaimer({ texts, subject }: { readonly texts: Texts; readonly subject: Subject }) {
  if (subject === OWN_LINKS) {
    return <Notice title={texts.links.leadTitle} texts={texts.links.lead} />;
  }
  const { account } = texts;
  return (
    <Notice
      title={account.disclaimerTitle}
      texts={account.disclaimer(subject.operatorName)}
    />
  );
}

/** Said before anything is typed that would be cut off. */
function ClosingSoon(
  { texts, closure }: { readonly texts: Texts; readonly closure: Closure },
) {
  const { common } = texts;
  const endOf = isSameDay(closure) ? common.clock : common.moment;
  return (
    <p class="alert" role="alert" data-message="closing-soon">
      {texts.account.closingSoon(common.moment(closure.from), endOf(closure.until))}
    </p>
  );
}

function isSameDay({ from, until }: Closure): boolean {
  return toJst(from).toPlainDate().equals(toJst(until).toPlainDate());
}

/** Account data are not to be remembered by the browser. */
const DIGITS = { type: "text", inputmode: "numeric", autocomplete: "off" };
