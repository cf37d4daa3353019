/** A steady load of customers: most link their account, some refuse, some guess until they are locked. */
import { MOST_CUSTOMERS, type SoakCustomer, soakCustomer } from "./customers.ts";
import type { Dice } from "./dice.ts";
import { useLink } from "./linked_app.ts";
import { goThrough, type Plan } from "./screens.ts";
import { wait } from "./wait.ts";
import { Walk } from "./walk.ts";
import { persist, Unfinished, type World } from "./world.ts";

const REFUSE_SHARE = 0.05;
const GUESS_SHARE = 0.1;
/** Of the guessers: two browsers at once on one account. */
const PAIR_SHARE = 0.5;

/** Lets so many customers walk side by side until the world closes, and their walks are done. */
export async function runLoad(world: World, dice: Dice, workers: number): Promise<void> {
  const numbers = countUp(MOST_CUSTOMERS);
  const work = async (name: string) => {
    const own = dice.for(name);
    for (const number of numbers) {
      if (world.isClosing) return;
      await visit(world, own, soakCustomer(number));
      await wait(own.between(0, 200));
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, index) => work(`customer ${index}`)));
}

/** Shared by all workers: each takes the next one. */
function countUp(most: number): Iterable<number> {
  const numbers = Array(most).keys();
  return { [Symbol.iterator]: () => ({ next: () => numbers.next() }) };
}

async function visit(world: World, dice: Dice, customer: SoakCustomer): Promise<void> {
  if (!dice.chance(GUESS_SHARE)) {
    const plan = dice.chance(REFUSE_SHARE) ? { refuses: true } : {};
    await walk(world, dice, customer, plan);
    return;
  }
  const guesses = dice.pick<"birthday" | "pin">(["birthday", "pin"]);
  const isPair = dice.chance(PAIR_SHARE);
  const guessers = isPair ? [dice, dice] : [dice];
  await Promise.all(guessers.map((own) => walk(world, own, customer, { guesses })));
}

/** From the app's button to the end, with whatever the app does then. */
async function walk(world: World, dice: Dice, customer: SoakCustomer, plan: Plan): Promise<void> {
  const { app, door, evidence, issuer } = world;
  try {
    const pending = await persist(world, dice, () => app.push());
    const way = new Walk(customer, pending, issuer, door, evidence, plan.guesses !== undefined);
    world.walks.push(way);
    await goThrough(world, way, dice, plan);
    await useLink(world, way, dice);
    evidence.count("walks done");
    if (way.isStranded) evidence.count("walks begun anew");
  } catch (error) {
    if (error instanceof Unfinished) evidence.count("walks not finished");
    else evidence.accuse(`customer ${customer.number}: ${describe(error)}`);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
