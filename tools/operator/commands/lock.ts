/** `lock …`: accounts locked for API authentication. */
import { maskAccount } from "../../../domain/banking/account_number.ts";
import { liftLock, listLocks } from "../../../domain/interaction/lockout.ts";
import { formatJst } from "../../../domain/time.ts";
import type { Command } from "../command.ts";
import { parseAccount } from "../parse_values.ts";

/** The commands. */
export const LOCK_COMMANDS: readonly Command[] = [
  {
    name: "lock list",
    arguments: [],
    options: {},
    summary: "ロック中の口座（翌日0時に自動で解除）",
    changes: false,
    async run({ gateway, now }) {
      const locks = await listLocks({ store: gateway.stores.ephemeral, vault: gateway.vault }, now);
      return {
        entries: locks.map(({ account, lockedAt, expiresAt }) => ({
          id: `${account.branchCode}-${account.accountNumber}`,
          lockedAt: formatJst(lockedAt),
          expiresAt: formatJst(expiresAt),
        })),
      };
    },
  },
  {
    name: "lock lift",
    arguments: ["ACCOUNT"],
    options: {},
    summary: "口座（BRANCH-NUMBER）のロックと失敗回数を消す",
    changes: true,
    async run(call) {
      const account = parseAccount(call.positional["ACCOUNT"] ?? "");
      const { gateway, operator, reason } = call;
      const deps = { store: gateway.stores.ephemeral, vault: gateway.vault };
      const failures = await liftLock(deps, call, { account, operator, reason });
      return { entry: { id: maskAccount(account), failures } };
    },
  },
];
