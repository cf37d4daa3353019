/** Shows step by step what went over the wire. */
import type { WireField, WireStep } from "./wire.ts";

/** The list of steps, oldest first. */
export function WireView({ steps }: { readonly steps: readonly WireStep[] }) {
  if (steps.length === 0) return null;
  return (
    <section id="wire">
      <h2>通信の記録</h2>
      <p class="soft">
        アプリとゲートウェイの間で実際に送られた内容です。秘密の値は短くして表示しています。
      </p>
      {steps.map((step, index) => <Step step={step} number={index + 1} />)}
    </section>
  );
}

function Step({ step, number }: { readonly step: WireStep; readonly number: number }) {
  const answer = step.answer === "" ? "" : ` → ${step.answer}`;
  return (
    <details>
      <summary>
        {`${number}. ${step.title} `}
        <code>{partsOf(step.request).map((part) => [part, <wbr />])}{answer}</code>
      </summary>
      <div>
        <Fields title="送信" fields={step.sent} />
        <Fields title="受信" fields={step.received} />
      </div>
    </details>
  );
}

/** A long address is broken between its segments and parameters. */
function partsOf(request: string): readonly string[] {
  return request.split(/(?<=[^/:])(?=[/?&])/);
}

function Fields(
  { title, fields }: { readonly title: string; readonly fields: readonly WireField[] },
) {
  if (fields.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      {fields.map((field) => (
        <>
          <pre>{`${field.name}: ${field.value}`}</pre>
          {field.content && (
            <details>
              <summary>{`${field.name} の中身`}</summary>
              <div>
                <pre>{field.content}</pre>
              </div>
            </details>
          )}
        </>
      ))}
    </>
  );
}
