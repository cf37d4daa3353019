/** Giving a process a processor of its own, so that who measures does not slow down what is measured. */

/**
 * Keeps a process with all its threads on one processor, numbered from 0. False where that cannot
 * be: without `taskset`, or with a single processor.
 */
export async function keepOnProcessor(pid: number, processor: number): Promise<boolean> {
  if (processor >= navigator.hardwareConcurrency) return false;
  const args = ["--all-tasks", "--pid", "--cpu-list", `${processor}`, `${pid}`];
  try {
    const { success } = await new Deno.Command("taskset", { args, stdout: "null", stderr: "null" })
      .output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
