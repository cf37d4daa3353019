import type { CoreBanking } from "../../domain/banking/core_banking.ts";
import type { Grant } from "../../domain/grant/grant.ts";
import { formatJst } from "../../domain/time.ts";
import { ResourceProblem } from "./problem.ts";
import type { ResourceCall } from "./resource_call.ts";
import type { accountListSchema, accountSchema, balanceSchema, Wire } from "./schemas.ts";

/** `GET /accounts`: the one account that a grant is about. */
export async function readAccounts(
  coreBanking: CoreBanking,
  { grant, now }: ResourceCall,
): Promise<Wire<typeof accountListSchema>> {
  return { baseDateTime: formatJst(now), accounts: [await readGrantedAccount(coreBanking, grant)] };
}

/** `GET /accounts/{accountId}` */
export async function readAccount(
  coreBanking: CoreBanking,
  call: ResourceCall,
): Promise<Wire<typeof accountSchema>> {
  requireGrantedAccount(call);
  return await readGrantedAccount(coreBanking, call.grant);
}

/** `GET /accounts/{accountId}/balance` */
export async function readBalance(
  coreBanking: CoreBanking,
  call: ResourceCall,
): Promise<Wire<typeof balanceSchema>> {
  requireGrantedAccount(call);
  const found = await coreBanking.readBalance(call.grant.account);
  if (found === undefined) throw accountClosed();
  return {
    accountId: call.grant.accountId,
    balance: found.balance.toString(),
    withdrawableAmount: found.withdrawableAmount.toString(),
    currencyCode: "JPY",
    baseDateTime: formatJst(found.baseAt),
  };
}

/** An account of somebody else is answered like one that does not exist. */
export function requireGrantedAccount({ grant, accountId }: ResourceCall): void {
  if (accountId === grant.accountId) return;
  throw new ResourceProblem("account_not_found", "The consent covers no account of this id");
}

/** Core banking says that the account may no longer be read; the grant stays. */
export function accountClosed(): ResourceProblem {
  return new ResourceProblem("account_closed", "The customer can clear this up with us");
}

async function readGrantedAccount(
  coreBanking: CoreBanking,
  { account, accountId }: Grant,
): Promise<Wire<typeof accountSchema>> {
  const found = await coreBanking.readAccount(account);
  if (found === undefined) throw accountClosed();
  return {
    accountId,
    branchCode: account.branchCode,
    branchName: found.branchName,
    accountTypeCode: "01",
    accountTypeName: "普通預金",
    accountNumber: account.accountNumber,
    accountNameKana: found.accountNameKana,
    currencyCode: "JPY",
  };
}
