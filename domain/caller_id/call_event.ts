/**
 * What the telephony provider tells us: a call arrived at one of our numbers. Signed with a shared
 * secret over time stamp and body, so that it can be neither forged nor kept for later.
 */
import type { EpochMillis } from "../time.ts";

/** How old or how far ahead the time stamp of an event may be. */
export const EVENT_TOLERANCE_SECONDS = 300;

/** A call, as the provider reports it. */
export interface CallEvent {
  /** Unique; a provider that repeats an event repeats its id. */
  readonly eventId: string;
  readonly occurredAt: EpochMillis;
  /** As reported by the network; null when withheld. */
  readonly callerNumber: string | null;
  readonly destinationNumber: string;
}

/** The signature of an event: `v1=` and HMAC-SHA-256 in hex over `timestamp.body`. */
export async function signCallEvent(
  secret: string,
  timestamp: string,
  body: string,
): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await macKey(secret), signedBytes(timestamp, body));
  return `v1=${new Uint8Array(mac).toHex()}`;
}

/** Whether body and time stamp (epoch seconds) were signed with the secret, and recently. */
export async function isAuthenticCallEvent(
  secret: string,
  received: { readonly timestamp: string; readonly signature: string; readonly body: string },
  now: EpochMillis,
): Promise<boolean> {
  const { timestamp, signature, body } = received;
  const hex = /^v1=([0-9a-f]{64})$/.exec(signature)?.[1];
  if (hex === undefined || !/^[0-9]{1,12}$/.test(timestamp)) return false;
  const distance = Math.abs(Math.floor(now / 1000) - Number(timestamp));
  if (distance > EVENT_TOLERANCE_SECONDS) return false;
  const mac = Uint8Array.fromHex(hex);
  // WebCrypto compares in constant time.
  return await crypto.subtle.verify(
    "HMAC",
    await macKey(secret),
    mac,
    signedBytes(timestamp, body),
  );
}

/** Reads an event; undefined when it is none. Unknown members are passed over. */
export function parseCallEvent(body: string): CallEvent | undefined {
  const event = parseObject(body);
  if (event === undefined) return undefined;
  const { eventId, occurredAt, callerNumber = null, destinationNumber } = event;
  if (typeof eventId !== "string" || !/^[\x21-\x7e]{1,128}$/.test(eventId)) return undefined;
  if (typeof destinationNumber !== "string" || destinationNumber.length > 40) return undefined;
  if (callerNumber !== null && typeof callerNumber !== "string") return undefined;
  if (callerNumber !== null && callerNumber.length > 40) return undefined;
  const moment = typeof occurredAt === "string" ? parseInstant(occurredAt) : undefined;
  if (moment === undefined) return undefined;
  return { eventId, occurredAt: moment, callerNumber, destinationNumber };
}

function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 3339. */
function parseInstant(text: string): EpochMillis | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}

async function macKey(secret: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const bytes = new TextEncoder().encode(secret);
  return await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]);
}

function signedBytes(timestamp: string, body: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${timestamp}.${body}`);
}
