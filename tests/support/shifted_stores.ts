/** Stores whose clock is ahead of the real one, as far as the gateway asks for it. */
import { type BridgeServer, serveBridge } from "./bridge_server.ts";

const DAY_MILLIS = 86_400_000;
const WEDNESDAY = 3;

/** How far noon in Japan on the next Wednesday is ahead: the service is open then, except at New Year. */
export function aheadOfNoonMillis(now: number): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO("Asia/Tokyo");
  let noon = today.withPlainTime("12:00");
  const isUsable = () =>
    noon.epochMilliseconds > now && noon.dayOfWeek === WEDNESDAY &&
    !(noon.month === 1 && noon.day <= 3);
  while (!isUsable()) noon = noon.add({ days: 1 });
  if (noon.epochMilliseconds - now > 15 * DAY_MILLIS) throw new Error("too far ahead");
  return noon.epochMilliseconds - now;
}

/**
 * Starts a proxy in front of a store's server: the server's clock is ahead by so much, everything
 * else is passed on as it is.
 */
export async function startClockProxy(target: string, ahead: number): Promise<BridgeServer> {
  return await serveBridge(async (request) => {
    const body = await request.text();
    if (/^\["time"\]$/i.test(body)) return tellTime(Date.now() + ahead);
    const headers = new Headers(request.headers);
    headers.delete("content-length");
    const { method } = request;
    return await fetch(new URL(new URL(request.url).pathname, target), {
      method,
      headers,
      ...(method === "POST" && { body: setClock(body, ahead) }),
    });
  });
}

/** Redis's answer to TIME, as Upstash hands it on. */
function tellTime(millis: number): Response {
  const seconds = Math.floor(millis / 1000);
  return Response.json({ result: [String(seconds), String((millis - seconds * 1000) * 1000)] });
}

function setClock(body: string, ahead: number): string {
  return body.replaceAll("unixepoch('subsec')", `(unixepoch('subsec') + ${ahead / 1000})`);
}
