/** All that a soak leaves to chance, from one seed: the same seed throws the same dice. */
import { createSeededRandom } from "../support/random.ts";

/** A source of chance of its own for each who needs one, so that nobody's throws shift another's. */
export class Dice {
  readonly #bytes: (length: number) => Uint8Array;

  /** @param name who throws */
  constructor(private readonly seed: number, name: string) {
    this.#bytes = createSeededRandom(seed ^ hash(name));
  }

  /** Dice of the same seed for somebody else. */
  for(name: string): Dice {
    return new Dice(this.seed, name);
  }

  /** From 0 to 1, 1 excluded. */
  fraction(): number {
    const [a = 0, b = 0, c = 0] = this.#bytes(3);
    return ((a << 16) | (b << 8) | c) / 2 ** 24;
  }

  /** True in that share of the throws. */
  chance(share: number): boolean {
    return this.fraction() < share;
  }

  /** A number of that range. */
  between(least: number, most: number): number {
    return least + this.fraction() * (most - least);
  }

  /** One of them. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.fraction() * items.length)] ?? items[0];
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return value;
}
