import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import type { SandboxCustomer } from "../customers.ts";
import { type AccountNumber, BRANCH_NAMES, isEligible, isTroubled } from "./accounts.ts";
import type { Entry, Ledger } from "./ledger.ts";
import type { PinBox } from "./pin_box.ts";

/** Whose an account is, whether it may use the service or not, and its books. */
export interface AccountHolder {
  readonly customer: SandboxCustomer;
  readonly ledger: Ledger;
}

/** What the routes of the bank need. */
export interface BankRoutesOptions {
  readonly now: () => number;
  readonly secret: string;
  readonly delay: (milliseconds: number) => Promise<void>;
  readonly pinBox: PinBox;
  /** Undefined when there is no such account. */
  readonly findHolder: (account: AccountNumber) => AccountHolder | undefined;
}

const SLOW_ANSWER_MILLIS = 2_000;
const NOT_ELIGIBLE = { result: "not_eligible" } as const;

const account = z.strictObject({
  branchCode: z.string().regex(/^[0-9]{3}$/),
  accountType: z.string(),
  accountNumber: z.string().regex(/^[0-9]{7}$/),
});
const matchRequest = z.strictObject({
  account,
  dateOfBirth: z.iso.date(),
  phoneNumber: z.string().regex(/^0[0-9]{9,10}$/),
});
const pinRequest = z.strictObject({ account, sealedPin: z.string().max(4096) });
const accountRequest = z.strictObject({ account });
const transactionsRequest = z.strictObject({
  account,
  dateFrom: z.iso.date(),
  dateTo: z.iso.date(),
  afterItemKey: z.string().max(64).optional(),
  limit: z.int().min(1).max(500),
});

type Answer = Readonly<Record<string, unknown>>;

/** The operations of the core-banking protocol, each a POST. */
export function createBankRoutes(options: BankRoutesOptions): Hono {
  const routes = new Hono();
  routes.use(checkCaller(options));
  routes.post("/holders/match", async (context) => {
    const request = await readBody(context, matchRequest);
    if (request === undefined) return refuse(context);
    const customer = options.findHolder(request.account)?.customer;
    if (customer !== undefined && isTroubled(customer)) await options.delay(SLOW_ANSWER_MILLIS);
    return context.json({ result: matchHolder(customer, request) });
  });
  routes.post("/pins/verify", async (context) => {
    const request = await readBody(context, pinRequest);
    if (request === undefined) return refuse(context);
    const customer = options.findHolder(request.account)?.customer;
    if (customer === undefined || !isEligible(customer)) return context.json(NOT_ELIGIBLE);
    if (isTroubled(customer)) return await neverAnswer(context, options);
    const opening = {
      jwe: request.sealedPin,
      account: request.account,
      requestId: context.req.header("Kakehashi-Request-Id") ?? "",
    };
    const pin = await options.pinBox.open(opening, options.now());
    if (pin === undefined) return refuse(context);
    return context.json({ result: customer.pin === pin ? "right" : "wrong" });
  });
  answerAbout(routes, "/accounts/read", accountRequest, options, ({ customer }) => ({
    branchName: BRANCH_NAMES.get(customer.branchCode) ?? "",
    accountNameKana: customer.nameKana,
  }));
  answerAbout(routes, "/balances/read", accountRequest, options, ({ ledger }) => {
    const balance = `${ledger.balance(today(options))}`;
    return { balance, withdrawableAmount: balance, baseDateTime: formatNow(options) };
  });
  answerAbout(
    routes,
    "/transactions/read",
    transactionsRequest,
    options,
    ({ ledger }, request) => ({
      ...selectEntries(ledger.entries(today(options)), request),
      baseDateTime: formatNow(options),
    }),
  );
  return routes;
}

/** An operation that reads from an account which may use the service. */
function answerAbout<Schema extends z.ZodType<{ readonly account: AccountNumber }>>(
  routes: Hono,
  path: string,
  schema: Schema,
  options: BankRoutesOptions,
  answer: (holder: AccountHolder, request: z.infer<Schema>) => Answer,
): void {
  routes.post(path, async (context) => {
    const request = await readBody(context, schema);
    if (request === undefined) return refuse(context);
    const holder = options.findHolder(request.account);
    if (holder === undefined || !isEligible(holder.customer)) return context.json(NOT_ELIGIBLE);
    if (isTroubled(holder.customer)) return await neverAnswer(context, options);
    return context.json({ result: "found", ...answer(holder, request) });
  });
}

function checkCaller({ secret, now }: BankRoutesOptions) {
  return createMiddleware(async (context, next) => {
    context.header("Kakehashi-Request-Id", context.req.header("Kakehashi-Request-Id") ?? "");
    if (context.req.header("Authorization") !== `Bearer ${secret}`) return context.body(null, 401);
    const deadline = readDeadline(context);
    if (Number.isNaN(deadline)) return refuse(context);
    if (deadline < now()) return context.body(null, 504);
    return await next();
  });
}

function readDeadline(context: Context): number {
  return Date.parse(context.req.header("Kakehashi-Deadline") ?? "");
}

async function readBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const body: unknown = await context.req.json().catch(() => undefined);
  return schema.safeParse(body).data;
}

function refuse(context: Context): Response {
  return context.body(null, 400);
}

/** Holds the request until its caller has given up. */
async function neverAnswer(context: Context, options: BankRoutesOptions): Promise<Response> {
  await options.delay(readDeadline(context) - options.now() + 1_000);
  return context.body(null, 504);
}

function matchHolder(
  customer: SandboxCustomer | undefined,
  stated: { readonly dateOfBirth: string; readonly phoneNumber: string },
): "matched" | "mismatched" | "not_eligible" {
  if (customer === undefined || !isEligible(customer)) return "not_eligible";
  const matches = customer.dateOfBirth === stated.dateOfBirth &&
    customer.phoneNumber === stated.phoneNumber;
  return matches ? "matched" : "mismatched";
}

/** The first `limit` entries of a period that come after a key: a page that no new entry can shift. */
function selectEntries(entries: readonly Entry[], query: z.infer<typeof transactionsRequest>) {
  const { dateFrom, dateTo, afterItemKey = "", limit } = query;
  const wanted = entries.filter((entry) =>
    entry.transactionDate >= dateFrom && entry.transactionDate <= dateTo &&
    entry.itemKey > afterItemKey
  );
  const transactions = wanted.slice(0, limit).map((entry) => ({
    ...entry,
    amount: `${entry.amount}`,
    balance: `${entry.balance}`,
  }));
  return { transactions, hasNext: wanted.length > limit };
}

function jst(options: BankRoutesOptions): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(options.now()).toZonedDateTimeISO("Asia/Tokyo");
}

function today(options: BankRoutesOptions): Temporal.PlainDate {
  return jst(options).toPlainDate();
}

function formatNow(options: BankRoutesOptions): string {
  return jst(options).toString({ smallestUnit: "second", timeZoneName: "never" });
}
