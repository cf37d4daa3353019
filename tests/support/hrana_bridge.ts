import { join } from "node:path";
import { serveBridge } from "./bridge_server.ts";
import { PipelineRequest } from "./hrana_messages.ts";
import { HranaStream, toHranaError } from "./hrana_stream.ts";
import { makeTempDir } from "./temp_dir.ts";

const IDLE_MILLISECONDS = 5000;

/** A libSQL server of a test over a real SQLite file; `await using` stops it. */
export interface TestLibsql extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** The database file behind it, to look at what was stored. */
  readonly path: string;
  /** Round trips so far: a batch is one. */
  requestCount(): number;
  /** Carries out the next `count` requests, but drops the connection instead of answering. */
  loseAnswers(count: number): void;
  stop(): Promise<void>;
}

/** Where the data is and who may see it; a new place and a new token unless stated. */
export interface HranaOptions {
  /** The database's file, which stays when the server ends. */
  readonly path?: string;
  readonly token?: string;
}

/** Starts a server that speaks enough of Hrana 2 over HTTP for `@libsql/client/web`. */
export async function startHrana(options: HranaOptions = {}): Promise<TestLibsql> {
  const directory = await makeTempDir();
  const path = options.path ?? join(directory.path, "remote.db");
  const token = options.token ?? crypto.randomUUID();
  const streams = new HranaStreams(path);
  const bridge = await serveBridge((request) => answer(streams, token, request));
  const stop = async () => {
    await bridge.stop();
    streams.close();
    await directory.remove();
  };
  return { ...bridge, token, path, stop, [Symbol.asyncDispose]: stop };
}

async function answer(streams: HranaStreams, token: string, request: Request): Promise<Response> {
  if (request.headers.get("authorization") !== `Bearer ${token}`) {
    return Response.json({ error: "unauthorized" }, { status: 401 });
  }
  // The client asks which version is spoken: only JSON over HTTP, version 2, is.
  if (new URL(request.url).pathname !== "/v2/pipeline") return new Response(null, { status: 404 });
  const { baton, requests } = PipelineRequest.parse(await request.json());
  const stream = streams.take(baton);
  if (stream === undefined) {
    return Response.json({ message: "The stream has expired", code: "STREAM_EXPIRED" }, {
      status: 400,
    });
  }
  const results: unknown[] = [];
  for (const item of requests) {
    results.push(
      await stream.handle(item).then(
        (response) => ({ type: "ok", response: { type: item.type, ...response } }),
        (error) => ({ type: "error", error: toHranaError(error) }),
      ),
    );
  }
  const isClosed = requests.some(({ type }) => type === "close");
  if (isClosed) stream.close();
  return Response.json({ baton: isClosed ? null : streams.put(stream), base_url: null, results });
}

/** The streams that wait for their client's next request, by the baton it must show. */
class HranaStreams {
  readonly #path: string;
  readonly #waiting = new Map<
    string,
    { stream: HranaStream; timer: ReturnType<typeof setTimeout> }
  >();

  constructor(path: string) {
    this.#path = path;
  }

  /** The stream of a baton, or a new one when there is none; undefined when it expired. */
  take(baton: string | null | undefined): HranaStream | undefined {
    if (!baton) return new HranaStream(this.#path);
    const entry = this.#waiting.get(baton);
    this.#waiting.delete(baton);
    clearTimeout(entry?.timer);
    return entry?.stream;
  }

  put(stream: HranaStream): string {
    const baton = crypto.randomUUID();
    const timer = setTimeout(() => this.take(baton)?.close(), IDLE_MILLISECONDS);
    this.#waiting.set(baton, { stream, timer });
    return baton;
  }

  close(): void {
    for (const baton of [...this.#waiting.keys()]) this.take(baton)?.close();
  }
}
