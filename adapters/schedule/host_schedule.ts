/** Work for which the host wakes the program, where the program runs only while requests come. */

/**
 * Has the host run something every minute, where it can (`Deno.cron`, at the edge): the host starts
 * an instance for it if none is running, and never has two rounds of it at the same time. Elsewhere
 * nothing happens. To be called before the program listens, for the host looks for it when it
 * takes the program in.
 */
export function everyMinuteByHost(name: string, work: () => Promise<void>): void {
  if ("cron" in Deno) Deno.cron(name, "* * * * *", work);
}
