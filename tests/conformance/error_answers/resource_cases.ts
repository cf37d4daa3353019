/** What the resource API refuses of a call with a good token. */
import { UnavailableError } from "../../../domain/errors.ts";
import type { Link, ResourceApi } from "../../support/resource_api.ts";
import {
  atResources,
  type ErrorCase,
  type ErrorGroup,
  REPORT,
  RETRY,
  turnAway,
  WAIT,
} from "./error_case.ts";
import { HANAKO, linked } from "./resource_link.ts";

const ACCOUNT = "Send an `accountId` of `GET /accounts` with the same token";
const HISTORY = "`/accounts/{accountId}/transactions`";

function queryCase(when: string, mend: string, query: string): ErrorCase {
  return {
    when,
    mend,
    provoke: linked((api, link) =>
      api.call(link, `/accounts/${link.grant.accountId}/transactions?${query}`)
    ),
  };
}

const QUERIES: readonly ErrorCase[] = [
  queryCase("a parameter is there twice, for example `limit`", "Send it once", "limit=1&limit=1"),
  queryCase(
    "`dateFrom` or `dateTo` is no date",
    "Send a day of the calendar",
    "dateFrom=2026-02-30",
  ),
  queryCase("`limit` is no number or out of range", "Send one in the range", "limit=501"),
  queryCase("`nextItemKey` is empty or too long", "Send what you were given", "nextItemKey="),
  queryCase(
    "`dateFrom` is after `dateTo`",
    "Exchange them",
    "dateFrom=2026-11-20&dateTo=2026-11-19",
  ),
  queryCase(
    "a day is before the history or in the future",
    "Ask for what there is",
    "dateFrom=2020-01-01",
  ),
  queryCase(
    "`nextItemKey` is not of this account and period, or was changed",
    "Send it as it was given, with the same `dateFrom` and `dateTo`",
    "nextItemKey=changed",
  ),
];

async function breakStore(api: ResourceApi, link: Link, fault: Error): Promise<Response> {
  const right = api.stores.ephemeral.run;
  api.stores.ephemeral.run = () => Promise.reject(fault);
  const response = await api.call(link, "/consent");
  api.stores.ephemeral.run = right;
  return response;
}

async function callTwice(api: ResourceApi, link: Link): Promise<Response> {
  await api.call(link, "/consent");
  return await api.call(link, "/consent");
}

const OURS: readonly ErrorCase[] = [
  {
    when: "more calls a minute than there may be for the client",
    mend: WAIT,
    provoke: linked(callTwice, {}, { perClientPerMinute: 1 }),
  },
  {
    when: "more calls a minute than there may be for the consent",
    mend: WAIT,
    provoke: linked(callTwice, {}, { perGrantPerMinute: 1 }),
  },
  {
    when: "the core system is closed",
    mend: "Come again at `reopensAt`",
    provoke: linked(
      async (api, link) => {
        api.clock.set("2026-11-24T04:00:00+09:00");
        return await api.call(link, "/consent");
      },
      {},
      { serviceHours: "calendar" },
    ),
  },
  {
    when: "core banking does not answer",
    mend: RETRY,
    provoke: atResources(async (api) => {
      const link = await api.link({ ...HANAKO, branchCode: "001", accountNumber: "8888888" });
      return await api.call(link, "/accounts");
    }),
  },
  {
    when: "a store of the gateway does not answer, or the gateway has too much to do",
    mend: RETRY,
    provoke: linked(async (api, link) => [
      await breakStore(api, link, new UnavailableError("database")),
      await turnAway("/consent"),
    ]),
  },
  {
    when: "a fault of the gateway",
    mend: REPORT,
    provoke: linked((api, link) => breakStore(api, link, new Error("a secret of ours"))),
  },
  {
    when: "another method than GET",
    mend: "Use GET",
    provoke: atResources((api) =>
      Promise.all(
        ["/accounts", "/accounts/x", "/accounts/x/balance", "/consent"].map((path) =>
          api.fetch(path, { method: "POST" })
        ),
      )
    ),
  },
];

/** See the head of this file. */
export const RESOURCES: ErrorGroup = {
  title: "Resource API: calls",
  text: `In this order. The parameters are those of ${HISTORY}.`,
  cases: [
    {
      when: "at `/accounts…`: the token or the consent lacks the scope, here `accounts`",
      mend: "Ask for it in the request that you push",
      provoke: linked((api, link) => api.call(link, "/accounts"), { scopes: ["transactions"] }),
    },
    {
      when: "the same at " + HISTORY,
      mend: "Ask for it in the request that you push",
      provoke: linked((api, link) => api.call(link, "/accounts/x/transactions"), {
        scopes: ["accounts"],
      }),
    },
    {
      when: "the account is not the one of the consent, whether it exists or not",
      mend: ACCOUNT,
      provoke: linked(async (api, link) => {
        const others = await api.link({ ...HANAKO, branchCode: "116" }, { clientId: "other" });
        const ids = ["x", "1100026", others.grant.accountId];
        const paths = ids.flatMap((id) => ["", "/balance", "/transactions"].map((end) => id + end));
        return await Promise.all(paths.map((path) => api.call(link, `/accounts/${path}`)));
      }),
    },
    ...QUERIES,
    {
      when: "the account was closed after the consent, or may no longer be used",
      mend: "Tell the customer; the consent stays",
      provoke: atResources(async (api) => {
        const link = await api.link({ ...HANAKO, branchCode: "001", accountNumber: "9999999" });
        const id = link.grant.accountId;
        const paths = ["", `/${id}`, `/${id}/balance`].map((end) => `/accounts${end}`);
        return await Promise.all(paths.map((path) => api.call(link, path)));
      }),
    },
    ...OURS,
  ],
};
