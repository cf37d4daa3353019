/** Loads of requests, and how long their answers took. */
import { quantile } from "../statistics.ts";
import type { HttpConnections, WireRequest } from "./http_connections.ts";

/** An answer; status 0 where there was none. */
interface Timed {
  readonly status: number;
  readonly millis: number;
}

/** What came of a load. */
export interface LoadSummary {
  /** Requests a second: of those that were sent, and of those that were served. */
  readonly sentPerSecond: number;
  readonly servedPerSecond: number;
  readonly served: Spread;
  readonly refused: Spread;
  /** Requests that got neither an answer nor a refusal. */
  readonly broken: number;
}

/** How long so many answers took, in milliseconds; NaN where there were none. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

const TICK_MILLIS = 1;

/** As many requests at a time as there are workers: what a server serves at most. */
export async function sendClosed(
  connections: HttpConnections,
  requests: readonly WireRequest[],
  workers: number,
): Promise<LoadSummary> {
  const begun = performance.now();
  const waiting = requests.values();
  const answers: Timed[] = [];
  const work = async () => {
    for (const request of waiting) answers.push(await time(connections, request));
  };
  await Promise.all(Array.from({ length: workers }, work));
  return summarise(answers, performance.now() - begun);
}

/** So many requests a second, whether earlier ones have been answered or not. */
export async function sendOpen(
  connections: HttpConnections,
  requests: readonly WireRequest[],
  perSecond: number,
): Promise<LoadSummary> {
  const begun = performance.now();
  const answers: Promise<Timed>[] = [];
  while (answers.length < requests.length) {
    const due = Math.ceil((performance.now() - begun) / 1000 * perSecond);
    for (const request of requests.slice(answers.length, due)) {
      answers.push(time(connections, request));
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MILLIS));
  }
  const millis = performance.now() - begun;
  return summarise(await Promise.all(answers), millis);
}

async function time(connections: HttpConnections, request: WireRequest): Promise<Timed> {
  const begun = performance.now();
  const status = await connections.send(request).catch(() => 0);
  return { status, millis: performance.now() - begun };
}

function summarise(answers: readonly Timed[], millis: number): LoadSummary {
  const pick = (isPicked: (status: number) => boolean) =>
    answers.filter(({ status }) => isPicked(status)).map((answer) => answer.millis);
  const served = pick((status) => status >= 200 && status < 400);
  const refused = pick((status) => status === 429 || status === 503);
  return {
    sentPerSecond: answers.length / millis * 1000,
    servedPerSecond: served.length / millis * 1000,
    served: spread(served),
    refused: spread(refused),
    broken: answers.length - served.length - refused.length,
  };
}

function spread(millis: readonly number[]): Spread {
  const count = millis.length;
  if (count === 0) return { count, p50: NaN, p99: NaN };
  return { count, p50: quantile(millis, 0.5), p99: quantile(millis, 0.99) };
}
