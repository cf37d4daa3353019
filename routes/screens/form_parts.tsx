/** The parts of which the forms are made. */
import type { Child } from "hono/jsx";
import {
  ACCOUNT_FIELDS,
  CUSTOMER_FIELDS,
  type Fault,
  type Faults,
  type Field,
} from "../../domain/interaction/forms.ts";
import type { Message } from "../../domain/interaction/interaction.ts";
import { Desk } from "./desk.tsx";
import type { FormTarget } from "./form_token.ts";
import type { Institution } from "./settings.ts";
import { faultText, type MessageId, type Texts } from "./texts/catalogue.ts";

/** A form of a screen; validation is the server's, which alone has Japanese texts for it. */
export function Form(
  { target, id, children }: { target: FormTarget; id: string; children?: Child },
) {
  return (
    <form method="post" action={target.action} id={id} novalidate>
      <input type="hidden" name="step" value={String(target.version)} />
      <input type="hidden" name="csrf" value={target.token} />
      {children}
    </form>
  );
}

/** 中止する, or 拒否する: a form of its own. */
export function AbortForm(
  { target, id, text }: { target: FormTarget; id: string; text: string },
) {
  return (
    <Form target={target} id={`${id}-form`}>
      <button type="submit" id={id} class="secondary">{text}</button>
    </Form>
  );
}

/** What is said in the error dialog beside the message itself. */
function messageDetail({ common, account }: Texts, message: Message): string | undefined {
  if (message.id === "call-timeout") return account.backAtStart;
  if ("usableFrom" in message) return common.usableFrom(common.moment(message.usableFrom));
  return "incidentId" in message ? common.incident(message.incidentId) : undefined;
}

/** The error dialog of a screen; OK closes it and leads to the first faulty field. */
export function MessageDialog(
  { texts, institution, message, fallback, help }: {
    texts: Texts;
    institution: Institution;
    message: Message | undefined;
    fallback: string;
    /** What to do about the message on this screen. */
    help?: string | undefined;
  },
) {
  if (message === undefined) return null;
  const faults = faultsOf(message);
  const stays = message.id === "already-locked";
  const detail = messageDetail(texts, message) ?? help;
  const desk = CALL_DESK.includes(message.id) && <Desk texts={texts} institution={institution} />;
  return (
    <>
      <ErrorDialog
        texts={texts}
        id={message.id}
        detail={detail}
        desk={desk}
        leadsTo={stays ? KEPT_ID : fieldsOf(faults)[0] ?? fallback}
        faults={faults}
      />
      {stays && (
        <div id={KEPT_ID} class="alert kept" tabindex={-1}>
          <p>{texts.messages[message.id]}</p>
          <p>{detail}</p>
          {desk}
        </div>
      )}
    </>
  );
}

/** Messages that ask for a call. */
const CALL_DESK: readonly MessageId[] = [
  "already-locked",
  "core-banking-unavailable",
  "system-error",
];

/** What is still to be read after OK. The style shows it once the dialog is closed. */
const KEPT_ID = "kept-message";

/**
 * The dialog of the operating manual, with a summary of the faulty fields. The script makes
 * it modal. Without the script it is not: it comes along where the page is scrolled to, OK is a link to
 * a place in the page, and the style sheet hides the dialog once it, or a link of the summary, was
 * followed.
 */
function ErrorDialog(
  { texts, id, detail, desk, leadsTo, faults }: {
    texts: Texts;
    id: MessageId;
    detail: string | undefined;
    desk: Child;
    leadsTo: string;
    faults: Faults;
  },
) {
  return (
    <dialog
      open
      class="dialog"
      aria-labelledby="dialog-title"
      aria-describedby="dialog-message"
    >
      <h2 id="dialog-title">{texts.common.errorTitle}</h2>
      <p id="dialog-message" role="alert" data-message={id}>{texts.messages[id]}</p>
      {detail !== undefined && <p>{detail}</p>}
      {desk}
      <FaultSummary texts={texts} faults={faults} />
      <a href={`#${leadsTo}`} id="ok" class="button" role="button">{texts.common.ok}</a>
    </dialog>
  );
}

