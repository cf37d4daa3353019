/** The first page of the sandbox: what there is to try. */
import { SANDBOX_CUSTOMERS } from "../customers.ts";
import { Page, Whole, Wide } from "../web/layout.tsx";

/** What the page tells. */
export interface HomePageProps {
  readonly issuer: string;
  readonly destinationNumbers: readonly string[];
}

/** See the head of this file. */
export function HomePage({ issuer, destinationNumbers }: HomePageProps) {
  return (
    <Page title="はじめに" place="/">
      <p class="lead">
        架空の信用組合、電話、メール、アプリで、口座の連携を最初から最後まで試せます。
      </p>
      <ol class="card steps">
        <li>
          <span>
            <a href="/app">サンプルアプリ</a>で「口座を連携する」を押す。
          </span>
        </li>
        <li>
          <Whole text="下の表のお客様として、口座・生年月日・電話番号を入力する（氏名とメールは自由）。" />
        </li>
        <li>
          <span>
            画面に表示された番号へ、<a href="/phone">電話</a>から発信する。
          </span>
        </li>
        <li>
          <span>暗証番号を入力し、許可する。</span>
        </li>
        <li>
          <span>
            アプリで残高と明細を見る。お知らせは<a href="/mailbox">メール</a>に届く。
          </span>
        </li>
      </ol>
      <h2>お客様</h2>
      <CustomerTable />
      <h2>開発者の方へ</h2>
      <ul class="links">
        <li>
          <a href={new URL("/.well-known/oauth-authorization-server", issuer).href}>
            認可サーバーの情報
          </a>
        </li>
        <li>
          <a href={new URL("/docs", issuer).href}>APIの説明</a>
        </li>
        <li>{`認証先の電話番号: ${destinationNumbers.join("、")}`}</li>
      </ul>
    </Page>
  );
}

function CustomerTable() {
  return (
    <Wide label="お客様">
      <table id="customers" class="stack">
        <thead>
          <tr>
            <th>店番</th>
            <th>口座番号</th>
            <th>氏名</th>
            <th>生年月日</th>
            <th>電話番号</th>
            <th>暗証番号</th>
            <th>用途</th>
          </tr>
        </thead>
        <tbody>
          {SANDBOX_CUSTOMERS.map((customer) => (
            <tr>
              <td data-name="店番">{customer.branchCode}</td>
              <td data-name="口座番号">{customer.accountNumber}</td>
              <td data-name="氏名">{customer.nameKana}</td>
              <td data-name="生年月日">{customer.dateOfBirth}</td>
              <td data-name="電話番号">{customer.phoneNumber}</td>
              <td data-name="暗証番号">{customer.pin ?? "なし"}</td>
              <td data-name="用途" class="wrap">
                <Whole text={customer.purpose} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
