import { Hono } from "hono";
import { withDpopNonce } from "../http/dpop_nonce.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import { type RouteEnv, withRequestContext } from "../http/request_context.ts";
import { CallLimiter, type CallLimits } from "./call_limits.ts";
import { createDocsRoutes } from "./docs_routes.tsx";
import {
  LIST_ACCOUNTS,
  READ_ACCOUNT,
  READ_BALANCE,
  READ_CONSENT,
  READ_TRANSACTIONS,
  type ResourceOperation,
} from "./operations.ts";
import { readAccount, readAccounts, readBalance } from "./read_accounts.ts";
import { readConsent } from "./read_consent.ts";
import { readTransactions } from "./read_transactions.ts";
import { answerCall, type ResourceCall, type ResourceCallPorts } from "./resource_call.ts";

/** What the resource API needs. */
export interface ResourceDependencies extends Omit<ResourceCallPorts, "limiter"> {
  readonly limits: CallLimits;
}

/** The resource API, its OpenAPI document and the page that shows it. */
export function createResourceRoutes(dependencies: ResourceDependencies): Hono<RouteEnv> {
  const ports = { ...dependencies, limiter: new CallLimiter(dependencies.limits) };
  const { coreBanking, guard } = ports;
  const routes = new Hono<RouteEnv>();
  const serve = (operation: ResourceOperation, read: (call: ResourceCall) => unknown) => {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ":$1");
    routes.get(
      path,
      withRequestContext(ports),
      withDpopNonce(guard),
      (c) => answerCall(ports, c, operation.scope, async (call) => await read(call)),
    );
    refuseOtherMethods(routes, path, ["GET"]);
  };
  serve(LIST_ACCOUNTS, (call) => readAccounts(coreBanking, call));
  serve(READ_ACCOUNT, (call) => readAccount(coreBanking, call));
  serve(READ_BALANCE, (call) => readBalance(coreBanking, call));
  serve(
    READ_TRANSACTIONS,
    (call) => readTransactions({ coreBanking, vault: guard.vault }, call),
  );
  serve(READ_CONSENT, readConsent);
  routes.route("/", createDocsRoutes(dependencies.issuer));
  return routes;
}
