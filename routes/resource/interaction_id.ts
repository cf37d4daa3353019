import type { RandomSource } from "../../domain/ids.ts";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** `x-fapi-interaction-id`: the caller's if it is a UUID, otherwise a new one (RFC 9562, 5.4). */
export function chooseInteractionId(stated: string | undefined, random: RandomSource): string {
  return stated !== undefined && UUID.test(stated) ? stated : newUuid(random);
}

function newUuid(random: RandomSource): string {
  const bytes = Uint8Array.from(random.bytes(16));
  bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x40;
  bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80;
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
