/** The telephone network: tells of a call until it is taken, now and then twice. */
import { signEvent } from "../../sandbox/phone/telephony_event.ts";
import type { Dice } from "./dice.ts";
import type { Walk } from "./walk.ts";
import { persist, TryAgain, type World } from "./world.ts";

const TWICE_SHARE = 0.3;

/** Places the customer's call to a number of the pool and reports it. */
export async function placeCall(
  world: World,
  walk: Walk,
  dice: Dice,
  destination: string,
): Promise<void> {
  const event = {
    eventId: crypto.randomUUID(),
    occurredAt: Temporal.Now.instant().toString(),
    callerNumber: toInternational(walk.customer.phoneNumber),
    destinationNumber: toInternational(destination),
  };
  walk.calls.sent.add(event.eventId);
  const url = new URL("/telephony/events", world.issuer);
  const report = () =>
    persist(world, dice, async () => {
      const request = await signEvent(url, event, world.telephonySecret, Date.now());
      const { ok } = await world.door.fetch(request);
      if (!ok) throw new TryAgain();
    });
  const isTwice = dice.chance(TWICE_SHARE);
  if (isTwice) world.evidence.count("calls reported twice");
  await Promise.all(isTwice ? [report(), report()] : [report()]);
  walk.calls.taken.add(event.eventId);
}

function toInternational(national: string): string {
  return `+81${national.slice(1)}`;
}
