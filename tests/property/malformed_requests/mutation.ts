/** One way in which a right request is spoilt. */
import fc from "fast-check";
import type { Draft, Wire } from "./draft.ts";

/** Spoils a draft or, after all drafts' mutations, the bytes; says what it does when a test fails. */
export class Mutation {
  constructor(
    readonly name: string,
    readonly values: unknown,
    readonly spoilDraft: (draft: Draft) => Draft | Promise<Draft>,
    readonly spoilWire: (wire: Wire) => Wire = (wire) => wire,
  ) {}

  [fc.toStringMethod](): string {
    return `${this.name} ${fc.stringify(this.values)}`;
  }
}

/** Mutations of a draft by values that are chosen. */
export function ofDraft<Values>(
  name: string,
  values: fc.Arbitrary<Values>,
  spoil: (draft: Draft, values: Values) => Draft | Promise<Draft>,
): fc.Arbitrary<Mutation> {
  return values.map((chosen) => new Mutation(name, chosen, (draft) => spoil(draft, chosen)));
}

/** Mutations of the bytes by values that are chosen. */
export function ofWire<Values>(
  name: string,
  values: fc.Arbitrary<Values>,
  spoil: (wire: Wire, values: Values) => Wire,
): fc.Arbitrary<Mutation> {
  return values.map((chosen) =>
    new Mutation(name, chosen, (draft) => draft, (wire) => spoil(wire, chosen))
  );
}

/** A number that is taken modulo how much there is to choose from. */
export const index: fc.Arbitrary<number> = fc.nat(9999);
