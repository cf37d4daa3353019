/** What a random schedule is made of: several walks go on at once, time passes, day ends. */
import fc from "fast-check";
import type { App } from "../app.ts";
import { HANAKO, TARO, TSUKIKO } from "../gateway.ts";
import type { Apps, Day } from "./day.ts";
import { NO_FAULTS, type Plan, plans } from "./faults.ts";
import { Walk, type Walker } from "./walk.ts";

/** Two walks of one customer, who has one telephone; two that guess the same account's particulars. */
const WALKERS: readonly Walker[] = [
  { customer: HANAKO, isGuessing: false },
  { customer: HANAKO, isGuessing: false },
  { customer: TSUKIKO, isGuessing: false },
  { customer: TARO, isGuessing: true },
  { customer: TARO, isGuessing: true },
];

/** What the schedule knows of itself: how much time it has let pass. */
export interface Model {
  waitedSeconds: number;
}

/** What it acts upon. */
export interface Actors {
  readonly day: Day;
  readonly apps: Apps;
  readonly app: App;
  readonly walks: Walk[];
}

type Command = fc.AsyncCommand<Model, Actors>;

interface Action {
  readonly act: "go on" | "decide both ways" | "leave" | "reuse the code";
  readonly walker: number;
  readonly plans: readonly Plan[];
}

/** Some walks do something, all at once. */
class Together implements Command {
  constructor(private readonly actions: readonly Action[]) {}

  check(): boolean {
    return true;
  }

  async run(_model: Model, actors: Actors): Promise<void> {
    const byWalker = new Map(this.actions.map((action) => [action.walker, action]));
    await Promise.all(Array.from(byWalker.values(), (action) => act(actors, action)));
  }

  toString(): string {
    return `together(${this.actions.map(({ act, walker }) => `${walker}: ${act}`).join(", ")})`;
  }
}

/** Long enough for the lease of a process that died while core banking was asked to lapse. */
const WAIT_SECONDS = 31;
/** Within the life of an interaction. */
const MAX_WAIT_SECONDS = 600;

/** Time passes. */
class Wait implements Command {
  check({ waitedSeconds }: Readonly<Model>): boolean {
    return waitedSeconds < MAX_WAIT_SECONDS;
  }

  run(model: Model, { day }: Actors): Promise<void> {
    model.waitedSeconds += WAIT_SECONDS;
    day.stage.clock.advance(WAIT_SECONDS * 1000);
    return Promise.resolve();
  }

  toString(): string {
    return "wait";
  }
}

async function act({ day, apps, app, walks }: Actors, action: Action): Promise<void> {
  const walker = WALKERS[action.walker];
  if (walker === undefined) throw new Error("there is no such walker");
  const present = walks[action.walker];
  const walk = present === undefined || present.isOver
    ? walks[action.walker] = new Walk(day, apps, app, walker)
    : present;
  switch (action.act) {
    case "go on":
      return await walk.goOn(action.plans);
    case "decide both ways":
      return await walk.decide(action.plans, (index) => index % 2 === 0 ? "granted" : "denied");
    case "leave":
      return await walk.decide(action.plans, () => "denied");
    case "reuse the code":
      return await walk.reuseCode(action.plans);
  }
}

const TWICE: readonly Plan[] = [NO_FAULTS, NO_FAULTS];
const THRICE: readonly Plan[] = [...TWICE, NO_FAULTS];

const actions: fc.Arbitrary<Action> = fc.record({
  act: fc.oneof(
    { weight: 40, arbitrary: fc.constant("go on" as const) },
    { weight: 2, arbitrary: fc.constant("decide both ways" as const) },
    { weight: 1, arbitrary: fc.constant("leave" as const) },
    { weight: 1, arbitrary: fc.constant("reuse the code" as const) },
  ),
  walker: fc.nat(WALKERS.length - 1),
  plans: fc.oneof(
    { weight: 2, arbitrary: fc.array(plans, { minLength: 1, maxLength: 3, size: "max" }) },
    // Nothing but the others is in the way of each.
    { weight: 1, arbitrary: fc.constantFrom(TWICE, THRICE) },
  ),
});

/** Some walks at once, most of them at every step: what may happen once is tried by several at once. */
const together = fc.array(actions, { minLength: 4, maxLength: 8, size: "max" })
  .map((all) => new Together(all));

/** Schedules of a day: long enough for most walks to come to their end, and some to a second one. */
export const schedules: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: together },
    { weight: 1, arbitrary: fc.constant(new Wait()) },
  ),
  { minLength: 25, maxLength: 25 },
);
