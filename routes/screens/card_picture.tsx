/** Where branch and account number stand on the cash card: our own drawing of a made-up card. */
import type { Texts } from "./texts/catalogue.ts";

/** Draws the card; the style sheet gives the colours, so that it fits each colour scheme. */
export function CardPicture({ texts }: { readonly texts: Texts }) {
  return (
    <details class="card-help">
      <summary>{texts.account.cardHelp}</summary>
      <svg
        class="cash-card"
        viewBox="0 0 320 200"
        role="img"
        aria-label={texts.account.cardPicture}
      >
        <rect class="plastic" x="1" y="1" width="318" height="198" rx="14" />
        <rect class="chip" x="28" y="52" width="44" height="34" rx="5" />
        <path class="chip-lines" d="M28 69h44M43 52v34M57 52v34" />
        <text class="print" x="28" y="34" font-size="16">CASH CARD</text>
        <Marked x={22} width={74} label={texts.account.cardBranch} digits="001" />
        <Marked x={126} width={148} label={texts.account.cardAccount} digits="1234567" />
        <text class="print" x="28" y="184" font-size="15">ﾃﾞ-ﾀ ﾊﾅｺ</text>
      </svg>
    </details>
  );
}

function Marked(
  { x, width, label, digits }: { x: number; width: number; label: string; digits: string },
) {
  return (
    <>
      <text class="mark-label" x={x} y="112" font-size="14">{label}</text>
      <rect class="mark" x={x} y="120" width={width} height="38" rx="6" />
      <text class="print" x={x + 10} y="147" font-size="24" textLength={width - 20}>{digits}</text>
    </>
  );
}
