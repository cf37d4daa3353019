/** Mails by HTTP, for hosts without raw sockets; the protocol is in `docs/mail.md`. */
import { UnavailableError } from "../../domain/errors.ts";
import type { Mailer } from "../../domain/notice/notice.ts";

/** From the request to the end of the answer; well within the lease of the delivery. */
const TIMEOUT_MILLIS = 10_000;

/** Settings of the mail service. */
export interface HttpMailSettings {
  /** Where the service takes mails. */
  readonly url: string;
  /** Presented as a bearer token (RFC 6750, 2.1); the sandbox's mailbox asks for none. */
  readonly token?: string;
  /** The sender's address. */
  readonly from: string;
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * Posts each mail as JSON. The mail's id is its idempotency key, so that the service can tell a
 * repetition; a redirect is not followed, because it would carry the mail elsewhere. Errors quote
 * neither the mail nor what the service said, which may quote it.
 */
export function createHttpMailer({ url, token, from, fetch }: HttpMailSettings): Mailer {
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return {
    async send({ id, createdAt, to, subject, text, html }, givingUp) {
      const inTime = AbortSignal.timeout(TIMEOUT_MILLIS);
      const request = new Request(url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "Idempotency-Key": JSON.stringify(id),
          ...authorization,
        },
        body: JSON.stringify({ id, createdAt, from, to, subject, text, html }),
        redirect: "manual",
        signal: givingUp ? AbortSignal.any([inTime, givingUp]) : inTime,
      });
      const response = await fetch(request).catch((error: unknown) => {
        throw new UnavailableError(`mail service (${faultName(error)})`);
      });
      await response.body?.cancel();
      if (!response.ok) throw new UnavailableError(`mail service (${response.status})`);
    },
  };
}

/** `TimeoutError`, `TypeError` and the like. */
function faultName(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
