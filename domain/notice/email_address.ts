/** The address to which the completion notice goes. */
import { toPlainText } from "../typed_text.ts";

/** The longest address the screen takes. */
export const EMAIL_MAX_CHARACTERS = 64;

/**
 * RFC 5321 `Mailbox` without quoted parts and address literals, but with dots anywhere in the local
 * part: old addresses of Japanese mobile carriers have them doubled or at the end.
 */
const MAILBOX =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/;

/**
 * A mail address as Japanese keyboards and copied text give it, in plain letters: full-width ones, a
 * full stop of a sentence for a dot, invisible characters. A space within is left, to be refused: it
 * may stand between two addresses.
 */
export function normaliseEmailAddress(text: string): string {
  return toPlainText(text).replaceAll("。", ".").trim();
}

/** Reads a mail address, however it was typed; undefined when it is none or too long. */
export function parseEmailAddress(text: string): string | undefined {
  const address = normaliseEmailAddress(text);
  return address.length <= EMAIL_MAX_CHARACTERS && MAILBOX.test(address) ? address : undefined;
}
