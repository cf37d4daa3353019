/** Ten thousand malformed requests to one endpoint. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { measureLiveHeap } from "../../support/collect_garbage.ts";
import { TestApp } from "./app.ts";
import { type Draft, toRequest, toWire, type Wire } from "./draft.ts";
import type { Mutation } from "./mutation.ts";
import { type Answer, readAnswer, type Verdict } from "./oracle.ts";
import { StoredWatch } from "./stored.ts";
import { openTarget, type Target } from "./target.ts";

/** So many requests are refused, one after the other at each of so many gateways with stores of their own. */
const REFUSED = 10_000;
const GATEWAYS = 4;

/** To see a failure again put in its seed and path; then only one gateway is asked. */
const REPLAY: { readonly seed: number; readonly path?: string } = { seed: 20_261_127 };

/** For each that is refused so many others are sent at most, so that there is an end. */
const OTHERS_PER_REFUSED = 0.4;

/** So many of those that are refused may stay right although they were spoilt. */
const ACCEPTED_PER_REFUSED = 0.2;

/** After so many refusals the caches are warm and the code is compiled, and the memory stays flat. */
const WARM = 2_000;

/** What may be alive in addition after all others; if each of them left half a kilobyte, it would be more. */
const GROWTH_MAX_BYTES = 3_000_000;

/** With more rows in the store of what expires it is swept, by a time at which nothing is alive. */
const ROWS_MAX = 40;
const FOREVER_MILLISECONDS = 400 * 86_400_000;

/** A right request, from which malformed ones are made. */
export interface Variant {
  /** False: it is well-formed, but refused for what it asks. */
  readonly isRight: boolean;
  make(): Draft | Promise<Draft>;
}

/** An endpoint of a gateway. */
export interface Endpoint {
  readonly variants: readonly Variant[];
  readonly mutations: fc.Arbitrary<Mutation>;
  /** Checks an answer. */
  judge(answer: Answer, wire: Wire): Verdict;
  /** Beginnings of the keys of the store that a refused request may write. */
  readonly exempt?: readonly string[];
}

/** What was sent at all gateways. */
class Tally {
  readonly counts: Record<Verdict, number> = { refused: 0, accepted: 0, elsewhere: 0 };
  #warmHeap = NaN;

  add(verdict: Verdict): void {
    this.counts[verdict] += 1;
    const isWarm = verdict === "refused" && this.counts.refused === WARM;
    if (isWarm) this.#warmHeap = measureLiveHeap();
  }

  /** Few stayed right, and nothing of them is kept but by caches, and those are bounded. */
  check(): void {
    const growth = measureLiveHeap() - this.#warmHeap;
    const { refused, accepted } = this.counts;
    assert.ok(refused >= REFUSED, `${refused} were refused`);
    assert.ok(accepted < refused * ACCEPTED_PER_REFUSED, `${accepted} stayed right`);
    assert.ok(growth < GROWTH_MAX_BYTES, `${growth} bytes more are alive`);
  }
}

/**
 * Sends malformed requests to an endpoint until so many were refused; fails at the first answer that
 * is not as it should be, and at the first refused request that left something behind.
 */
export async function refuseThousands(
  describeEndpoint: (app: TestApp) => Endpoint | Promise<Endpoint>,
): Promise<void> {
  const tally = new Tally();
  await using gateways = new AsyncDisposableStack();
  const attempts = await Promise.all(Array.from({ length: GATEWAYS }, async () => {
    const target = gateways.use(await openTarget());
    const endpoint = await describeEndpoint(await TestApp.register(target));
    return gateways.use(new Attempt(target, endpoint, tally));
  }));
  const sending = REPLAY.path === undefined ? attempts : attempts.slice(0, 1);
  const outcomes = await Promise.allSettled(
    sending.map((attempt, index) => attempt.sendAll({ ...REPLAY, seed: REPLAY.seed + index })),
  );
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  if (REPLAY.path === undefined) tally.check();
}

