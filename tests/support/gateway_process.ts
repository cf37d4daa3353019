/**
 * The real gateway as a process of its own, started as `deno task start` does it, with its files in
 * a folder of its own; and the operator's command line beside it.
 */
import { fileURLToPath } from "node:url";
import configuration from "../../deno.json" with { type: "json" };
import { makeTempDir } from "./temp_dir.ts";

/** A task's words with the interpreter, the configuration and the script by their full paths. */
function taskArguments(task: "start" | "operator"): readonly string[] {
  const [, command = "", ...words] = configuration.tasks[task].command.split(" ");
  const script = words.pop() ?? "";
  return [command, "--config", repositoryPath("deno.json"), ...words, repositoryPath(script)];
}

/** The full path of a file of the repository. */
export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** How a process ended, and all that it printed. */
export interface Ending {
  readonly code: number;
  readonly output: string;
  readonly faults: string;
}

/** A gateway at work. `await using` kills it. */
export interface GatewayProcess extends AsyncDisposable {
  readonly pid: number;
  /** From the start of the process to its report, in milliseconds. */
  readonly startMillis: number;
  /** The lines of standard output, and those of standard error, so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line, printed already or not, that contains a text. */
  line(part: string): Promise<string>;
  /** Asks it to end, and waits until it has. */
  stop(signal?: "SIGINT" | "SIGTERM"): Promise<Ending>;
  /** Ends it at once, wherever it is. */
  kill(): Promise<Ending>;
  /** Resolves when it has ended, by whatever. */
  readonly ended: Promise<Ending>;
}

/** Where a gateway lives: a folder, two ports and settings, the same at each start. */
export interface GatewayPlace extends AsyncDisposable {
  /** What is in it lasts from one start to the next; the data is in `data/`. */
  readonly folder: string;
  readonly issuer: string;
  readonly sandboxUrl: string;
  /** The environment, for those who open the same stores. */
  readonly settings: Readonly<Record<string, string>>;
  /** Starts a gateway and waits for its report. Throws when it ends before. */
  start(): Promise<GatewayProcess>;
  /** Starts a gateway that is expected to end by itself. */
  startInVain(settings?: Readonly<Record<string, string>>): Promise<Ending>;
  /** Runs the operator's command line. */
  operate(words: readonly string[], input?: string): Promise<Ending>;
  /** Runs it with `--json` and parses; throws unless it was done. */
  operateJson(...words: readonly string[]): Promise<Record<string, unknown>[]>;
}

/**
 * Makes a place on free ports of 127.0.0.1, with calls that arrive by themselves. `host` is what the
 * gateway is called by; for browsers it and its sandbox are of one site by `localhost` only.
 */
export async function openGatewayPlace(
  extraSettings: Readonly<Record<string, string>> = {},
  host: "127.0.0.1" | "localhost" = "127.0.0.1",
): Promise<GatewayPlace> {
  const folder = await makeTempDir();
  const [port, sandboxPort] = takeFreePorts();
  const issuer = `http://${host}:${port}`;
  const settings = {
    KAKEHASHI_ISSUER: issuer,
    KAKEHASHI_LISTEN: `127.0.0.1:${port}`,
    KAKEHASHI_SANDBOX_LISTEN: `127.0.0.1:${sandboxPort}`,
    KAKEHASHI_SANDBOX_CALLS: "auto",
    // A machine that runs tests is busy with them as well.
    KAKEHASHI_OVERLOAD_DELAY_MS: "10000",
    ...extraSettings,
  };
  const spawnGateway = (more = {}) =>
    new ChildProcess(taskArguments("start"), folder.path, { ...settings, ...more });
  const operate = async (words: readonly string[], input = "") => {
    const process = new ChildProcess(
      [...taskArguments("operator"), ...words],
      folder.path,
      settings,
    );
    await process.write(input);
    return await process.ended;
  };
  return {
    folder: folder.path,
    issuer,
    sandboxUrl: `http://localhost:${sandboxPort}`,
    settings,
    start: () => start(spawnGateway()),
    async startInVain(more) {
      const process = spawnGateway(more);
      await process.write("");
      return await process.ended;
    },
    operate,
    async operateJson(...words) {
      const { code, output, faults } = await operate([...words, "--json"]);
      if (code !== 0) throw new Error(`exit code ${code}: ${faults}`);
      const parsed: unknown = JSON.parse(output);
      return Array.isArray(parsed) ? parsed : [parsed];
    },
    [Symbol.asyncDispose]: folder.remove,
  };
}

/** The last line of the start-up report of a sandbox begins so. */
const LAST_LINE_OF_REPORT = "Ctrl-C ends";

async function start(process: ChildProcess): Promise<GatewayProcess> {
  const begun = performance.now();
  await process.write("");
  await process.line(LAST_LINE_OF_REPORT);
  return {
    pid: process.pid,
    startMillis: performance.now() - begun,
    lines: process.lines,
    ended: process.ended,
    line: (part) => process.line(part),
    stop: (signal = "SIGTERM") => process.end(signal),
    kill: () => process.end("SIGKILL"),
    [Symbol.asyncDispose]: async () => void await process.end("SIGKILL"),
  };
}

/** Two ports that nobody listens on at the moment. */
export function takeFreePorts(): readonly [number, number] {
  const take = () => Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [one, other] = [take(), take()];
  const ports = [one.addr.port, other.addr.port] as const;
  one.close();
  other.close();
  return ports;
}

/** A process of Deno whose output is read line by line. */
export class ChildProcess {
  readonly lines: string[] = [];
  readonly ended: Promise<Ending>;
  readonly #process: Deno.ChildProcess;
  readonly #waiting = new Set<{ part: string; resolve: (line: string) => void }>();
  #hasEnded = false;

  constructor(
    args: readonly string[],
    folder: string,
    settings: Readonly<Record<string, string>>,
  ) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: folder,
      clearEnv: true,
      env: { ...environment(), ...settings },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.ended = this.#follow();
  }

  get pid(): number {
    return this.#process.pid;
  }

  async #follow(): Promise<Ending> {
    const [output, faults, { code }] = await Promise.all([
      this.#read(this.#process.stdout),
      this.#read(this.#process.stderr),
      this.#process.status.finally(() => this.#hasEnded = true),
    ]);
    return { code, output, faults };
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
    let text = "";
    let unfinished = "";
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
      const lines = (unfinished + part).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) this.#take(line);
    }
    return text;
  }

  #take(line: string): void {
    this.lines.push(line);
    for (const waiting of this.#waiting) {
      if (!line.includes(waiting.part)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(line);
    }
  }

  async line(part: string): Promise<string> {
    const printed = this.lines.find((line) => line.includes(part));
    if (printed !== undefined) return printed;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#waiting.add({ part, resolve });
    const ended = this.ended.then(({ code, output, faults }) => {
      throw new Error(`ended with ${code} before "${part}": ${output}${faults}`);
    });
    return await Promise.race([promise, ended]);
  }

  async write(input: string): Promise<void> {
    const writer = this.#process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }

  async end(signal: Deno.Signal): Promise<Ending> {
    if (!this.#hasEnded) this.#process.kill(signal);
    return await this.ended;
  }
}

/** What a process needs to find its modules; no setting of whoever runs the tests. */
function environment(): Record<string, string> {
  const names = ["DENO_DIR", "HOME", "PATH"];
  const found = names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { NO_COLOR: "1", USER: "operator", ...Object.fromEntries(found) };
}
