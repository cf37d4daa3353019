/** What a customer does on the screens, whatever happens to the gateway meanwhile. */
import type { Page } from "../support/html_browser.ts";
import { placeCall } from "./call.ts";
import type { Dice } from "./dice.ts";
import { ConnectionLost } from "./door.ts";
import { wait } from "./wait.ts";
import type { Walk } from "./walk.ts";
import { Unfinished, type World } from "./world.ts";

/** What a customer is about to do. */
export interface Plan {
  /** Enters a wrong birthday or PIN until the account is locked. */
  readonly guesses?: "birthday" | "pin";
  /** Refuses on the last screen. */
  readonly refuses?: boolean;
}

const DOUBLE_CLICK_SHARE = 0.1;
/** What a page can say to somebody whose input is right. */
const EXPECTED = [
  // Tries that were under way at killed instances count as failed, so that nobody guesses by killing.
  "already-locked",
  "busy",
  "call-arrived",
  "call-pending",
  "call-timeout",
  "core-banking-unavailable",
];
const GUESSING = [...EXPECTED, "authentication-failed", "locked"];

/** Goes on until the end of the walk, or throws `Unfinished`. */
export async function goThrough(world: World, walk: Walk, dice: Dice, plan: Plan): Promise<void> {
  let isShown = false;
  while (!walk.isEnded) {
    if (world.isOver) throw new Unfinished();
    const before = walk.reached;
    try {
      if (isShown) await act(world, walk, dice, plan);
      else await walk.browser.open(walk.address);
      if (walk.isEnded) return;
      isShown = look(world, walk, plan);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      // Some press the button again, others load the page anew.
      isShown &&= walk.browser.page.screen !== "error" && dice.chance(0.5);
    }
    // Nothing has come of it: the step may be under way still, at an instance that is no more.
    if (!isShown || walk.reached === before) await wait(dice.between(200, 1000));
  }
}

/** Looks at the page; false when it is to be loaded anew. */
function look(world: World, walk: Walk, plan: Plan): boolean {
  const { page } = walk.browser;
  walk.see(page.screen);
  const expected = plan.guesses === undefined ? EXPECTED : GUESSING;
  for (const message of page.messages) {
    if (message === "other-browser") walk.isStranded = true;
    else if (message === "aborted" && plan.refuses) walk.isDenied = true;
    else if (!expected.includes(message)) {
      world.evidence.accuse(describe(walk, page));
      throw new Unfinished();
    }
  }
  const isLocked = page.messages.some((id) => id === "locked" || id === "already-locked");
  if (isLocked) walk.lockedAt = Date.now();
  if (isLocked && !walk.isGuess) world.evidence.count("locked by tries that were killed");
  return page.screen !== "error";
}

async function act(world: World, walk: Walk, dice: Dice, plan: Plan): Promise<void> {
  const { browser, customer } = walk;
  const { guesses, refuses } = plan;
  switch (browser.page.screen) {
    case "SOA201":
      return void await browser.press("next", customer.account);
    case "SOA202": {
      const wrong = guesses === "birthday" ? { birthYear: "1900" } : {};
      return void await browser.press("next", { ...customer.form, ...wrong });
    }
    case "SOA208":
      return void await browser.press("confirm-phone");
    case "SOA209":
      return await call(world, walk, dice);
    case "SOA211":
      return void await browser.press("next", { pin: guesses === "pin" ? "0001" : customer.pin });
    case "SOA206":
      if (refuses) await browser.press("deny");
      else await allow(world, walk, dice);
      return;
    default:
      world.evidence.accuse(describe(walk, browser.page));
      throw new Unfinished();
  }
}

/** Calls the number that is shown, once, and says so. */
async function call(world: World, walk: Walk, dice: Dice): Promise<void> {
  const { browser } = walk;
  const destination = browser.page.html.getElementById("call")?.text.replace(/\D/g, "") ?? "";
  if (walk.called !== destination) {
    await placeCall(world, walk, dice, destination);
    walk.called = destination;
  }
  await browser.press("confirm-call");
}

async function allow(world: World, walk: Walk, dice: Dice): Promise<void> {
  const { browser } = walk;
  const presses = [browser.press("allow", { agree: true })];
  if (dice.chance(DOUBLE_CLICK_SHARE)) {
    world.evidence.count("consents pressed twice");
    presses.push(browser.openTab().press("allow", { agree: true }));
  }
  for (const result of await Promise.allSettled(presses)) {
    if (result.status === "rejected") throw result.reason;
  }
}

function describe({ customer, id }: Walk, { url, screen, status, messages, text }: Page): string {
  const where = `customer ${customer.number} (${id}) at ${url}: ${screen} ${status}`;
  return `${where} ${messages.join()} ${text.slice(0, 200)}`;
}
