/** What can go wrong while a gateway answers one request, planned beforehand. */
import fc from "fast-check";
import type { Fate, Trip } from "../wire.ts";

/** The plan for one request to a gateway. Its commands to the stores are counted from 1. */
export interface Plan {
  /** How long each command is under way, in milliseconds. */
  readonly holdMillis: number;
  /** The process dies before it sends this command; what it did before stands. */
  readonly diesBefore?: number;
  /** The answers to a command are lost, to so many of the times that it is sent. */
  readonly loses?: { readonly command: number; readonly sends: number };
  /** The gateway's answer does not reach who sent the request. */
  readonly isUnanswered: boolean;
}

/** The process of a gateway dies. */
export class Crash extends Error {}

/** An answer does not arrive. */
export class LostAnswer extends Error {}

const command = fc.integer({ min: 1, max: 4 });

/** Plans; some of them without a fault, so that something comes about. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  holdMillis: fc.nat(4),
  fault: fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: fc.record({ diesBefore: command }) },
    {
      weight: 4,
      arbitrary: fc.record({
        loses: fc.record({
          command: fc.integer({ min: 1, max: 2 }),
          sends: fc.integer({ min: 1, max: 3 }),
        }),
      }),
    },
  ),
  isUnanswered: fc.nat(9).map((number) => number === 0),
}).map(({ fault, ...plan }) => ({ ...plan, ...fault }));

/** No faults. */
export const NO_FAULTS: Plan = { holdMillis: 0, isUnanswered: false };

/** A request on its way through a gateway, with what is planned for it. */
export class PlannedTrip implements Trip {
  #commands = 0;
  #sends = 0;
  /** Whether the process died. */
  isDead = false;

  constructor(private readonly plan: Plan, private readonly onDeath: () => void) {}

  /** Told of each command before it is sent; throws when that is where the process dies. */
  beginCommand(): void {
    this.#commands += 1;
    this.#sends = 0;
    if (this.#commands === this.plan.diesBefore) {
      this.isDead = true;
      this.onDeath();
    }
    if (this.isDead) throw new Crash("the process dies here");
  }

  async onArrival(): Promise<Fate> {
    this.#sends += 1;
    const { holdMillis, loses } = this.plan;
    const isLost = loses?.command === this.#commands && this.#sends <= loses.sends;
    if (holdMillis > 0) await new Promise((resolve) => setTimeout(resolve, holdMillis));
    return isLost ? "lost" : "answered";
  }
}
