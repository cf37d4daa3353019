/** What the customer types on the screens ① and ②: normalised first, then checked. */
import {
  parseAccountNumber,
  parseAccountType,
  parseBranchCode,
} from "../banking/account_number.ts";
import { normaliseBirthYear, parseDateOfBirth } from "../banking/date_of_birth.ts";
import { normaliseNumber } from "../banking/digits.ts";
import { parseHolderName, toBankKana } from "../banking/kana.ts";
import { parsePhoneNumber } from "../banking/phone_number.ts";
import type { GrantedAccount } from "../grant/grant.ts";
import { normaliseEmailAddress, parseEmailAddress } from "../notice/email_address.ts";
import type { EpochMillis } from "../time.ts";

/** The fields of screen ①. */
export const ACCOUNT_FIELDS = ["branchCode", "accountType", "accountNumber"] as const;
/** The fields of screen ②, in the order in which they stand there. */
export const CUSTOMER_FIELDS = [
  "name",
  "birthYear",
  "birthMonth",
  "birthDay",
  "phoneNumber",
  "email",
  "emailConfirmation",
] as const;

/** A field of any screen. */
export type Field =
  | typeof ACCOUNT_FIELDS[number]
  | typeof CUSTOMER_FIELDS[number]
  | "pin"
  | "agree";

/** What is wrong with a field. `different`: it should repeat another field and does not. */
export type Fault = "missing" | "malformed" | "different";
/** The faulty fields of a form. */
export type Faults = Partial<Readonly<Record<Field, Fault>>>;

/** Screen ① as it is shown again. */
export type AccountForm = Readonly<Record<typeof ACCOUNT_FIELDS[number], string>>;
/** Screen ② as it is shown again. */
export type CustomerForm = Readonly<Record<typeof CUSTOMER_FIELDS[number], string>>;

/** What the customer stated about themselves; all of it normalised and well-formed. */
export interface StatedHolder {
  /** Half-width katakana; for the operation log only, never compared. */
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly dateOfBirth: string;
  /** 10 or 11 digits. */
  readonly phoneNumber: string;
  /** For the completion notice only; undefined where there is none, as there is no app. */
  readonly email?: string;
}

/** A form that was read: its values if all is well, otherwise every fault. `form` is shown again. */
export type Reading<Form, Values> =
  | { readonly form: Form; readonly values: Values }
  | { readonly form: Form; readonly faults: Faults };

/** An empty screen ①. The account type has one choice only, which is chosen. */
export const EMPTY_ACCOUNT_FORM: AccountForm = {
  branchCode: "",
  accountType: "1",
  accountNumber: "",
};

/** An empty screen ②. */
export const EMPTY_CUSTOMER_FORM: CustomerForm = {
  name: "",
  birthYear: "",
  birthMonth: "",
  birthDay: "",
  phoneNumber: "",
  email: "",
  emailConfirmation: "",
};

/** Reads screen ①. */
export function readAccountForm(typed: AccountForm): Reading<AccountForm, GrantedAccount> {
  const form = {
    branchCode: normaliseNumber(typed.branchCode),
    accountType: normaliseNumber(typed.accountType),
    accountNumber: normaliseNumber(typed.accountNumber),
  };
  const branchCode = parseBranchCode(form.branchCode);
  const accountType = parseAccountType(form.accountType);
  const accountNumber = parseAccountNumber(form.accountNumber);
  if (branchCode !== undefined && accountType !== undefined && accountNumber !== undefined) {
    return { form, values: { branchCode, accountType, accountNumber } };
  }
  const faults = faultsOf(ACCOUNT_FIELDS, form, { branchCode, accountType, accountNumber });
  return { form, faults };
}

