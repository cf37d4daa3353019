/** How late the process is for its own timers: as late as everything else that wants the processor. */

const INTERVAL_MILLIS = 10;

/** Tells of each timer by how many milliseconds it was late, one after the other until it is stopped. */
export function watchLateness(tell: (lateMillis: number) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const begin = () => {
    const dueAt = performance.now() + INTERVAL_MILLIS;
    timer = setTimeout(() => {
      begin();
      tell(Math.max(0, performance.now() - dueAt));
    }, INTERVAL_MILLIS);
  };
  begin();
  return () => clearTimeout(timer);
}
