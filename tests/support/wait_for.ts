/** Waiting for what happens in the background, by looking. */

const LOOK_MILLIS = 20;
const LIMIT_MILLIS = 20_000;

/** Looks again and again until a condition holds; throws when it takes longer than anything may. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>) {
  const deadline = performance.now() + LIMIT_MILLIS;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLIS));
  }
}
