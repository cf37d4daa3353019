/** Parsers of single settings; each throws a SettingFault that says what would be right. */
import { Secret } from "./secret.ts";
import { SettingFault, type SettingParser } from "./reader.ts";

const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a host is this machine (RFC 6761, 6.3; RFC 1122, 3.2.1.3). */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOSTS.has(hostname);
}

/** Address and port to listen on. */
export interface ListenAddress {
  readonly hostname: string;
  readonly port: number;
}

/** `HOST:PORT`; IPv6 hosts in brackets. */
export const listenAddress: SettingParser<ListenAddress> = (text) => {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:\s]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port > 65535) {
    throw new SettingFault("must be HOST:PORT, for example 127.0.0.1:8000");
  }
  return { hostname: match[1].replace(/^\[|\]$/g, ""), port };
};

/** A whole number within limits. */
export function wholeNumber(least: number, most: number, unit: string): SettingParser<number> {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new SettingFault(`must be a whole number of ${unit} from ${least} to ${most}`);
    }
    return value;
  };
}

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(
  words: Words,
): SettingParser<Words[number]> {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new SettingFault(`must be one of: ${words.join(", ")}`);
    return word;
  };
}

/** A URL with one of these schemes. */
export function urlWith(...schemes: readonly string[]): SettingParser<URL> {
  return (text) => {
    const url = URL.parse(text);
    if (url === null || !schemes.includes(url.protocol.slice(0, -1))) {
      throw new SettingFault(`must be a URL beginning with ${schemes.join(":// or ")}://`);
    }
    return url;
  };
}

/** The address of a page that customers are sent to: https, or on this machine. */
export const webLink: SettingParser<URL> = (text) => {
  const url = urlWith("https", "http")(text);
  if (url.username || url.password) throw new SettingFault("must be without user and password");
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    throw new SettingFault("must be https");
  }
  return url;
};

/**
 * An issuer identifier (RFC 8414, section 2): scheme and host only. A path is refused because the
 * well-known addresses and `__Host-` cookies need the whole origin; so are query, fragment, trailing
 * slash and upper case, because every comparison with the issuer is byte-exact.
 */
export const issuer: SettingParser<string> = (text) => {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new SettingFault("must be an https URL");
  }
  if (url.origin !== text) {
    throw new SettingFault(
      "must be scheme and host only, in lower case, without path, query, fragment, user, " +
        "default port or trailing slash",
    );
  }
  return text;
};

/** A secret of at least 32 bytes in base64url, hex or plain text; judged by its length. */
export const secret: SettingParser<Secret> = (text) => {
  if (text.length < 32) throw new SettingFault("must have at least 32 characters");
  if (new Set(text).size < 10) throw new SettingFault("is too regular to be random");
  return new Secret(text);
};

/** Several secrets, the newest first, separated by commas. */
export const secretList: SettingParser<readonly Secret[]> = (text) =>
  text.split(",").map((part) => secret(part.trim()));

/** A token given by somebody else; any text. */
export const token: SettingParser<Secret> = (text) => new Secret(text);

/** A public key of core banking as a JWK on the curve P-256 (RFC 7517). */
export const encryptionJwk: SettingParser<Readonly<Record<string, string>>> = (text) => {
  const fault = new SettingFault("must be a public EC JWK on P-256, as JSON, without `d`");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fault;
  }
  const members = Object.entries(value ?? {}).filter((entry): entry is [string, string] =>
    typeof entry[1] === "string"
  );
  const jwk = Object.fromEntries(members);
  if (jwk["kty"] !== "EC" || jwk["crv"] !== "P-256" || "d" in jwk || !jwk["x"] || !jwk["y"]) {
    throw fault;
  }
  return jwk;
};

/** A point in time, RFC 3339. Answers with milliseconds since the epoch. */
export const instant: SettingParser<number> = (text) => {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw new SettingFault("must be a time such as 2026-11-08T06:59:00+09:00");
  }
};

/** Telephone numbers, digits only, separated by commas. */
export const phoneNumbers: SettingParser<readonly string[]> = (text) => {
  const numbers = text.split(",").map((part) => part.trim());
  if (!numbers.every((number) => /^0\d{9,10}$/.test(number))) {
    throw new SettingFault("must be Japanese numbers of 10 or 11 digits, separated by commas");
  }
  if (new Set(numbers).size !== numbers.length) throw new SettingFault("names a number twice");
  return numbers;
};

/** A telephone number as it is shown, of which a `tel:` link (RFC 3966) can be made. */
export const shownPhone: SettingParser<string> = (text) => {
  const digits = text.replace(/[^0-9]/g, "").length;
  if (!/^\+?[0-9() -]{1,20}$/.test(text) || digits < 3 || digits > 15) {
    throw new SettingFault("must be a telephone number in plain digits such as 0120-000-000");
  }
  return text;
};

/** A text of limited length, without control characters. */
export function text(most: number): SettingParser<string> {
  return (value) => {
    if (value.length > most || /\p{Cc}/u.test(value)) {
      throw new SettingFault(`must have at most ${most} characters, none of them a control`);
    }
    return value;
  };
}

/** The name of an HTTP field. */
export const fieldName: SettingParser<string> = (value) => {
  if (!/^[A-Za-z0-9-]+$/.test(value)) throw new SettingFault("must be the name of an HTTP field");
  return value.toLowerCase();
};

/** A mail address. */
export const mailAddress: SettingParser<string> = (value) => {
  if (value.length > 254 || !/^[^\s@<>",;:]+@[A-Za-z0-9.-]+$/.test(value)) {
    throw new SettingFault("must be a mail address");
  }
  return value;
};
