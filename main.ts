/** Starts the gateway by the environment, and ends it on SIGINT or SIGTERM. */
import { readConfig } from "./config.ts";
import { endProcess, explainFailedStart } from "./composition/end_process.ts";
import { startUpReport } from "./composition/report.ts";
import { type RunningGateway, serve } from "./composition/serve.ts";
import { everyMinuteByHost } from "./adapters/schedule/host_schedule.ts";

const started = Promise.withResolvers<RunningGateway>();
everyMinuteByHost("background jobs", async () => (await started.promise).gateway.runJobs());

try {
  const config = readConfig();
  const running = await serve(config);
  started.resolve(running);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log("ending: requests in flight finish first");
    await running.stop();
    endProcess(0);
  };
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  for (const line of startUpReport(config)) console.log(line);
} catch (error) {
  endProcess(explainFailedStart(error));
}
