/** The frame of all pages of the sandbox. */
import type { Child } from "hono/jsx";

/** The pages that the head of each page links to. */
const PLACES = [
  ["/", "はじめに"],
  ["/app", "サンプルアプリ"],
  ["/phone", "電話"],
  ["/mailbox", "メール"],
] as const;

/** What a page consists of. */
export interface PageProps {
  readonly title: string;
  /** The path of the place, marked in the navigation. */
  readonly place: string;
  readonly children: Child;
}

/** A whole page; needs no script. */
export function Page({ title, place, children }: PageProps) {
  return (
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} — Kakehashi サンドボックス`}</title>
        <link rel="stylesheet" href="/sandbox.css" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body data-page={place.slice(1) || "home"}>
        <header class="masthead">
          <p class="brand">
            <img src="/icon.svg" alt="" width={36} height={36} />
            Kakehashi サンドボックス
          </p>
          <nav aria-label="サンドボックス">
            {PLACES.map(([path, name]) => (
              <a href={path} aria-current={path === place ? "page" : undefined}>{name}</a>
            ))}
          </nav>
          <p class="fiction">
            <strong>架空</strong>
            ここにある信用組合・アプリ・人・口座・電話番号・お金は、すべて架空です。
          </p>
        </header>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

/** A message that screen readers announce. */
export function Notice(
  { kind, children }: { readonly kind: "good" | "bad"; readonly children: Child },
) {
  return <p role={kind === "bad" ? "alert" : "status"} class={`notice ${kind}`}>{children}</p>;
}

/** Something wide, to be scrolled sideways; also by the keyboard, so it takes the focus. */
export function Wide({ label, children }: { readonly label: string; readonly children: Child }) {
  return <div class="scroll" role="region" aria-label={label} tabindex={0}>{children}</div>;
}

/** Words that Chromium breaks at the end of a line. */
const WHOLE = /(生年月日|うるう日|ページ送り|お取り扱い)/;

/** A text in which such words stay whole. */
export function Whole({ text }: { readonly text: string }) {
  const parts = text.split(WHOLE);
  return (
    <span>{parts.map((part) => WHOLE.test(part) ? <span class="whole">{part}</span> : part)}</span>
  );
}

/** A point in time on a Japanese wall clock. */
export function formatTime(epochMillis: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMillis)
    .toZonedDateTimeISO("Asia/Tokyo").toPlainDateTime()
    .toString({ smallestUnit: "second" }).replace("T", " ");
}
