/** The mail server of a soak, behind a line that breaks. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { type ReceivedMail, startSmtpServer } from "../support/smtp_server.ts";

/** `down`: nobody answers. `cut`: mails are taken, but the line breaks before that is said. */
export const MAIL_TROUBLES = ["down", "cut"] as const;

/** One of {@link MAIL_TROUBLES}. */
export type MailTrouble = typeof MAIL_TROUBLES[number];

/** See the head of this file; `await using` ends both. */
export interface SoakMail extends AsyncDisposable {
  readonly port: number;
  /** What the server took. */
  readonly mails: readonly ReceivedMail[];
  trouble: MailTrouble | undefined;
}

/** Starts the server and the line on free ports. */
export async function startSoakMail(): Promise<SoakMail> {
  const server = await startSmtpServer();
  const sockets = new Set<Socket>();
  const line = createServer((client) => {
    if (mail.trouble === "down") return void client.destroy();
    const upstream = connect(server.port, "127.0.0.1");
    const end = () => [client, upstream].forEach((socket) => socket.destroy());
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end).on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on("data", (data) => upstream.write(data));
    upstream.on("data", (data) => {
      if (mail.trouble === "cut" && data.toString().startsWith("250 taken")) end();
      else client.write(data);
    });
  });
  line.listen(0, "127.0.0.1");
  await once(line, "listening");
  const address = line.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  const mail: SoakMail = {
    port: address.port,
    mails: server.mails,
    trouble: undefined,
    async [Symbol.asyncDispose]() {
      const closed = once(line, "close");
      line.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      await server[Symbol.asyncDispose]();
    },
  };
  return mail;
}
