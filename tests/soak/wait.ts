/** Waiting in real time. */

/** Resolves after so many milliseconds. */
export function wait(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** Resolves with what was promised, or with undefined when the time is over before. */
export async function within<Result>(
  millis: number,
  promised: Promise<Result>,
): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), millis);
  });
  try {
    return await Promise.race([promised, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until it is so; false when the time is over before. */
export async function until(
  millis: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const end = performance.now() + millis;
  while (!await isSo()) {
    if (performance.now() >= end) return false;
    await wait(50);
  }
  return true;
}
