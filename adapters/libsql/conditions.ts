/** Putting the filters of the operator into SQL. */
import type { SqlValue } from "./sql_database.ts";

/** A condition with its only argument; it is left out when the argument is undefined. */
export type Condition = readonly [sql: string, arg: Readonly<Record<string, SqlValue | undefined>>];

/** The `WHERE` clause (empty when nothing is asked) and its arguments; all conditions must hold. */
export function where(
  conditions: readonly Condition[],
): { readonly clause: string; readonly args: Readonly<Record<string, SqlValue>> } {
  const asked: string[] = [];
  const args: Record<string, SqlValue> = {};
  for (const [sql, arg] of conditions) {
    for (const [name, value] of Object.entries(arg)) {
      if (value === undefined) continue;
      asked.push(sql);
      args[name] = value;
    }
  }
  return { clause: asked.length === 0 ? "" : `WHERE ${asked.join(" AND ")}`, args };
}
