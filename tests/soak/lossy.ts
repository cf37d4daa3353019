/** A bad network between a client and a server: what was carried out is not always answered. */
import type { Dice } from "./dice.ts";

/** Answers requests; rejects where the connection is to be cut without an answer. */
export type Handle = (request: Request) => Promise<Response>;

/** Stands before a server. */
export type Intercept = (handle: Handle) => Handle;

/** What goes wrong on the way, and how often it did. */
export interface LossyWay {
  /** The share of requests that are carried out and not answered. */
  lossShare: number;
  readonly intercept: Intercept;
  readonly counts: { requests: number; lost: number };
}

/** Makes a way on which nothing is lost yet. */
export function createLossyWay(dice: Dice): LossyWay {
  const counts = { requests: 0, lost: 0 };
  const way: LossyWay = {
    lossShare: 0,
    counts,
    intercept: (handle) => async (request) => {
      counts.requests += 1;
      const isLost = dice.chance(way.lossShare);
      const response = await handle(request);
      if (!isLost) return response;
      counts.lost += 1;
      throw new Error("the answer is lost");
    },
  };
  return way;
}
