/** ② お客様情報入力 */
import { japaneseEraYear, listEras } from "../../domain/banking/date_of_birth.ts";
import type { CustomerForm, Faults } from "../../domain/interaction/forms.ts";
import type { CustomerState, Message } from "../../domain/interaction/interaction.ts";
import {
  AbortForm,
  controlAttributes,
  faultsOf,
  Form,
  GroupFaults,
  MessageDialog,
  Required,
  RequiredField,
} from "./form_parts.tsx";
import { Page, Paragraphs } from "./page.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import { OWN_LINKS } from "./subject.ts";
import type { Texts } from "./texts/catalogue.ts";

/** The button that leads back to ①: its name and value in the form. */
export const CORRECT_ACCOUNT = { name: "action", value: "correct-account" } as const;

/** Draws screen ②. `thisYear`: the last year that the era table shows. */
export function CustomerScreen(props: ScreenProps<CustomerState> & { readonly thisYear: number }) {
  const { state: { account, form, message }, thisYear, texts } = props;
  const faults = faultsOf(message);
  const mend = mendOf(texts, message);
  const asksEmail = props.app !== OWN_LINKS;
  return (
    <Page {...pageProps(props, "customer")} title={texts.common.title(texts.customer.name)}>
      <MessageDialog texts={texts} institution={props.institution} message={message} {...mend} />
      <Paragraphs texts={texts.customer.lead(asksEmail)} />
      <h2>{texts.customer.accountTitle}</h2>
      <p class="account">{texts.customer.account(account.branchCode, account.accountNumber)}</p>
      <button type="submit" form="form" id="correct-account" class="secondary" {...CORRECT_ACCOUNT}>
        {texts.customer.correctAccount}
      </button>
      <Form target={props.form} id="form">
        <HolderFields texts={texts} form={form} faults={faults} thisYear={thisYear} />
        {asksEmail && <EmailFields texts={texts} form={form} faults={faults} />}
        <button type="submit" id="next">{texts.common.next}</button>
      </Form>
      <AbortForm target={props.abort} id="abort" text={texts.common.abort} />
    </Page>
  );
}

/** Where OK leads to when no field is known to be faulty, and what is to be checked there. */
function mendOf(
  { customer }: Texts,
  message: Message | undefined,
): { readonly fallback: string; readonly help?: string } {
  switch (message?.id) {
    case "account-not-eligible":
      return { fallback: "correct-account", help: customer.checkAccount };
    case "authentication-failed":
      return { fallback: "birthYear", help: customer.checkHolder };
    default:
      return { fallback: "name" };
  }
}

interface FieldsProps {
  readonly texts: Texts;
  readonly form: CustomerForm;
  readonly faults: Faults;
}

function HolderFields({ texts, form, faults, thisYear }: FieldsProps & { thisYear: number }) {
  return (
    <>
      <h2>{texts.customer.holderTitle}</h2>
      <RequiredField
        texts={texts}
        name="name"
        label={texts.customer.holderName}
        hint={texts.customer.holderNameHint}
        example={texts.customer.holderNameExample}
        faults={faults}
        control={{ ...NAME, value: form.name }}
      />
      <BirthDate texts={texts} form={form} faults={faults} thisYear={thisYear} />
      <h2>{texts.customer.phoneTitle}</h2>
      <Paragraphs texts={texts.customer.phoneLead} />
      <RequiredField
        texts={texts}
        name="phoneNumber"
        label={texts.customer.phoneNumber}
        hint={texts.customer.phoneNumberHint}
        faults={faults}
        control={{ type: "tel", autocomplete: "tel-national", value: form.phoneNumber }}
      />
    </>
  );
}

function EmailFields({ texts, form, faults }: FieldsProps) {
  return (
    <>
      <h2>{texts.customer.emailTitle}</h2>
      <p>{texts.customer.emailLead}</p>
      <RequiredField
        texts={texts}
        name="email"
        label={texts.customer.email}
        hint={texts.customer.emailHint}
        faults={faults}
        control={{ ...EMAIL, value: form.email }}
      />
      <RequiredField
        texts={texts}
        name="emailConfirmation"
        label={texts.customer.emailConfirmation}
        hint={texts.customer.emailHint}
        example={texts.customer.emailConfirmationLead}
        faults={faults}
        control={{ ...EMAIL, value: form.emailConfirmation }}
      />
    </>
  );
}

/** Browsers know the name in kanji and have no token for kana: what they filled in would be refused. */
const NAME = { type: "text", autocomplete: "off", spellcheck: "false" };

/** Of the type `text`, because `email` refuses or changes full-width letters before we see them. */
const EMAIL = {
  type: "text",
  inputmode: "email",
  autocomplete: "email",
  autocapitalize: "none",
  spellcheck: "false",
};

function BirthDate({ texts, form, faults, thisYear }: FieldsProps & { thisYear: number }) {
  const year = controlAttributes("birthYear", faults, true);
  const era = /^(?:19|20)[0-9]{2}$/.test(form.birthYear) && japaneseEraYear(Number(form.birthYear));
  return (
    <fieldset class="field">
      <legend>
        <Required texts={texts} /> {texts.customer.birthDate}{" "}
        <span class="hint">{texts.customer.birthDateHint}</span>
      </legend>
      <p id="birthYear-example" class="example">{texts.customer.birthDateExample}</p>
      <GroupFaults texts={texts} names={["birthYear", "birthMonth", "birthDay"]} faults={faults} />
      <div class="date">
        <span class="date-part">
          <span>{texts.customer.westernYear}</span>
          <input
            type="text"
            autocomplete="bday-year"
            autocapitalize="characters"
            spellcheck={false}
            size={6}
            value={form.birthYear}
            {...year}
          />
          <label for="birthYear">{texts.customer.year}</label>
        </span>
        <span class="date-part">
          <DatePart name="birthMonth" count={12} chosen={form.birthMonth} {...{ texts, faults }} />
          <label for="birthMonth">{texts.customer.month}</label>
        </span>
        <span class="date-part">
          <DatePart name="birthDay" count={31} chosen={form.birthDay} {...{ texts, faults }} />
          <label for="birthDay">{texts.customer.day}</label>
        </span>
      </div>
      {era && <p class="era">{texts.customer.era(Number(form.birthYear), era)}</p>}
      <EraTable texts={texts} thisYear={thisYear} />
    </fieldset>
  );
}

/** Nothing is selected at first, so that nobody burns an attempt on a preset day. */
function DatePart(
  { texts, name, count, chosen, faults }: {
    texts: Texts;
    name: "birthMonth" | "birthDay";
    count: number;
    chosen: string;
    faults: Faults;
  },
) {
  const numbers = Array.from({ length: count }, (_, index) => String(index + 1));
  const autocomplete = name === "birthMonth" ? "bday-month" : "bday-day";
  return (
    <select autocomplete={autocomplete} {...controlAttributes(name, faults, false)}>
      <option value="" selected={!numbers.includes(chosen)}>{texts.customer.unselected}</option>
      {numbers.map((number) => (
        <option value={number} selected={number === chosen}>
          {number.padStart(2, "0")}
        </option>
      ))}
    </select>
  );
}

function EraTable({ texts, thisYear }: { texts: Texts; thisYear: number }) {
  return (
    <details class="eras">
      <summary>{texts.customer.eraHelp}</summary>
      <ul>
        {listEras(thisYear).map(({ name, years, first, last }) => (
          <li>{texts.customer.eraRange(name, years.join("〜"), first, last)}</li>
        ))}
      </ul>
    </details>
  );
}
