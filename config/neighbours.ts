/** The systems around the gateway: core banking, telephony, mail. In the sandbox all are fictitious. */
import * as parse from "./parsers.ts";
import { Secret } from "./secret.ts";
import type { SettingsReader } from "./reader.ts";

/** Numbers that nobody has: the sandbox's phone answers them. */
const SANDBOX_DESTINATIONS = ["0120000111", "0120000222", "0120000333", "0120000444"];
const SANDBOX_TELEPHONY_SECRET = new Secret("sandbox-only-telephony-secret-0123456789abcdef");

/** Settings of the neighbours; `undefined` members are those the sandbox provides. */
export function readNeighbours(reader: SettingsReader, sandbox: boolean) {
  const settings = {
    coreBanking: readCoreBanking(reader),
    telephonySecret: reader.optional("KAKEHASHI_TELEPHONY_SECRET", parse.secret),
    destinationNumbers: reader.optional("KAKEHASHI_DESTINATION_NUMBERS", parse.phoneNumbers),
    mail: readMail(reader),
    mailFrom: reader.optional("KAKEHASHI_MAIL_FROM", parse.mailAddress),
  };
  if (!sandbox) {
    const need = (name: string, value: unknown, what: string) => {
      if (value === undefined) reader.fault(`${name} is missing: ${what}`);
    };
    need("KAKEHASHI_TELEPHONY_SECRET", settings.telephonySecret, "it signs the call events");
    need("KAKEHASHI_DESTINATION_NUMBERS", settings.destinationNumbers, "customers call them");
    need("KAKEHASHI_MAIL_URL", settings.mail, "it sends the completion mails");
    need("KAKEHASHI_MAIL_FROM", settings.mailFrom, "the completion mails come from it");
  }
  return {
    coreBanking: settings.coreBanking,
    telephonySecret: settings.telephonySecret ?? SANDBOX_TELEPHONY_SECRET,
    destinationNumbers: settings.destinationNumbers ?? SANDBOX_DESTINATIONS,
    /** Undefined only in the sandbox, whose mailbox takes the mails then. */
    mailUrl: settings.mail?.url,
    /** Of a mail service by HTTP; a mail server by SMTP has its password in the URL. */
    mailToken: settings.mail?.token,
    mailFrom: settings.mailFrom ?? "no-reply@kakehashi.example",
  };
}

function readCoreBanking(reader: SettingsReader) {
  const url = reader.optional("KAKEHASHI_CORE_BANKING_URL", parse.urlWith("https", "http"));
  const secret = reader.optional("KAKEHASHI_CORE_BANKING_SECRET", parse.secret);
  const pinKey = reader.optional("KAKEHASHI_CORE_BANKING_PIN_KEY", parse.encryptionJwk);
  const timeoutMillis = reader.withDefault(
    "KAKEHASHI_CORE_BANKING_TIMEOUT_MS",
    parse.wholeNumber(100, 25_000, "milliseconds"),
    3000,
  );
  if (url === undefined) return undefined;
  if (url.protocol === "http:" && !parse.isLoopbackHost(url.hostname)) {
    reader.fault("KAKEHASHI_CORE_BANKING_URL must be https, except on a loopback host");
  }
  if (secret === undefined) reader.fault("KAKEHASHI_CORE_BANKING_SECRET is missing");
  if (pinKey === undefined) {
    reader.fault("KAKEHASHI_CORE_BANKING_PIN_KEY is missing: PINs are sealed to it");
  }
  if (secret === undefined || pinKey === undefined) return undefined;
  return { url: url.href, secret, pinKey, timeoutMillis };
}

function readMail(reader: SettingsReader) {
  const schemes = parse.urlWith("smtp", "smtps", "https", "http");
  const url = reader.optional("KAKEHASHI_MAIL_URL", schemes);
  const token = reader.optional("KAKEHASHI_MAIL_TOKEN", parse.token);
  const byHttp = url !== undefined && /^https?:$/.test(url.protocol);
  if (url?.protocol === "http:" && !parse.isLoopbackHost(url.hostname)) {
    reader.fault("KAKEHASHI_MAIL_URL must be https, except on a loopback host");
  }
  if (byHttp && (url.username || url.password)) {
    reader.fault("KAKEHASHI_MAIL_URL must be without user and password: KAKEHASHI_MAIL_TOKEN");
  }
  if (byHttp !== (token !== undefined)) {
    reader.fault("KAKEHASHI_MAIL_TOKEN goes together with a KAKEHASHI_MAIL_URL of https");
  }
  return url && { url, token };
}
