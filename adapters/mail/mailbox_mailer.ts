/** Mails to the sandbox's mailbox, by its HTTP endpoint. */
import { UnavailableError } from "../../domain/errors.ts";
import type { Mailer } from "../../domain/notice/notice.ts";

const TIMEOUT_MILLIS = 5000;

/** Settings of the mailbox. */
export interface MailboxSettings {
  /** Where the mailbox takes mails. */
  readonly url: string;
  /** The sender's address. */
  readonly from: string;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** Posts each mail as JSON. */
export function createMailboxMailer(settings: MailboxSettings): Mailer {
  return {
    async send(notice) {
      const { id, createdAt, to, subject, text, html } = notice;
      const request = new Request(settings.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ id, createdAt, from: settings.from, to, subject, text, html }),
        signal: AbortSignal.timeout(TIMEOUT_MILLIS),
      });
      const response = await settings.fetch(request).catch((cause) => {
        throw new UnavailableError("mailbox", { cause });
      });
      await response.body?.cancel();
      if (!response.ok) throw new UnavailableError(`mailbox (${response.status})`);
    },
  };
}
