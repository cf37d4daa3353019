/**
 * What a mail says, and its two forms: text for every mail client, HTML for those that show it. Both
 * are drawn from the same blocks, so that neither says what the other does not.
 */

/** A part of a mail. A line is a sentence, or what is to stand in a line of its own. */
export type MailBlock =
  | { readonly kind: "paragraph" | "small"; readonly lines: readonly string[] }
  | { readonly kind: "particulars"; readonly entries: readonly (readonly [string, string])[] }
  | { readonly kind: "alert"; readonly heading: string; readonly lines: readonly string[] };

/** A mail's body in both forms. */
export interface MailBody {
  readonly text: string;
  readonly html: string;
}

/** Draws both forms. */
export function drawMail(subject: string, blocks: readonly MailBlock[]): MailBody {
  return { text: drawText(blocks), html: drawHtml(subject, blocks) };
}

/** Half-width columns of a line: 34 full-width characters, and a mark that may not begin the next. */
const LINE_COLUMNS = 68;
const INDENT = "　";
/** Words of ASCII stay whole unless they are very long; closing marks stay with what they close. */
const PIECES = /(?:[!-~]{1,40}|.)(?:\p{M}|[、。，．」』）】〕ー]){0,2}/gsu;
const HALF_WIDTH = /^[ -~｡-ﾟ]$/;

/**
 * What others wrote, made fit to stand in a mail: in one line, and with a space where a mail client
 * would take it for an address and make a link of it (`evil. example`).
 */
export function foreignText(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, " ").trim().replace(/[.．。｡:：@＠](?=[^\s])/gu, "$& ");
}

function drawText(blocks: readonly MailBlock[]): string {
  return blocks.map((block) => `${textOf(block).join("\n")}\n`).join("\n");
}

function textOf(block: MailBlock): readonly string[] {
  switch (block.kind) {
    case "paragraph":
      return block.lines.flatMap((line) => wrap(line));
    case "small":
      return block.lines.flatMap((line) => wrap(`※${line}`));
    case "particulars":
      return block.entries.flatMap(([name, value]) => [`■${name}`, ...wrap(value, INDENT)]);
    case "alert":
      return [...wrap(`◆${block.heading}`), ...block.lines.flatMap((line) => wrap(line, INDENT))];
  }
}

/** Breaks a line where it would leave a narrow window. */
function wrap(line: string, indent = ""): readonly string[] {
  const lines: string[] = [];
  let current = indent;
  for (const piece of line.match(PIECES) ?? []) {
    if (current !== indent && columnsOf(current + piece) > LINE_COLUMNS) {
      lines.push(current.trimEnd());
      current = indent;
    }
    if (current !== indent || piece !== " ") current += piece;
  }
  return [...lines, current.trimEnd()];
}

function columnsOf(text: string): number {
  return [...text].reduce((columns, sign) => columns + (HALF_WIDTH.test(sign) ? 1 : 2), 0);
}

/** No colour but that of two edges, so that it can be read in light and in dark. */
const STYLE = {
  body: "margin:0;padding:16px;font-family:sans-serif;font-size:16px;line-height:1.7",
  frame: "width:100%;max-width:560px;border-collapse:collapse",
  cell: "padding:0;word-break:break-word;word-break:auto-phrase;overflow-wrap:anywhere",
  subject: "margin:0 0 16px;padding:0 0 0 12px;border-left:6px solid #2f86bb;font-size:18px",
  paragraph: "margin:0 0 16px",
  particulars: "width:100%;margin:0 0 16px;border-collapse:collapse",
  entry: "padding:8px 0;border-bottom:1px solid #8a97a5;text-align:left;font-weight:normal",
  alert: "margin:0 0 16px;padding:12px 16px;border:2px solid #d9483f",
  small: "margin:0 0 4px;font-size:14px",
} as const;

/** Style only beside each element: carriers' mail clients drop the head. */
function drawHtml(subject: string, blocks: readonly MailBlock[]): string {
  return [
    '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    // Asks mail clients to make no links of their own.
    '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">',
    `<title>${escape(subject)}</title></head>`,
    `<body style="${STYLE.body}"><table role="presentation" style="${STYLE.frame}">`,
    `<tr><td lang="ja" style="${STYLE.cell}">`,
    `<h1 style="${STYLE.subject}">${escape(subject)}</h1>`,
    ...blocks.map(htmlOf),
    "</td></tr></table></body></html>",
    "",
  ].join("\n");
}

function htmlOf(block: MailBlock): string {
  switch (block.kind) {
    case "paragraph":
      return `<p style="${STYLE.paragraph}">${htmlLines(block.lines)}</p>`;
    case "small":
      return block.lines.map((line) => `<p style="${STYLE.small}">※${escape(line)}</p>`).join("\n");
    case "particulars":
      return [
        `<table style="${STYLE.particulars}">`,
        ...block.entries.map(([name, value]) =>
          `<tr><th scope="row" style="${STYLE.entry}">${escape(name)}<br>` +
          `<b>${escape(value)}</b></th></tr>`
        ),
        "</table>",
      ].join("\n");
    case "alert":
      return `<div style="${STYLE.alert}"><b>${escape(block.heading)}</b><br>\n` +
        `${htmlLines(block.lines)}</div>`;
  }
}

function htmlLines(lines: readonly string[]): string {
  return lines.map(escape).join("<br>\n");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
}
