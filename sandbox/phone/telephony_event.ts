/** The event by which a telephony provider reports a call to the gateway. */

/** A call, numbers in E.164. */
export interface TelephonyEvent {
  readonly eventId: string;
  /** RFC 3339 */
  readonly occurredAt: string;
  /** null: withheld. */
  readonly callerNumber: string | null;
  readonly destinationNumber: string;
}

/** Makes the signed request: HMAC-SHA-256 over `timestamp.body`, so that neither can be changed. */
export async function signEvent(
  url: URL,
  event: TelephonyEvent,
  secret: string,
  nowMillis: number,
): Promise<Request> {
  const timestamp = String(Math.floor(nowMillis / 1000));
  const body = JSON.stringify(event);
  return new Request(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Kakehashi-Timestamp": timestamp,
      "Kakehashi-Signature": `v1=${await hmacHex(secret, `${timestamp}.${body}`)}`,
    },
    body,
  });
}

async function hmacHex(secret: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, [
    "sign",
  ]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))).toHex();
}
