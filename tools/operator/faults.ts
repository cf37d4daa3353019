/** The two ways in which a command ends without having done its work. */

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command was understood and refused, for example because there is no such grant: exit code 1. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
