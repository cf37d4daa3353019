import { createServer, type Socket } from "node:net";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A mail as the server took it. */
export interface ReceivedMail {
  readonly sender: string;
  readonly recipients: readonly string[];
  /** Header and body as they came over the wire, lines joined by `\n`. */
  readonly source: string;
}

/** A mail server on 127.0.0.1 (RFC 5321 without extensions but AUTH); `await using` stops it. */
export interface TestSmtpServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** What clients said with AUTH, decoded. */
  readonly credentials: readonly string[];
  /** Recipients whose address contains the text are refused with 550, quoting the address. */
  refuse(part: string): void;
}

/** Starts the server on a free port. */
export async function startSmtpServer(): Promise<TestSmtpServer> {
  const mails: ReceivedMail[] = [];
  const credentials: string[] = [];
  const refused: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    const session = new Session(refused, (mail) => mails.push(mail), (text) => {
      credentials.push(text);
    });
    socket.on("error", () => socket.destroy());
    socket.write("220 test ESMTP\r\n");
    const lines = createInterface({ input: socket, crlfDelay: Infinity });
    // It repeats the socket's errors: a client that was killed is none of ours.
    lines.on("error", () => {});
    lines.on("line", (line) => {
      const answer = session.take(line);
      if (answer !== undefined) socket.write(`${answer}\r\n`);
      if (answer?.startsWith("221")) socket.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return {
    port: address.port,
    mails,
    credentials,
    refuse: (part) => void refused.push(part),
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

class Session {
  #sender = "";
  #recipients: string[] = [];
  #lines: string[] | undefined;

  constructor(
    private readonly refused: readonly string[],
    private readonly receive: (mail: ReceivedMail) => void,
    private readonly authenticate: (credentials: string) => void,
  ) {}

  /** Takes a line and answers; undefined while a mail's text comes in. */
  take(line: string): string | undefined {
    if (this.#lines !== undefined) return this.#takeText(this.#lines, line);
    const [command = "", argument = ""] = line.split(/[ :](.*)/s);
    switch (command.toUpperCase()) {
      case "EHLO":
        return "250-test\r\n250 AUTH PLAIN";
      case "AUTH":
        this.authenticate(atob(argument.replace(/^PLAIN /i, "")));
        return "235 welcome";
      case "MAIL":
        this.#sender = addressIn(argument);
        this.#recipients = [];
        return "250 ok";
      case "RCPT":
        return this.#addRecipient(addressIn(argument));
      case "DATA":
        this.#lines = [];
        return "354 go on";
      case "QUIT":
        return "221 bye";
      default:
        return "250 ok";
    }
  }

  #addRecipient(address: string): string {
    if (this.refused.some((part) => address.includes(part))) return `550 no such user ${address}`;
    this.#recipients.push(address);
    return "250 ok";
  }

  #takeText(lines: string[], line: string): string | undefined {
    if (line !== ".") {
      lines.push(line.replace(/^\./, ""));
      return undefined;
    }
    this.#lines = undefined;
    const mail = { sender: this.#sender, recipients: this.#recipients, source: lines.join("\n") };
    this.receive(mail);
    return "250 taken";
  }
}

function addressIn(argument: string): string {
  return /<([^>]*)>/.exec(argument)?.[1] ?? "";
}