/** Screen ② as it is shown again. */
export function normaliseCustomerForm(
  typed: CustomerForm,
  exemptPhoneNumbers: readonly string[],
): CustomerForm {
  const phoneNumber = parsePhoneNumber(typed.phoneNumber, exemptPhoneNumbers);
  return {
    name: toBankKana(typed.name),
    birthYear: normaliseBirthYear(typed.birthYear),
    birthMonth: normaliseNumber(typed.birthMonth).replace(/^0(?=[0-9])/, ""),
    birthDay: normaliseNumber(typed.birthDay).replace(/^0(?=[0-9])/, ""),
    phoneNumber: phoneNumber ?? normaliseNumber(typed.phoneNumber),
    email: normaliseEmailAddress(typed.email),
    emailConfirmation: normaliseEmailAddress(typed.emailConfirmation),
  };
}

/** By what screen ② is read. */
export interface CustomerFormRules {
  readonly now: EpochMillis;
  /** See `parsePhoneNumber`. */
  readonly exemptPhoneNumbers: readonly string[];
  /** Whether the form asks for an address for the completion notice. */
  readonly asksForEmail: boolean;
}

/** Reads screen ②. */
export function readCustomerForm(
  typed: CustomerForm,
  rules: CustomerFormRules,
): Reading<CustomerForm, StatedHolder> {
  const { now, exemptPhoneNumbers, asksForEmail } = rules;
  const form = normaliseCustomerForm(typed, exemptPhoneNumbers);
  const phoneNumber = parsePhoneNumber(form.phoneNumber, exemptPhoneNumbers);
  const name = parseHolderName(form.name);
  const dateOfBirth = parseDateOfBirth(
    { year: form.birthYear, month: form.birthMonth, day: form.birthDay },
    now,
  );
  const emailReading = asksForEmail ? readEmail(form) : {};
  if (
    name !== undefined && dateOfBirth !== undefined && phoneNumber !== undefined &&
    emailReading.faults === undefined
  ) {
    const { email } = emailReading;
    return { form, values: { name, dateOfBirth, phoneNumber, ...(email && { email }) } };
  }
  const faults: Faults = {
    ...faultsOf(["name"], form, { name }),
    ...dateFaults(form, dateOfBirth, now),
    ...faultsOf(["phoneNumber"], form, { phoneNumber }),
    ...emailReading.faults,
  };
  return { form, faults };
}

/** The address, typed twice. */
function readEmail(
  form: Pick<CustomerForm, "email" | "emailConfirmation">,
): { readonly email?: string; readonly faults?: Faults } {
  const { emailConfirmation } = form;
  const email = parseEmailAddress(form.email);
  const isRepeated = emailConfirmation === form.email;
  if (email !== undefined && isRepeated) return { email };
  const faults: Faults = {
    ...faultsOf(["email", "emailConfirmation"], form, { email, emailConfirmation }),
    ...(emailConfirmation !== "" && !isRepeated && { emailConfirmation: "different" }),
  };
  return { faults };
}

/** Reads screen ⑤: 4 digits; undefined when they are not. */
export function readPin(typed: string): string | undefined {
  const pin = normaliseNumber(typed);
  return /^[0-9]{4}$/.test(pin) ? pin : undefined;
}

/** The fault of a PIN that {@link readPin} did not read. */
export function pinFault(typed: string): Fault {
  return normaliseNumber(typed) === "" ? "missing" : "malformed";
}

/** Empty parts are missing; if all are there and make no date, the day or the year bears the blame. */
function dateFaults(
  form: CustomerForm,
  dateOfBirth: string | undefined,
  now: EpochMillis,
): Faults {
  if (dateOfBirth !== undefined) return {};
  const missing = faultsOf(["birthYear", "birthMonth", "birthDay"], form, form);
  if (Object.keys(missing).length > 0) return missing;
  const newYear = parseDateOfBirth({ year: form.birthYear, month: "1", day: "1" }, now);
  return newYear === undefined ? { birthYear: "malformed" } : { birthDay: "malformed" };
}

/** Of these fields, empty ones are missing, and those without a value malformed. */
function faultsOf<Name extends Field>(
  fields: readonly Name[],
  form: Readonly<Record<Name, string>>,
  values: Readonly<Record<Name, string | undefined>>,
): Faults {
  const faults: Partial<Record<Field, Fault>> = {};
  for (const field of fields) {
    if (form[field] === "") faults[field] = "missing";
    else if (values[field] === undefined) faults[field] = "malformed";
  }
  return faults;
}
