/** Prints what a command answers: for people, or as JSON. */
import { toPrintable, toPrintableJson } from "../../domain/printable.ts";
import type { Answer, Entry } from "./command.ts";

/** How it is printed. */
export type OutputForm = "json" | "lines" | "text";

/** Prints an answer piece by piece, so that a long one is never held as a whole. */
export async function writeAnswer(
  answer: Answer,
  form: OutputForm,
  write: (text: string) => void,
): Promise<void> {
  if ("entry" in answer) {
    write(`${form === "text" ? toText(answer.entry) : toPrintableJson(answer.entry)}\n`);
    return;
  }
  if (form === "json") return await writeArray(answer.entries, write);
  let count = 0;
  for await (const entry of answer.entries) {
    count += 1;
    write(`${form === "lines" ? toPrintableJson(entry) : toText(entry)}\n`);
  }
  if (form === "text") write(`${count}件\n`);
}

async function writeArray(
  entries: AsyncIterable<Entry> | readonly Entry[],
  write: (text: string) => void,
): Promise<void> {
  let separator = "[";
  for await (const entry of entries) {
    write(`${separator}\n${toPrintableJson(entry)}`);
    separator = ",";
  }
  write(separator === "[" ? "[]\n" : "\n]\n");
}

/** The id, and below it a line for each thing that is known. */
function toText({ id, ...members }: Entry): string {
  const lines = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `    ${name}: ${toLine(value)}`);
  return [toPlain(id) || "(no id)", ...lines].join("\n");
}

function toLine(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `\n      - ${toPlain(item)}`).join("");
  return toPlain(value);
}

/** A value as one line of plain text. */
export function toPlain(value: unknown): string {
  return toPrintable(typeof value === "string" ? value : JSON.stringify(value) ?? "");
}
