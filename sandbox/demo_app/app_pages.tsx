/** The pages of the demo app. */
import type { Child } from "hono/jsx";
import { formatTime, Notice, Page, Wide } from "../web/layout.tsx";
import { type Account, addsUp, type Balance, type Transactions } from "./api_answers.ts";
import type { Connection, DemoSession } from "./demo_session.ts";
import type { Explanation } from "./explain_fault.ts";
import { WireView } from "./wire_view.tsx";

const TITLE = "まとめて家計簿（サンプル）";

interface FrameProps {
  readonly session: DemoSession | undefined;
  readonly fault?: Explanation | undefined;
  readonly children: Child;
}

/** The frame of each page: what just happened, the page, what went over the wire. */
function Frame({ session, fault, children }: FrameProps) {
  const message = session?.takeMessage();
  return (
    <Page title={TITLE} place="/app">
      {message !== undefined && <Notice kind="good">{message}</Notice>}
      {fault && (
        <Notice kind="bad">
          {fault.text}
          {fault.detail !== "" && (
            <>
              <br />
              <code id="fault">{fault.detail}</code>
            </>
          )}
        </Notice>
      )}
      {children}
      <WireView steps={session?.steps ?? []} />
    </Page>
  );
}

/** Before a connection, and after something went wrong on the way to one. */
export function StartPage(
  { session, fault }: {
    readonly session: DemoSession | undefined;
    readonly fault?: Explanation | undefined;
  },
) {
  return (
    <Frame session={session} fault={fault}>
      <section class="card">
        <p class="lead">信用組合の口座と連携すると、残高と入出金明細をこのアプリで見られます。</p>
        <p>信用組合の画面に移り、ご本人の確認のあと、ここへ戻ります。</p>
        <form method="post" action="/app/connect">
          <button id="connect" type="submit" class="wide-button">口座を連携する</button>
        </form>
      </section>
    </Frame>
  );
}

/** Connected: the accounts. */
export function AccountsPage(
  { session, connection, accounts, fault }: {
    readonly session: DemoSession;
    readonly connection: Connection;
    readonly accounts: readonly Account[];
    readonly fault?: Explanation | undefined;
  },
) {
  return (
    <Frame session={session} fault={fault}>
      {accounts.map((account) => (
        <section class="card" data-account-id={account.accountId}>
          <h2 class="account-name">
            {`${account.accountTypeName} ${account.accountNumber}`}
          </h2>
          <dl>
            <div>
              <dt>支店</dt>
              <dd>{`${account.branchName}（${account.branchCode}）`}</dd>
            </div>
            <div>
              <dt>名義</dt>
              <dd>{account.accountNameKana}</dd>
            </div>
          </dl>
          <p>
            <a class="button open-account" href={pathOf(account.accountId)}>残高と明細を見る</a>
          </p>
        </section>
      ))}
      <ConnectionCard connection={connection} />
    </Frame>
  );
}

function ConnectionCard({ connection }: { readonly connection: Connection }) {
  return (
    <section class="card" id="connection">
      <h2>連携</h2>
      <dl>
        <div>
          <dt>許可</dt>
          <dd>{connection.scope}</dd>
        </div>
        <div>
          <dt>アクセストークンの期限</dt>
          <dd>{formatTime(connection.expiresAt)}</dd>
        </div>
      </dl>
      <div class="row actions">
        <form method="post" action="/app/refresh">
          <button id="refresh" type="submit" class="quiet">トークンを更新する</button>
        </form>
        <form method="post" action="/app/connect">
          <button id="connect" type="submit" class="quiet">もう一度連携する</button>
        </form>
        <form method="post" action="/app/disconnect">
          <button id="disconnect" type="submit" class="quiet">連携を解除する</button>
        </form>
      </div>
    </section>
  );
}

/** The period and page size that were asked for. */
export interface TransactionFilter {
  readonly dateFrom: string;
  readonly dateTo: string;
  readonly limit: string;
}

