/** The mailbox of all sandbox customers: keeps the last mails in memory. */

const MAX_MAILS = 200;

/** A mail as the gateway handed it over. */
export interface Mail {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The mail as HTML, if it has that form too. */
  readonly html?: string;
}

/** See the head of this file. */
export class Mailbox {
  #mails: readonly Mail[] = [];

  /** Newest first. */
  get mails(): readonly Mail[] {
    return this.#mails;
  }

  /** Puts a mail in. One that came before is not put in twice: mails are sent at least once. */
  put(mail: Mail): void {
    if (this.find(mail.id) !== undefined) return;
    this.#mails = [mail, ...this.#mails].slice(0, MAX_MAILS);
  }

  /** The mail of that id. */
  find(id: string): Mail | undefined {
    return this.#mails.find((mail) => mail.id === id);
  }
}

/** Reads a mail from JSON; undefined when something is missing. */
export function parseMail(value: unknown): Mail | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, createdAt, from, to, subject, text, html } = value as Record<string, unknown>;
  if (typeof id !== "string" || typeof createdAt !== "number" || typeof from !== "string") {
    return undefined;
  }
  if (typeof to !== "string" || typeof subject !== "string" || typeof text !== "string") {
    return undefined;
  }
  if (html !== undefined && typeof html !== "string") return undefined;
  return { id, createdAt, from, to, subject, text, ...(html !== undefined && { html }) };
}
