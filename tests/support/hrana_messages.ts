import { z } from "zod";

/** The requests of Hrana 2 over HTTP that `@libsql/client/web` sends, as far as tests need them. */
const Value = z.discriminatedUnion("type", [
  z.object({ type: z.literal("null") }),
  z.object({ type: z.literal("integer"), value: z.string() }),
  z.object({ type: z.literal("float"), value: z.number() }),
  z.object({ type: z.literal("text"), value: z.string() }),
  z.object({ type: z.literal("blob"), base64: z.string() }),
]);
export type Value = z.infer<typeof Value>;

const Statement = z.object({
  sql: z.string().optional(),
  sql_id: z.number().optional(),
  args: z.array(Value).default([]),
  named_args: z.array(z.object({ name: z.string(), value: Value })).default([]),
});
export type Statement = z.infer<typeof Statement>;

const Condition = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ok"), step: z.number() }),
  z.object({ type: z.literal("error"), step: z.number() }),
  z.object({ type: z.literal("is_autocommit") }),
  z.object({
    type: z.literal("not"),
    get cond() {
      return Condition;
    },
  }),
  z.object({
    type: z.literal("and"),
    get conds() {
      return z.array(Condition);
    },
  }),
  z.object({
    type: z.literal("or"),
    get conds() {
      return z.array(Condition);
    },
  }),
]);
export type Condition = z.infer<typeof Condition>;

const Step = z.object({ stmt: Statement, condition: Condition.nullish() });
export type Step = z.infer<typeof Step>;

const StreamRequest = z.discriminatedUnion("type", [
  z.object({ type: z.literal("execute"), stmt: Statement }),
  z.object({ type: z.literal("batch"), batch: z.object({ steps: z.array(Step) }) }),
  z.object({
    type: z.literal("sequence"),
    sql: z.string().optional(),
    sql_id: z.number().optional(),
  }),
  z.object({ type: z.literal("store_sql"), sql: z.string(), sql_id: z.number() }),
  z.object({ type: z.literal("close_sql"), sql_id: z.number() }),
  z.object({ type: z.literal("get_autocommit") }),
  z.object({ type: z.literal("close") }),
]);
export type StreamRequest = z.infer<typeof StreamRequest>;

/** The body of a POST to `/v2/pipeline`. */
export const PipelineRequest = z.object({
  baton: z.string().nullish(),
  requests: z.array(StreamRequest),
});

export interface HranaError {
  readonly message: string;
  readonly code: string;
}

export interface StatementResult {
  readonly cols: readonly { name: string; decltype: string | null }[];
  readonly rows: readonly (readonly Value[])[];
  readonly affected_row_count: number;
  readonly last_insert_rowid: string;
}
