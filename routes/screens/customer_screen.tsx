/** ② お客様情報入力 */
import { EARLIEST_BIRTH_YEAR, japaneseEraYear } from "../../domain/banking/date_of_birth.ts";
import type { CustomerForm, Faults } from "../../domain/interaction/forms.ts";
import type { CustomerState } from "../../domain/interaction/interaction.ts";
import {
  AbortForm,
  controlAttributes,
  faultsOf,
  FieldFault,
  Form,
  MessageDialog,
  Required,
  RequiredField,
} from "./form_parts.tsx";
import { Page, Paragraphs } from "./page.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import { COMMON, CUSTOMER } from "./texts_ja.ts";

/** The button that leads back to ①: its name and value in the form. */
export const CORRECT_ACCOUNT = { name: "action", value: "correct-account" } as const;

/** Draws screen ②. `thisYear`: the last year that the era table shows. */
export function CustomerScreen(props: ScreenProps<CustomerState> & { readonly thisYear: number }) {
  const { state: { account, form, message }, thisYear } = props;
  const faults = faultsOf(message);
  const toMend = message?.id === "account-not-eligible" ? "correct-account" : "name";
  return (
    <Page {...pageProps(props, "customer")} title={COMMON.title(CUSTOMER.name)}>
      <MessageDialog message={message} fallback={toMend} />
      <Paragraphs texts={CUSTOMER.lead} />
      <h2>{CUSTOMER.accountTitle}</h2>
      <p class="account">{CUSTOMER.account(account.branchCode, account.accountNumber)}</p>
      <Form target={props.form} id="form">
        <HolderFields form={form} faults={faults} thisYear={thisYear} />
        <EmailFields form={form} faults={faults} />
        <button type="submit" id="next">{COMMON.next}</button>
        <button type="submit" id="correct-account" class="secondary" {...CORRECT_ACCOUNT}>
          {CUSTOMER.correctAccount}
        </button>
      </Form>
      <AbortForm target={props.abort} id="abort" text={COMMON.abort} />
    </Page>
  );
}

interface FieldsProps {
  readonly form: CustomerForm;
  readonly faults: Faults;
}

function HolderFields({ form, faults, thisYear }: FieldsProps & { thisYear: number }) {
  return (
    <>
      <h2>{CUSTOMER.holderTitle}</h2>
      <RequiredField
        name="name"
        label={CUSTOMER.holderName}
        hint={CUSTOMER.holderNameHint}
        example={CUSTOMER.holderNameExample}
        faults={faults}
        control={{ type: "text", autocomplete: "off", value: form.name }}
      />
      <BirthDate form={form} faults={faults} thisYear={thisYear} />
      <h2>{CUSTOMER.phoneTitle}</h2>
      <Paragraphs texts={CUSTOMER.phoneLead} />
      <RequiredField
        name="phoneNumber"
        label={CUSTOMER.phoneNumber}
        hint={CUSTOMER.phoneNumberHint}
        faults={faults}
        control={{ type: "tel", autocomplete: "tel-national", value: form.phoneNumber }}
      />
    </>
  );
}

function EmailFields({ form, faults }: FieldsProps) {
  return (
    <>
      <h2>{CUSTOMER.emailTitle}</h2>
      <p>{CUSTOMER.emailLead}</p>
      <RequiredField
        name="email"
        label={CUSTOMER.email}
        hint={CUSTOMER.emailHint}
        faults={faults}
        control={{ ...EMAIL, value: form.email }}
      />
      <RequiredField
        name="emailConfirmation"
        label={CUSTOMER.emailConfirmation}
        hint={CUSTOMER.emailHint}
        example={CUSTOMER.emailConfirmationLead}
        faults={faults}
        control={{ ...EMAIL, value: form.emailConfirmation }}
      />
    </>
  );
}

/** Of the type `text`, because `email` refuses or changes full-width letters before we see them. */
const EMAIL = { type: "text", inputmode: "email", autocomplete: "email", autocapitalize: "none" };

function BirthDate({ form, faults, thisYear }: FieldsProps & { thisYear: number }) {
  const year = controlAttributes("birthYear", faults, false);
  const era = /^(?:19|20)[0-9]{2}$/.test(form.birthYear) && japaneseEraYear(Number(form.birthYear));
  return (
    <fieldset class="field">
      <legend>
        <Required /> {CUSTOMER.birthDate}
        <span class="hint">{CUSTOMER.birthDateHint}</span>
      </legend>
      <FieldFault name="birthYear" faults={faults} />
      <FieldFault name="birthMonth" faults={faults} />
      <FieldFault name="birthDay" faults={faults} />
      <div class="date">
        <span>{CUSTOMER.westernYear}</span>
        <input
          type="text"
          inputmode="numeric"
          autocomplete="bday-year"
          size={4}
          value={form.birthYear}
          {...year}
        />
        <label for="birthYear">{CUSTOMER.year}</label>
        <DatePart name="birthMonth" count={12} chosen={form.birthMonth} faults={faults} />
        <label for="birthMonth">{CUSTOMER.month}</label>
        <DatePart name="birthDay" count={31} chosen={form.birthDay} faults={faults} />
        <label for="birthDay">{CUSTOMER.day}</label>
      </div>
      {era && <p class="era">{CUSTOMER.era(Number(form.birthYear), era)}</p>}
      <EraTable thisYear={thisYear} />
    </fieldset>
  );
}

/** Nothing is selected at first, so that nobody burns an attempt on a preset day. */
function DatePart(
  { name, count, chosen, faults }: {
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
      <option value="" selected={!numbers.includes(chosen)}>{CUSTOMER.unselected}</option>
      {numbers.map((number) => (
        <option key={number} value={number} selected={number === chosen}>
          {number.padStart(2, "0")}
        </option>
      ))}
    </select>
  );
}

function EraTable({ thisYear }: { thisYear: number }) {
  const years = Array.from(
    { length: thisYear - EARLIEST_BIRTH_YEAR + 1 },
    (_, index) => thisYear - index,
  );
  return (
    <details class="eras">
      <summary>{CUSTOMER.eraHelp}</summary>
      <ul>
        {years.map((year) => <li key={year}>{CUSTOMER.era(year, japaneseEraYear(year))}</li>)}
      </ul>
    </details>
  );
}
