/** The phone's page. */
import { Hono } from "hono";
import { SANDBOX_CUSTOMERS } from "../customers.ts";
import { formatTime, Notice, Page, Wide } from "../web/layout.tsx";
import { render } from "../web/render.ts";
import type { CallOutcome, Phone, PlacedCall } from "./phone.ts";
import { parseDialled } from "./phone_numbers.ts";

const WITHHELD = "withheld";
/** A number that belongs to no customer. */
const STRANGERS_NUMBER = "09099990000";

const OUTCOMES: Readonly<Record<CallOutcome, string>> = {
  reported: "呼び出し音のあと、自動的に切れました。ゲートウェイは着信の通知を受け取りました。",
  not_in_service: "おかけになった電話番号は、現在使われておりません。",
  not_reported: "着信をゲートウェイに通知できませんでした。",
};

/** Routes below `/phone`. */
export function createPhoneRoutes(phone: Phone): Hono {
  const routes = new Hono();
  routes.get("/", (context) => {
    const { to = "", from = "" } = context.req.query();
    return render(context, <PhonePage phone={phone} to={to} from={from} />);
  });
  routes.post("/", async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const dialled = parseDialled(form.get("to") ?? "");
    const caller = form.get("from") ?? WITHHELD;
    const withheld = dialled.withheld || caller === WITHHELD;
    const from = withheld ? null : parseDialled(caller).number;
    await phone.placeCall({ from, to: dialled.number });
    const back = new URLSearchParams({ to: dialled.number, from: caller });
    return context.redirect(`/phone?${back}`, 303);
  });
  return routes;
}

const HOW_TO_CALL = "認証画面に表示された番号へ、届出の電話から発信します。" +
  "番号の前に184を付けると非通知、186を付けると通知になります。";

interface PhonePageProps {
  readonly phone: Phone;
  readonly to: string;
  readonly from: string;
}

function PhonePage({ phone, to, from }: PhonePageProps) {
  const last = phone.calls[0];
  return (
    <Page title="電話をかける" place="/phone">
      {last && <LastCall call={last} />}
      <p>
        {HOW_TO_CALL}
      </p>
      <form method="post" action="/phone" class="card">
        <div class="row">
          <div>
            <label for="from">発信元</label>
            <select id="from" name="from">
              {SANDBOX_CUSTOMERS.map((customer) => (
                <Caller number={customer.phoneNumber} name={customer.nameKana} chosen={from} />
              ))}
              <Caller number={STRANGERS_NUMBER} name="届出のない電話" chosen={from} />
              <option value={WITHHELD} selected={from === WITHHELD}>非通知</option>
            </select>
          </div>
          <div>
            <label for="to">発信先</label>
            <input
              id="to"
              name="to"
              type="tel"
              list="pool"
              value={to}
              autocomplete="off"
              required
            />
            <datalist id="pool">
              {phone.destinationNumbers.map((number) => (
                <PoolNumber
                  number={number}
                />
              ))}
            </datalist>
          </div>
          <button id="call" type="submit">発信する</button>
        </div>
      </form>
      {phone.calls.length > 0 && <CallHistory calls={phone.calls} />}
    </Page>
  );
}

function PoolNumber({ number }: { readonly number: string }) {
  return <option value={number} />;
}

function Caller(
  { number, name, chosen }: {
    readonly number: string;
    readonly name: string;
    readonly chosen: string;
  },
) {
  return <option value={number} selected={number === chosen}>{`${number}（${name}）`}</option>;
}

function LastCall({ call }: { readonly call: PlacedCall }) {
  return (
    <Notice kind={call.outcome === "reported" ? "good" : "bad"}>
      <span data-outcome={call.outcome}>{OUTCOMES[call.outcome]}</span>
      {`（${call.from ?? "非通知"} → ${call.to}）`}
    </Notice>
  );
}

function CallHistory({ calls }: { readonly calls: readonly PlacedCall[] }) {
  return (
    <>
      <h2>発信履歴</h2>
      <Wide label="発信履歴">
        <table id="calls" class="stack">
          <thead>
            <tr>
              <th>日時</th>
              <th>発信元</th>
              <th>発信先</th>
              <th>結果</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <tr data-outcome={call.outcome}>
                <td data-name="日時">{formatTime(call.at)}</td>
                <td data-name="発信元">{call.from ?? "非通知"}</td>
                <td data-name="発信先">{call.to}</td>
                <td data-name="結果" class="wrap">{OUTCOMES[call.outcome]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}
