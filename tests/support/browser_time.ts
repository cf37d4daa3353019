/** The time of a browser, and what screen ④ makes of it. */
import type { Person } from "./person.ts";

/** The seconds that screen ④ shows as being left. */
export async function remaining(person: Person): Promise<number> {
  const text = await person.page.locator("#countdown").innerText();
  return Number(/^残り ([0-9]+) 秒$/.exec(text)?.[1]);
}

/** Stops the browser's clocks; nothing that waits for a time happens by itself any more. */
export async function stopTime(person: Person, at: number): Promise<void> {
  await person.page.clock.install({ time: at - 1000 });
  await person.page.clock.pauseAt(at);
}

/** Lets the browser's clocks run. */
export async function letTimePass(person: Person, seconds: number): Promise<void> {
  await person.page.clock.runFor(seconds * 1000);
}
