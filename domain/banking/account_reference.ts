/** Names under which an account appears where its number must not. */
import type { Vault } from "../crypto/vault.ts";
import type { GrantedAccount } from "../grant/grant.ts";
import type { ClientId } from "../ids.ts";
import { accountText } from "./account_number.ts";

/** The pseudonym of an account in our own stores, by which locks, grants and log entries are found. */
export async function accountReference(vault: Vault, account: GrantedAccount): Promise<string> {
  return await vault.pseudonym("account-reference", accountText(account));
}

/** The account and its holder as one app knows them: different for every app (OpenID Connect Core, 8.1). */
export async function pairwiseIds(
  vault: Vault,
  clientId: ClientId,
  account: GrantedAccount,
): Promise<{ readonly accountId: string; readonly subject: string }> {
  const text = `${clientId}:${accountText(account)}`;
  const [accountId, subject] = await Promise.all([
    vault.pseudonym("account-id", text),
    vault.pseudonym("subject", text),
  ]);
  return { accountId, subject };
}
