import { Redis } from "ioredis";
import { once } from "node:events";
import { join } from "node:path";
import { serveBridge } from "./bridge_server.ts";
import { makeTempDir } from "./temp_dir.ts";
import { createUpstashBridge } from "./upstash_bridge.ts";

/** A real, empty Redis that speaks the REST protocol of Upstash; `await using` stops it. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Round trips so far: a pipeline or transaction is one. */
  requestCount(): number;
  /** Carries out the next `count` requests, but drops the connection instead of answering. */
  loseAnswers(count: number): void;
  /** The server's process holds still: requests hang until `resume()`. */
  pause(): void;
  resume(): void;
  /** Kills the server's process: requests fail until `restart()`, and all is gone unless it is durable. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** How the server is started. */
export interface RedisOptions {
  /** Everything that was acknowledged is there after a restart. */
  readonly isDurable?: boolean;
  /** Stands between the network and the bridge. */
  readonly intercept?: (handle: Handle) => Handle;
}

type Handle = (request: Request) => Promise<Response>;

/** Starts `redis-server`, without persistence unless told, behind the bridge. Takes about 50 ms. */
export async function startRedis(options: RedisOptions = {}): Promise<TestRedis> {
  const { isDurable = false, intercept = (handle: Handle) => handle } = options;
  const directory = await makeTempDir();
  // A socket file instead of a port: no other process can take it between choosing and binding.
  const socketPath = join(directory.path, "redis.sock");
  let process = await spawnRedis(directory.path, socketPath, isDurable);
  const redis = new Redis({
    path: socketPath,
    retryStrategy: () => 20,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
  });
  // While the server is down each attempt to connect again fails; the commands report it.
  redis.on("error", () => {});
  await once(redis, "ready");
  const token = crypto.randomUUID();
  const bridge = await serveBridge(intercept(createUpstashBridge(redis, token)));
  const kill = async () => {
    process.kill("SIGKILL");
    await process.status;
  };
  const stop = async () => {
    await bridge.stop();
    redis.disconnect();
    await kill();
    await directory.remove();
  };
  return {
    url: bridge.url,
    token,
    requestCount: bridge.requestCount,
    loseAnswers: bridge.loseAnswers,
    pause: () => process.kill("SIGSTOP"),
    resume: () => process.kill("SIGCONT"),
    kill,
    restart: async () => {
      // Not `once`: that would fail with the attempts to connect before the server listens.
      const ready = new Promise<void>((resolve) => redis.once("ready", () => resolve()));
      process = await spawnRedis(directory.path, socketPath, isDurable);
      await ready;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function spawnRedis(
  directory: string,
  socketPath: string,
  isDurable: boolean,
): Promise<Deno.ChildProcess> {
  const settings = {
    port: "0",
    unixsocket: socketPath,
    dir: directory,
    save: "",
    appendonly: isDurable ? "yes" : "no",
    appendfsync: "always",
  };
  const process = new Deno.Command("redis-server", {
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let output = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    if (output.includes("ready to accept connections")) return process;
  }
  throw new Error(`redis-server did not start: ${output}`);
}