/** One account: balance and transactions. */
export function AccountPage(
  { session, accountId, balance, filter, transactions }: {
    readonly session: DemoSession;
    readonly accountId: string;
    readonly balance: Balance;
    readonly filter: TransactionFilter;
    readonly transactions: Transactions;
  },
) {
  return (
    <Frame session={session}>
      <section class="card">
        <dl>
          <div>
            <dt>残高</dt>
            <dd id="balance" class="balance" data-amount={`${balance.balance}`}>
              {yen(balance.balance)}
            </dd>
          </div>
          <div>
            <dt>支払可能残高</dt>
            <dd>{yen(balance.withdrawableAmount)}</dd>
          </div>
          <div>
            <dt>時点</dt>
            <dd>{formatTime(Date.parse(balance.baseDateTime))}</dd>
          </div>
        </dl>
      </section>
      <h2>入出金明細</h2>
      <FilterForm accountId={accountId} filter={filter} />
      <TransactionTable transactions={transactions} />
      <p class="row">
        {transactions.nextItemKey !== undefined && (
          <a
            id="next-page"
            class="button"
            href={nextPage(accountId, filter, transactions.nextItemKey)}
          >
            次のページ
          </a>
        )}
        <a class="button quiet" href="/app">口座の一覧へ戻る</a>
      </p>
    </Frame>
  );
}

function FilterForm(
  { accountId, filter }: { readonly accountId: string; readonly filter: TransactionFilter },
) {
  return (
    <form method="get" action={pathOf(accountId)} class="card row">
      <div>
        <label for="dateFrom">開始日</label>
        <input id="dateFrom" name="dateFrom" type="date" value={filter.dateFrom} />
      </div>
      <div>
        <label for="dateTo">終了日</label>
        <input id="dateTo" name="dateTo" type="date" value={filter.dateTo} />
      </div>
      <div>
        <label for="limit">1ページの件数</label>
        <input
          id="limit"
          name="limit"
          type="number"
          min="1"
          max="500"
          value={filter.limit}
        />
      </div>
      <button id="show" type="submit" class="quiet">表示する</button>
    </form>
  );
}

function TransactionTable({ transactions }: { readonly transactions: Transactions }) {
  if (transactions.count === 0) return <p id="no-transactions">この期間の明細はありません。</p>;
  const check = addsUp(transactions);
  return (
    <>
      <p id="summary" data-count={`${transactions.count}`} data-adds-up={`${check}`}>
        {`${transactions.count}件（${transactions.dateFrom} 〜 ${transactions.dateTo}）、`}
        {check ? "残高の突き合わせ：一致" : "残高の突き合わせ：不一致"}
      </p>
      <Wide label="入出金明細">
        <table id="transactions">
          <thead>
            <tr>
              <th>取引日</th>
              <th>摘要</th>
              <th class="amount">金額（円）</th>
              <th class="amount">残高（円）</th>
            </tr>
          </thead>
          <tbody>
            {transactions.transactions.map((entry) => (
              <tr data-item-key={entry.itemKey}>
                <td>{entry.transactionDate}</td>
                <td>{entry.remarks || <span class="soft">（摘要なし）</span>}</td>
                <Amount entry={entry} />
                <td class="amount">{digits(entry.balance)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}

function Amount({ entry }: { readonly entry: Transactions["transactions"][number] }) {
  const isCredit = entry.transactionType === "credit";
  return (
    <td class={isCredit ? "amount credit" : "amount"}>
      {(isCredit ? "+" : "−") + digits(entry.amount)}
    </td>
  );
}

function pathOf(accountId: string): string {
  return `/app/accounts/${encodeURIComponent(accountId)}`;
}

function nextPage(accountId: string, filter: TransactionFilter, nextItemKey: string): string {
  return `${pathOf(accountId)}?${new URLSearchParams({ ...filter, nextItemKey })}`;
}

function yen(amount: bigint): string {
  return `${digits(amount)}円`;
}

function digits(amount: bigint): string {
  return amount.toLocaleString("ja-JP");
}
