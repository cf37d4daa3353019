/** The routes of the demo app. */
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { render } from "../web/render.ts";
import { accountsAnswer, balanceAnswer, transactionsAnswer } from "./api_answers.ts";
import { AccountPage, AccountsPage, StartPage, type TransactionFilter } from "./app_pages.tsx";
import { CALLBACK_PATH } from "./client_document.ts";
import { type DemoSession, DemoSessions } from "./demo_session.ts";
import { explainFault } from "./explain_fault.ts";
import { FintechClient, type FintechClientSettings } from "./fintech_client.ts";

/** Cookies belong to a host whatever its port: the name keeps clear of the gateway's. */
const COOKIE = "kakehashi-demo-app";
const DEFAULT_PAGE_SIZE = "100";
/** How far back the API goes. */
const HISTORY_MONTHS = 3;

/** Routes of `/app` and of the redirect URI. */
export function createDemoRoutes(settings: FintechClientSettings): Hono {
  const client = new FintechClient(settings);
  const sessions = new DemoSessions();
  const find = (context: Context) => sessions.find(getCookie(context, COOKIE));
  const routes = new Hono();

  routes.get("/app", (context) => showStart(context, client, find(context)));
  routes.get(
    "/app/accounts/:accountId",
    (context) =>
      withSession(
        context,
        find(context),
        (session) => showAccount(context, client, session, settings.now()),
      ),
  );
  routes.post("/app/connect", (context) =>
    attempt(context, find(context), async () => {
      const session = find(context) ?? await openSession(context, client, sessions, settings);
      return context.redirect((await client.connect(session)).href, 303);
    }));
  routes.get(CALLBACK_PATH, (context) =>
    withSession(context, find(context), async (session) => {
      const { search } = new URL(context.req.url);
      await client.finish(session, new URL(CALLBACK_PATH + search, settings.publicUrl));
      session.say("連携しました。");
      return context.redirect("/app", 303);
    }));
  routes.post("/app/refresh", (context) =>
    withSession(context, find(context), async (session) => {
      await client.refresh(session);
      session.say("アクセストークンを更新しました。");
      return context.redirect("/app", 303);
    }));
  routes.post(
    "/app/disconnect",
    (context) =>
      withSession(context, find(context), async (session) => {
        await client.disconnect(session);
        session.say("連携を解除しました。");
        return context.redirect("/app", 303);
      }),
  );
  return routes;
}

async function openSession(
  context: Context,
  client: FintechClient,
  sessions: DemoSessions,
  settings: FintechClientSettings,
): Promise<DemoSession> {
  const session = await client.newSession();
  sessions.add(session);
  const secure = settings.publicUrl.protocol === "https:";
  setCookie(context, COOKIE, session.id, { httpOnly: true, sameSite: "Lax", path: "/", secure });
  return session;
}

async function withSession(
  context: Context,
  session: DemoSession | undefined,
  answer: (session: DemoSession) => Promise<Response>,
): Promise<Response> {
  if (session === undefined) return context.redirect("/app", 303);
  return await attempt(context, session, () => answer(session));
}

/** Shows a failure of the protocol or of the API on a page, instead of what was asked for. */
async function attempt(
  context: Context,
  session: DemoSession | undefined,
  answer: () => Promise<Response>,
): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    const fault = explainFault(error);
    if (fault === undefined) throw error;
    const connection = session?.connection;
    const page = session && connection
      ? <AccountsPage session={session} connection={connection} accounts={[]} fault={fault} />
      : <StartPage session={session} fault={fault} />;
    return await render(context, page, 502);
  }
}

async function showStart(
  context: Context,
  client: FintechClient,
  session: DemoSession | undefined,
): Promise<Response> {
  if (session?.connection === undefined) {
    return await render(context, <StartPage session={session} />);
  }
  return await attempt(context, session, async () => {
    const answer = await client.read(session, "口座の一覧", "/accounts");
    const { accounts } = accountsAnswer.parse(answer);
    const connection = session.connection;
    if (connection === undefined) return context.redirect("/app", 303);
    const page = <AccountsPage session={session} connection={connection} accounts={accounts} />;
    return await render(context, page);
  });
}

async function showAccount(
  context: Context,
  client: FintechClient,
  session: DemoSession,
  nowMillis: number,
): Promise<Response> {
  const accountId = context.req.param("accountId") ?? "";
  const filter = readFilter(context, nowMillis);
  const nextItemKey = context.req.query("nextItemKey");
  const query = new URLSearchParams({ ...filter, ...(nextItemKey ? { nextItemKey } : {}) });
  const path = `/accounts/${encodeURIComponent(accountId)}`;
  const balance = await client.read(session, "残高", `${path}/balance`);
  const transactions = await client.read(session, "明細", `${path}/transactions?${query}`);
  return await render(
    context,
    <AccountPage
      session={session}
      accountId={accountId}
      balance={balanceAnswer.parse(balance)}
      filter={filter}
      transactions={transactionsAnswer.parse(transactions)}
    />,
  );
}

/** All of the history unless something else is asked for. */
function readFilter(context: Context, nowMillis: number): TransactionFilter {
  const today = Temporal.Instant.fromEpochMilliseconds(nowMillis)
    .toZonedDateTimeISO("Asia/Tokyo").toPlainDate();
  return {
    dateFrom: context.req.query("dateFrom") || `${today.subtract({ months: HISTORY_MONTHS })}`,
    dateTo: context.req.query("dateTo") || `${today}`,
    limit: context.req.query("limit") || DEFAULT_PAGE_SIZE,
  };
}
