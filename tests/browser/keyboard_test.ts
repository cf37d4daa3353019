import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { HANAKO } from "../support/gateway.ts";
import { type Person, walk } from "../support/person.ts";

const CHECKS = await Deno.readTextFile(new URL("page_checks.js", import.meta.url));

/** Where the focus is: the element, its place among those that can have it, what is wrong with it. */
interface Stop {
  readonly name: string;
  readonly index: number;
  readonly faults: readonly string[];
}

async function readFocus(page: Page): Promise<Stop | undefined> {
  return await page.evaluate<Stop | undefined>("pageChecks.focus()");
}

/** Presses a key until the focus has left the page; answers with where it was. */
async function roam(page: Page, key: "Tab" | "Shift+Tab"): Promise<readonly Stop[]> {
  const stops: Stop[] = [];
  const most = await page.evaluate<number>("pageChecks.countTabStops()") + 2;
  for (let presses = 0; presses <= most; presses++) {
    await page.keyboard.press(key);
    const stop = await readFocus(page);
    if (stop === undefined) return stops;
    stops.push(stop);
  }
  throw new Error(`the focus does not leave: ${stops.map(({ name }) => name).join(" ")}`);
}

function judge(stops: readonly Stop[]): string[] {
  return stops.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`));
}

/** Each control is reached in the order of the page, forth and back, is seen, and lets go. */
async function checkOrder({ page }: Person): Promise<void> {
  await page.evaluate(CHECKS);
  // An error puts the focus at a field: from there on to the end.
  while (await readFocus(page) !== undefined) await page.keyboard.press("Tab");
  const count = await page.evaluate<number>("pageChecks.countTabStops()");
  const order = Array.from({ length: count }, (_, index) => index);
  const forth = await roam(page, "Tab");
  // The indicator is not to depend on our colours either.
  await page.emulateMedia({ forcedColors: "active" });
  const back = await roam(page, "Shift+Tab");
  await page.emulateMedia({ forcedColors: "none" });
  assert.deepEqual(forth.map(({ index }) => index), order);
  assert.deepEqual(back.map(({ index }) => index), order.toReversed());
  assert.deepEqual(judge([...forth, ...back]), []);
}

/** Presses Tab until an element has the focus. */
async function tabTo(person: Person, id: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    const focus = person.page.locator(":focus");
    if (await focus.count() === 1 && await focus.getAttribute("id") === id) return;
    await person.page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not come to ${id}`);
}

async function type(person: Person, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await tabTo(person, name);
    if (name === "birthMonth" || name === "birthDay") {
      for (let rows = 0; rows < Number(value); rows++) {
        await person.page.keyboard.press("ArrowDown");
      }
    } else await person.page.keyboard.type(value);
  }
}

async function pressBy(person: Person, key: "Enter" | "Space", id: string): Promise<void> {
  await tabTo(person, id);
  await person.andLoad(person.page.keyboard.press(key));
}

/** Sends the empty form: the dialog's OK leads to the first field. Modal, it takes the focus itself. */
async function meetDialog(person: Person, button: string, first: string): Promise<void> {
  await pressBy(person, "Enter", button);
  const isModal = await person.page.locator("dialog:modal").count() > 0;
  assert.equal(await person.focused(), isModal ? "ok" : first);
  if (!isModal) {
    await checkOrder(person);
    await tabTo(person, "ok");
  }
  await person.page.keyboard.press("Enter");
  await person.page.locator(`#${first}:focus`).waitFor();
  assert.equal(await person.page.locator("dialog").isVisible(), false);
}

async function linkByKeyboard(person: Person): Promise<void> {
  await person.page.goto(`${person.gateway.sandboxUrl}/app`);
  await pressBy(person, "Enter", "connect");
  await checkOrder(person);
  await meetDialog(person, "next", "branchCode");
  await type(person, HANAKO.account);
  // Enter in a field sends the form as its first button does.
  await person.andLoad(person.page.keyboard.press("Enter"));
  assert.equal(await person.screen(), "SOA202");
  await checkOrder(person);
  await meetDialog(person, "next", "name");
  await type(person, HANAKO.customer);
  await pressBy(person, "Space", "next");
  assert.equal(await person.screen(), "SOA208");
  await checkOrder(person);
  await pressBy(person, "Enter", "confirm-phone");
  await checkOrder(person);
  await person.call(HANAKO.customer.phoneNumber);
  await pressBy(person, "Space", "confirm-call");
  assert.equal(await person.screen(), "SOA211");
  await checkOrder(person);
  await type(person, { pin: HANAKO.pin });
  await pressBy(person, "Enter", "next");
  assert.equal(await person.screen(), "SOA206");
  await checkOrder(person);
  await meetDialog(person, "allow", "agree");
  await tabTo(person, "agree");
  await person.page.keyboard.press("Space");
  await pressBy(person, "Space", "allow");
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  Deno.test(`the keyboard alone links an account, the focus always in sight, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled, window: "pc" }, async ({ person, gateway }) => {
      await linkByKeyboard(person);
      assert.equal(new URL(person.page.url()).origin, gateway.sandboxUrl);
      assert.equal(await person.page.locator("a.open-account").count(), 1);
    });
  });

  Deno.test(`the keyboard alone leaves, and goes back to the app, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled, mayMeet: [502] }, async ({ person, gateway }) => {
      await person.goTo("SOA202");
      await pressBy(person, "Enter", "abort");
      assert.equal(await person.screen(), "abort");
      await checkOrder(person);
      await pressBy(person, "Enter", "return");
      assert.equal(new URL(person.page.url()).origin, gateway.sandboxUrl);
    });
  });
}
