/** What was loaded lately. */
import type { Clock, EpochMillis } from "../../domain/time.ts";

/** Beyond this many entries the oldest goes, whatever strangers ask for. */
const CAPACITY = 1000;

/** Keeps what was loaded for a while, by the clock. Errors are not kept. */
export class TimedCache<Key, Value> {
  readonly #entries = new Map<Key, { readonly at: EpochMillis; readonly value: Promise<Value> }>();

  /** Entries are used for less than `maxAgeMilliseconds` from the beginning of their loading. */
  constructor(private readonly clock: Clock, private readonly maxAgeMilliseconds: number) {}

  /** The kept value, or else a newly loaded one; whoever asks during a loading shares it. */
  get(key: Key, load: () => Promise<Value>): Promise<Value> {
    const now = this.clock.now();
    const entry = this.#entries.get(key);
    // A clock that was put back must not keep an entry alive.
    if (entry !== undefined && entry.at <= now && now < entry.at + this.maxAgeMilliseconds) {
      return entry.value;
    }
    const value = load();
    this.#put(key, { at: now, value });
    return value;
  }

  #put(key: Key, entry: { readonly at: EpochMillis; readonly value: Promise<Value> }): void {
    this.#entries.delete(key);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= CAPACITY && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, entry);
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
  }
}
