/** Mails by SMTP (RFC 5321), over TLS. */
import { connect, isIP } from "node:net";
import { connect as connectByTls } from "node:tls";
import { createTransport } from "nodemailer";
import { UnavailableError } from "../../domain/errors.ts";
import type { Mailer, NewNotice } from "../../domain/notice/notice.ts";

const CONNECT_TIMEOUT_MILLIS = 10_000;
const IDLE_TIMEOUT_MILLIS = 20_000;
/** For all of a mail, however often the server says a little: half of the lease of the delivery. */
const TIME_LIMIT_MILLIS = 60_000;
const LOOPBACK_HOSTS = ["127.0.0.1", "[::1]", "localhost"];

/** Settings of the mail server. */
export interface SmtpSettings {
  /**
   * `smtp://user:password@host:port` (STARTTLS, which is required unless the host is this machine)
   * or `smtps://…` (TLS from the start). User and password percent-encoded.
   */
  readonly url: URL;
  /** The sender's address. */
  readonly from: string;
  /** Instead of {@link TIME_LIMIT_MILLIS}. */
  readonly timeoutMillis?: number;
}

/** Connects anew for each mail; the volume is small and nothing has to be closed. */
export function createSmtpMailer(settings: SmtpSettings): Mailer {
  const server = readServer(settings.url);
  const transport = createTransport({
    ...server,
    getSocket: (_: unknown, onOpened: OnOpened) => openSocket(server, onOpened),
    greetingTimeout: CONNECT_TIMEOUT_MILLIS,
    socketTimeout: IDLE_TIMEOUT_MILLIS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(notice, givingUp) {
      try {
        const inTime = AbortSignal.timeout(settings.timeoutMillis ?? TIME_LIMIT_MILLIS);
        const signal = givingUp ? AbortSignal.any([inTime, givingUp]) : inTime;
        await transport.sendMail({ ...toMail(notice, settings.from), signal });
      } catch (error) {
        throw new UnavailableError(`mail server (${faultCode(error)})`);
      }
    },
  };
}

function readServer(url: URL) {
  const secure = url.protocol === "smtps:";
  const server = {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !LOOPBACK_HOSTS.includes(url.hostname),
  };
  if (url.username === "") return server;
  return {
    ...server,
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  };
}

/** Told of the socket, or why there is none. */
type OnOpened = (error: Error | null, socketOptions: object) => void;

/**
 * Connects to the server by its name: the library would look for its addresses and connect to one of
 * them, for which there is no permission where the server is permitted by name.
 */
function openSocket(
  { host, port, secure }: ReturnType<typeof readServer>,
  onOpened: OnOpened,
): void {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = secure ? connectByTls({ host, port, ...servername }) : connect({ host, port });
  const giveUp = () => socket.destroy(Object.assign(new Error("silence"), { code: "ETIMEDOUT" }));
  socket.setTimeout(CONNECT_TIMEOUT_MILLIS, giveUp);
  const fail = (error: Error) => onOpened(error, {});
  socket.once("error", fail);
  socket.once(secure ? "secureConnect" : "connect", () => {
    socket.off("error", fail).off("timeout", giveUp);
    onOpened(null, { connection: socket, secured: secure });
  });
}

/** The Message-ID comes from the notice's id, so that a mail sent twice can be told to be one. */
function toMail(notice: NewNotice, from: string) {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return {
    from: { name: "", address: from },
    // As an object, because nodemailer would take a text with a comma for two recipients.
    to: { name: "", address: notice.to },
    subject: notice.subject,
    text: notice.text,
    // Beside the text as multipart/alternative (RFC 2046, 5.1.4).
    ...(notice.html !== undefined && { html: notice.html }),
    // For any mix of letters the same: as quoted-printable Japanese would be three times as long.
    textEncoding: "base64" as const,
    messageId: `<${notice.id}@${domain}>`,
    date: new Date(notice.createdAt),
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

/** What went wrong; the error itself is not handed on, because it may quote the recipient's address. */
function faultCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code, responseCode } = error as Error & { code?: unknown; responseCode?: unknown };
  return [code, responseCode].filter((part) => part !== undefined).join(" ") || error.name;
}
