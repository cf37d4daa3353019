/**
 * The gateway for `deno serve --parallel`: one process that uses all cores, a gateway in each thread.
 * Address and port are those of the command, not of `KAKEHASHI_LISTEN`.
 */
import { readConfig } from "./config.ts";
import { explainFailedStart } from "./composition/end_process.ts";
import { startUpReport } from "./composition/report.ts";
import { serveThread } from "./composition/serve_threads.ts";

const running = await start();

async function start() {
  try {
    const config = readConfig();
    const running = await serveThread(config);
    for (const line of startUpReport(config)) console.log(line);
    return running;
  } catch (error) {
    Deno.exit(explainFailedStart(error));
  }
}

let stopping: Promise<void> | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => void (stopping ??= stop()));
}

async function stop(): Promise<void> {
  console.log("ending: requests in flight finish first");
  await running.stop();
  console.log("done; other threads still have requests");
}

/** Answers requests; see {@link Deno.ServeDefaultExport}. */
export default {
  fetch(request: Request, { remoteAddr }: Deno.ServeHandlerInfo<Deno.NetAddr>) {
    return running.fetch(request, { remoteAddr: { hostname: remoteAddr.hostname } });
  },
};
