/** A port whose calls are timed. */

/** Who takes the time. */
export interface CallTimer {
  /** Makes a call and notes how long it took and how it ended; hands through whatever comes of it. */
  time<Result>(
    dependency: string,
    operation: string,
    call: () => Promise<Result>,
  ): Promise<Result>;
}

/**
 * The same port, each of whose methods is timed as `NAME.METHOD` of a dependency. All of them must be
 * asynchronous.
 */
export function timePort<Port extends object>(
  timer: CallTimer,
  dependency: string,
  name: string,
  port: Port,
): Port {
  const timed = new Map<string, unknown>();
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function" || typeof property !== "string") return member;
      const known = timed.get(property);
      if (known !== undefined) return known;
      const operation = `${name}.${property}`;
      const call = (...parameters: readonly unknown[]) =>
        timer.time(
          dependency,
          operation,
          async () => await Reflect.apply(member, target, parameters),
        );
      timed.set(property, call);
      return call;
    },
  });
}
