import type { z } from "zod";
import { ResourceProblem } from "./problem.ts";

/**
 * Reads the parameters that a schema names; others are ignored. Throws `invalid_parameter` when
 * one occurs twice or is not what the schema says, whose messages tell what would be right.
 */
export function readParameters<Schema extends z.ZodObject>(
  schema: Schema,
  query: URLSearchParams,
): z.infer<Schema> {
  for (const name of Object.keys(schema.shape)) {
    if (query.getAll(name).length > 1) throw faulty(name, "occur only once");
  }
  const result = schema.safeParse(Object.fromEntries(query));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw faulty(String(issue?.path[0]), `be ${issue?.message}`);
}

function faulty(name: string, right: string): ResourceProblem {
  return new ResourceProblem("invalid_parameter", `${name} must ${right}`, { parameter: name });
}
