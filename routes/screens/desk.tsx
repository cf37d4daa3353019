/** The desk that customers call. */
import { telephoneUrl } from "./page.tsx";
import type { Institution } from "./settings.ts";
import type { Texts } from "./texts/catalogue.ts";

/** Whom to ask, and when. */
export function Desk({ texts, institution }: { texts: Texts; institution: Institution }) {
  return (
    <p class="desk">
      {texts.common.desk} <a href={telephoneUrl(institution.phone)}>{institution.phone}</a>{" "}
      <span class="desk-hours">({texts.common.hours(institution)})</span>
    </p>
  );
}

/** A text in which the desk's number, where it stands there, can be pressed. */
export function WithDesk({ text, institution }: { text: string; institution: Institution }) {
  const { phone } = institution;
  const at = text.indexOf(phone);
  if (at === -1) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <a href={telephoneUrl(phone)}>{phone}</a>
      {text.slice(at + phone.length)}
    </>
  );
}