/** Sending to one gateway, one request after the other. */
class Attempt implements Disposable {
  readonly #watch: StoredWatch;
  readonly #drafts = new Map<number, Draft>();

  constructor(
    private readonly target: Target,
    private readonly endpoint: Endpoint,
    private readonly tally: Tally,
  ) {
    this.#watch = new StoredWatch(target.databasePath);
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
  }

  /** What the requests are made of is right. */
  async #checkVariants(): Promise<void> {
    for (const [index, { isRight }] of this.endpoint.variants.entries()) {
      const wire = toWire(await this.#draftOf(index));
      const [answer, verdict] = await this.#ask(wire);
      assert.equal(verdict, isRight ? "accepted" : "refused", describe(wire, answer));
      await this.#beginAnew();
    }
  }

  /** Only requests that are refused count as runs. */
  async sendAll(replay: typeof REPLAY): Promise<void> {
    await this.#checkVariants();
    const property = fc.asyncProperty(
      fc.nat(this.endpoint.variants.length - 1),
      fc.array(this.endpoint.mutations, { minLength: 1, maxLength: 3 }),
      async (variant, mutations) => {
        const verdict = await this.#send(variant, mutations);
        this.tally.add(verdict);
        fc.pre(verdict === "refused");
      },
    );
    const numRuns = REFUSED / GATEWAYS;
    await fc.assert(property, { ...replay, numRuns, maxSkipsPerRun: OTHERS_PER_REFUSED });
    // Thousands of refusals have used nothing up and locked nobody out.
    await this.#checkVariants();
  }

  async #send(variant: number, mutations: readonly Mutation[]): Promise<Verdict> {
    let draft = await this.#draftOf(variant);
    for (const mutation of mutations) draft = await mutation.spoilDraft(draft);
    const wire = mutations.reduce((spoilt, { spoilWire }) => spoilWire(spoilt), toWire(draft));
    const [answer, verdict] = await this.#ask(wire);
    const { changes, size } = this.#watch.take();
    if (verdict !== "accepted") {
      assert.deepEqual(changes.filter(this.#isForbidden), [], describe(wire, answer));
    }
    // What was used up is made anew.
    if (verdict === "accepted" || changes.length > 0) this.#drafts.delete(variant);
    if (size > ROWS_MAX) await this.#beginAnew();
    return verdict;
  }

  /** Whether a change of the stores is one that a refused request must not make. */
  readonly #isForbidden = (change: string): boolean => {
    const key = change.replace(/^[+-] [a-z]+ /, "");
    return !this.endpoint.exempt?.some((prefix) => key.startsWith(prefix));
  };

  async #ask(wire: Wire): Promise<readonly [Answer, Verdict]> {
    const request = toRequest(this.target.origin, wire);
    const response = await this.target.fetch(request);
    try {
      const answer = await readAnswer(request.method, response);
      return [answer, this.endpoint.judge(answer, wire)];
    } catch (fault) {
      throw new Error(`${response.status} ${describe(wire)}`, { cause: fault });
    }
  }

  async #draftOf(variant: number): Promise<Draft> {
    const known = this.#drafts.get(variant);
    if (known !== undefined) return known;
    const made = await this.endpoint.variants[variant]?.make();
    if (made === undefined) throw new Error("no such variant");
    this.#drafts.set(variant, made);
    this.#watch.take();
    return made;
  }

  /** Sweeps away what requests have left behind, so that what is stored is compared quickly. */
  async #beginAnew(): Promise<void> {
    this.#drafts.clear();
    await this.target.stores.ephemeral.sweep(this.target.clock.now() + FOREVER_MILLISECONDS);
  }
}

function describe({ method, path, query, headers, body }: Wire, answer?: Answer): string {
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).slice(0, 3000);
  const fields = headers.map(([name, value]) => `${name}: ${value}`);
  const request = `${method} ${path}?${decode(query)}\n${fields.join("\n")}\n\n${decode(body)}`;
  return answer === undefined ? request : `${request}\n→ ${answer.status} ${answer.body}`;
}
