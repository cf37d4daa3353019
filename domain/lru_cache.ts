/** A map that forgets what was not used for longest; bounds the memory of caches fed by strangers. */
export class LruCache<Key, Value> {
  readonly #entries = new Map<Key, Value>();

  /** @param capacity the most entries that are kept */
  constructor(readonly capacity: number) {}

  /** The entry, which thereby becomes the one used last. */
  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Adds or replaces an entry. */
  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  /** Forgets an entry. */
  delete(key: Key): void {
    this.#entries.delete(key);
  }
}