/** Leads to each faulty field. Where the dialog is not modal it shows their names only. */
function FaultSummary({ texts, faults }: { texts: Texts; faults: Faults }) {
  const faulty = fieldsOf(faults);
  if (faulty.length === 0) return null;
  return (
    <ul class="summary">
      {faulty.map((field) => (
        <li>
          <a href={`#${field}`}>{labelOf(texts, field, faults)}</a>
          <span class="summary-fault">{faultText(texts, field, faults[field] ?? "missing")}</span>
        </li>
      ))}
    </ul>
  );
}

/** A date that cannot be is no fault of the day or the year alone. */
function labelOf({ customer, labels }: Texts, field: Field, faults: Faults): string {
  const isDate = field === "birthYear" || field === "birthDay";
  return isDate && faults[field] === "malformed" ? customer.birthDate : labels[field];
}

/** The faulty fields, in their order on the screen. */
function fieldsOf(faults: Faults): readonly Field[] {
  return FIELDS.filter((field) => faults[field] !== undefined);
}

const FIELDS: readonly Field[] = [...ACCOUNT_FIELDS, ...CUSTOMER_FIELDS, "pin", "agree"];

/** The faults of a message. */
export function faultsOf(message: Message | undefined): Faults {
  return message !== undefined && "faults" in message ? message.faults : {};
}

/** What a field is made of. */
export interface FieldProps {
  readonly texts: Texts;
  readonly name: Field;
  readonly label: string;
  readonly hint?: string;
  readonly example?: string;
  readonly faults: Faults;
  /** Attributes of the control. */
  readonly control: Readonly<Record<string, string>>;
  /** The options of a select, in place of an input. */
  readonly children?: Child;
}

/** A required field with its label, hints and fault. */
export function RequiredField(props: FieldProps) {
  const { texts, name, label, hint, example, faults, control, children } = props;
  const attributes = { ...control, ...controlAttributes(name, faults, example !== undefined) };
  return (
    <div class="field">
      <label for={name}>
        <Required texts={texts} /> {label} {hint !== undefined && <span class="hint">{hint}</span>}
      </label>
      {example !== undefined && <p id={`${name}-example`} class="example">{example}</p>}
      <FieldFault texts={texts} name={name} faults={faults} />
      {children ? <select {...attributes}>{children}</select> : <input {...attributes} />}
    </div>
  );
}

/** The mark of a required field. */
export function Required({ texts }: { texts: Texts }) {
  return <span class="required">{texts.common.required}</span>;
}

/** The text beside a faulty field. */
export function FieldFault(
  { texts, name, faults }: { texts: Texts; name: Field; faults: Faults },
) {
  return <GroupFaults texts={texts} names={[name]} faults={faults} />;
}

/** The texts beside fields that stand in one line: eyes need the same text but once. */
export function GroupFaults(
  { texts, names, faults }: { texts: Texts; names: readonly Field[]; faults: Faults },
) {
  const shown = new Set<string>();
  return names.map((name) => {
    const fault: Fault | undefined = faults[name];
    if (fault === undefined) return null;
    const text = faultText(texts, name, fault);
    const isRepeated = shown.has(text);
    shown.add(text);
    return <p class={isRepeated ? "visually-hidden" : "fault"} id={`${name}-fault`}>{text}</p>;
  });
}

/** Name, id, and how a control refers to its texts. The first faulty field gets the focus. */
export function controlAttributes(
  name: Field,
  faults: Faults,
  hasExample: boolean,
): Readonly<Record<string, string>> {
  const isFaulty = faults[name] !== undefined;
  const described = [
    ...(hasExample ? [`${name}-example`] : []),
    ...(isFaulty ? [`${name}-fault`] : []),
  ];
  return {
    id: name,
    name,
    "aria-required": "true",
    ...(described.length > 0 && { "aria-describedby": described.join(" ") }),
    ...(isFaulty && { "aria-invalid": "true" }),
    ...(fieldsOf(faults)[0] === name && { autofocus: "" }),
  };
}
