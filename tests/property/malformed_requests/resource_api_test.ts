import type { Grant } from "../../../domain/grant/grant.ts";
import type { Scope } from "../../../domain/client/client.ts";
import { provedSegments, refuseCalls } from "./calls.ts";
import { fieldMutations } from "./field_mutations.ts";
import { encodingMutations } from "./http_mutations.ts";
import { judgeResource } from "./oracle.ts";

const TRANSACTIONS: readonly Scope[] = ["transactions"];

const ACCOUNT_PATHS: Readonly<Record<string, (grant: Grant) => string>> = {
  "/accounts/{id}": ({ accountId }) => `/accounts/${accountId}`,
  "/accounts/{id}/balance": ({ accountId }) => `/accounts/${accountId}/balance`,
};

for (const [name, path] of Object.entries(ACCOUNT_PATHS)) {
  Deno.test(`${name} refuses ten thousand malformed calls with a problem, and stores nothing`, async () => {
    await refuseCalls(
      [
        { method: "GET", path },
        { method: "GET", path, scopes: TRANSACTIONS, isRight: false },
      ],
      judgeResource,
      (app) => [provedSegments(app, 1)],
    );
  });
}

Deno.test("/accounts refuses ten thousand malformed calls with a problem, and stores nothing", async () => {
  await refuseCalls([
    { method: "GET", path: "/accounts" },
    { method: "GET", path: "/accounts", scopes: TRANSACTIONS, isRight: false },
  ], judgeResource);
});

Deno.test("/consent refuses ten thousand malformed calls with a problem, and stores nothing", async () => {
  await refuseCalls([{ method: "GET", path: "/consent" }], judgeResource);
});

Deno.test("/accounts/{id}/transactions refuses ten thousand malformed calls with a problem, and stores nothing", async () => {
  const path = ({ accountId }: Grant) => `/accounts/${accountId}/transactions`;
  await refuseCalls(
    [
      {
        method: "GET",
        path,
        query: [["dateFrom", "2026-11-20"], ["dateTo", "2026-11-22"], ["limit", "2"]],
      },
      { method: "GET", path, query: [["limit", "501"]], isRight: false },
      { method: "GET", path, query: [["nextItemKey", "a-page"]], isRight: false },
    ],
    judgeResource,
    (app) => [provedSegments(app, 1), fieldMutations({ list: "query" }), encodingMutations],
  );
});
