/** The mail server of a soak, behind a line that breaks. */
import { type FaultyLine, layLine } from "../support/faulty_line.ts";
import { type ReceivedMail, startSmtpServer } from "../support/smtp_server.ts";

/** `cut`: nobody answers. `cut-answers`: mails are taken, but the line breaks before that is said. */
export const MAIL_TROUBLES = ["cut", "cut-answers"] as const;

/** See the head of this file; `await using` ends both. */
export interface SoakMail extends FaultyLine {
  /** What the server took. */
  readonly mails: readonly ReceivedMail[];
}

/** Starts the server and the line on free ports. */
export async function startSoakMail(): Promise<SoakMail> {
  const server = await startSmtpServer();
  const line = await layLine(
    server.port,
    (answer) => new TextDecoder().decode(answer).startsWith("250 taken"),
  );
  return {
    ...line,
    mails: server.mails,
    async [Symbol.asyncDispose]() {
      await line[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
