/** Whatever a store of what expires can be asked to run, for property tests. */
import fc from "fast-check";
import type { AttemptId } from "../../domain/ids.ts";
import type { Address, Operation, RunContext } from "../../domain/store/ephemeral_store.ts";

const START = Date.parse("2026-04-15T10:00:00+09:00");

/** Few keys, attempts and points in time, so that operations meet each other. */
const key = fc.constantFrom("a", "b", "c");
const time = fc.integer({ min: 0, max: 6 }).map((step) => START + step * 1000);
/** From now; nothing is written that has expired already. */
const lifetime = fc.integer({ min: 1, max: 5 }).map((steps) => steps * 1000);
const value = fc.constantFrom("", "x", "普通");
const version = fc.integer({ min: 1, max: 3 });
const refs = fc.constantFrom(undefined, {}, { to: "b" }, { to: "c", other: "a" });
const address: fc.Arbitrary<Address> = fc.oneof(
  { weight: 3, arbitrary: key },
  { weight: 1, arbitrary: key.map((of) => ({ of, ref: "to" })) },
);
const verb = <const Name extends string>(name: Name) => fc.constant(name);
const written = { value, refs, expiresAt: lifetime };

const operation = fc.oneof(
  fc.record({ verb: verb("get"), at: address }),
  fc.record({ verb: verb("require"), at: address }),
  fc.record({ verb: verb("put"), at: address, ...written }),
  fc.record({ verb: verb("putIfAbsent"), at: key, ...written, guard: fc.boolean() }),
  fc.record({ verb: verb("claimOnce"), at: key, expiresAt: lifetime }),
  fc.record({ verb: verb("redeem"), at: address }),
  fc.record({ verb: verb("beginStep"), at: key, version, leaseUntil: lifetime }),
  fc.record({ verb: verb("compareAndSet"), at: key, version, ...written }),
  fc.record({
    verb: verb("hit"),
    at: address,
    limit: fc.integer({ min: 1, max: 3 }),
    expiresAt: lifetime,
  }),
  fc.record({ verb: verb("refund"), at: address }),
  fc.record({
    verb: verb("reserve"),
    at: address,
    capacity: fc.integer({ min: 1, max: 3 }),
    leaseUntil: lifetime,
    expiresAt: lifetime,
  }),
  fc.record({
    verb: verb("settle"),
    at: address,
    outcome: fc.constantFrom("failed" as const, "released" as const, "cleared" as const),
  }),
  fc.record({ verb: verb("countFailures"), at: address }),
  fc.record({ verb: verb("delete"), at: address }),
).map(withoutUndefined);

/** A run with its context; the lifetimes in it count from `now`. */
export interface RandomRun extends RunContext {
  readonly operations: readonly Operation[];
}

/** A run with at most so many operations. Later runs may be earlier by their clocks. */
export function randomRuns(maxOperations: number): fc.Arbitrary<RandomRun> {
  return fc.record({
    attempt: fc.constantFrom("one", "two", "three").map((name) => name as AttemptId),
    now: time,
    operations: fc.array(operation, { minLength: 1, maxLength: maxOperations }),
  });
}

function withoutUndefined(operation: object): Operation {
  const entries = Object.entries(operation).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Operation;
}

/** The operations of a run as they are to be sent, with keys of their own for each round. */
export function operationsOf({ operations, now }: RandomRun, round: number): readonly Operation[] {
  return operations.map((one) => inRound(from(one, now), round));
}

/** The operation with its lifetimes counted from a time. */
function from(operation: Operation, now: number): Operation {
  return {
    ...operation,
    ...("expiresAt" in operation && { expiresAt: now + operation.expiresAt }),
    ...("leaseUntil" in operation && { leaseUntil: now + operation.leaseUntil }),
  };
}

/** The operation with all its keys, also those it refers to, moved to a round. */
function inRound(operation: Operation, round: number): Operation {
  const text = JSON.stringify(operation);
  return JSON.parse(
    text.replace(/"(at|of|to|other)":"([abc])"/g, `"$1":"round-${round}:$2"`),
  );
}
