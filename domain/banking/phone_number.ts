/** Japanese phone numbers: what a customer types, what is shown, and what a carrier reports. */
import { normaliseNumber } from "./digits.ts";

/** Free, shared-cost, premium and machine numbers: no customer can place a call from one. */
const CANNOT_CALL = /^(?:0120|0800|0570|0990|020)/;
/** Mobile (060, 070, 080, 090) and IP phones (050) have 11 digits. */
const ELEVEN_DIGITS = /^0[5-9]0[0-9]{8}$/;
/** A landline has 10, and none of those prefixes nor that of international calls (010). */
const TEN_DIGITS = /^0(?![15-9]0)[1-9][0-9]{8}$/;

/**
 * Reads the phone number registered with the credit union: 10 or 11 digits, beginning with 0, from
 * which a call can be placed.
 *
 * @param exempt numbers accepted although their range is refused: those of a sandbox's customers
 */
export function parsePhoneNumber(text: string, exempt: readonly string[] = []): string | undefined {
  const digits = toNational(normaliseNumber(text).replace(/[().・]/g, ""));
  if (exempt.includes(digits)) return digits;
  if (CANNOT_CALL.test(digits)) return undefined;
  return ELEVEN_DIGITS.test(digits) || TEN_DIGITS.test(digits) ? digits : undefined;
}

/** A phone number with every digit but the last four as `*`. */
export function maskPhoneNumber(phoneNumber: string): string {
  return "*".repeat(Math.max(phoneNumber.length - 4, 0)) + phoneNumber.slice(-4);
}

/**
 * A number as carriers report it (E.164, for Japan also without `+`, with an international
 * prefix, or national), in E.164: `+819000003333`. Undefined when it is no number.
 */
export function toE164(text: string): string | undefined {
  const number = normaliseNumber(text).replace(/[().]/g, "").replace(/^(?=81[1-9])/, "+");
  const digits = toNational(number);
  if (/^0[1-9][0-9]{8,9}$/.test(digits)) return `+81${digits.slice(1)}`;
  return /^\+[1-9][0-9]{6,14}$/.test(digits) ? digits : undefined;
}

/** Takes the Japanese country code off, however it was dialled (`+81`, `+81 (0)`, `010 81`, `0081`). */
function toNational(digits: string): string {
  return digits.replace(/^(?:\+|010|00)810?(?=[1-9])/, "0");
}
