/** Phone numbers as people dial them and as telephony providers write them. */

/** A number that was dialled, and whether its prefix withheld the caller's own. */
export interface DialledNumber {
  /** Digits only, as dialled within Japan. */
  readonly number: string;
  readonly withheld: boolean;
}

/**
 * Reads what somebody dialled or pasted: `tel:` links, hyphens, full-width digits, `+81`. The
 * prefix 184 withholds the caller's number, 186 sends it.
 */
export function parseDialled(text: string): DialledNumber {
  const digits = text.normalize("NFKC").trim().replace(/^tel:/i, "").replace(/[^\d+]/g, "");
  const prefix = /^18[46]/.exec(digits)?.[0];
  const number = (prefix === undefined ? digits : digits.slice(prefix.length))
    .replace(/^\+81/, "0");
  return { number, withheld: prefix === "184" };
}

/** E.164, as telephony providers report numbers. */
export function toE164(number: string): string {
  return `+81${number.replace(/^0/, "")}`;
}
