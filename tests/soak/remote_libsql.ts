/** A libSQL server that can be killed and started again, behind an address that stays. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveBridge } from "../support/bridge_server.ts";
import { makeTempDir } from "../support/temp_dir.ts";
import type { Intercept } from "./lossy.ts";

/** See the head of this file; `await using` ends it and removes its data. */
export interface RemoteLibsql extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** The database's file. */
  readonly path: string;
  /** Ends the process wherever it is: requests fail until `restart()`. */
  kill(): Promise<void>;
  /** Starts a new process on the same file. */
  restart(): Promise<void>;
}

/** Starts the server; `intercept` stands between it and the network. */
export async function startRemoteLibsql(intercept: Intercept): Promise<RemoteLibsql> {
  const directory = await makeTempDir();
  const token = crypto.randomUUID();
  const path = join(directory.path, "soak.db");
  const start = () => startServer(path, token);
  let server = await start();
  const bridge = await serveBridge(intercept((request) => forward(request, server.url)));
  const kill = async () => {
    server.process.kill("SIGKILL");
    await server.process.status;
    await server.process.stdin.close();
  };
  return {
    url: bridge.url,
    token,
    path,
    kill,
    async restart() {
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await bridge.stop();
      await kill();
      await directory.remove();
    },
  };
}

/** Fails while no server is there, or when it is killed before it answered. */
async function forward(request: Request, target: string): Promise<Response> {
  const { method, headers } = request;
  const body = await request.text();
  const { pathname } = new URL(request.url);
  const response = await fetch(new URL(pathname, target), {
    method,
    headers: { "authorization": headers.get("authorization") ?? "" },
    ...(body !== "" && { body }),
  });
  return Response.json(await response.json().catch(() => null), { status: response.status });
}

async function startServer(path: string, token: string) {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--config",
      pathOf("../../deno.json"),
      "--allow-all",
      pathOf("hrana_process.ts"),
      path,
      token,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let printed = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (printed.includes("\n")) return { process, url: printed.trim() };
  }
  throw new Error("the libSQL server did not start");
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
