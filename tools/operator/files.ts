/** The files of this machine, for the operator's commands. */
import type { Files } from "./command.ts";

/** Longest line that is taken; one of the log has a few kilobytes. */
const LINE_MAX_CHARACTERS = 1_000_000;

/** Makes the access to files; `-` is standard input. */
export function createFiles(): Files {
  return {
    read: async (path) => await new Response(await open(path)).text(),
    lines: (path) => readLines(path),
  };
}

/** Access to texts that are held in memory. */
export function createTextFiles(read: (path: string) => Promise<string>): Files {
  return {
    read,
    async *lines(path) {
      yield* (await read(path)).split("\n");
    },
  };
}

async function open(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  return path === "-" ? Deno.stdin.readable : (await Deno.open(path)).readable;
}

async function* readLines(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of (await open(path)).pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LINE_MAX_CHARACTERS) throw new Error(`a line of ${path} is too long`);
    yield* lines;
  }
  if (rest !== "") yield rest;
}
