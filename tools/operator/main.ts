/** The operator's command line: `deno task operator …`. */
import { readConfig } from "../../config.ts";
import { writeAll } from "../write_all.ts";
import { createFiles } from "./files.ts";
import { openGateway, openRestorer } from "./open_gateway.ts";
import { runCommandLine } from "./run_command.ts";

Deno.exitCode = await runCommandLine(Deno.args, {
  files: createFiles(),
  login: Deno.env.get("USER") ?? Deno.env.get("USERNAME") ?? "unknown",
  open: (toleratesAbsence) => openGateway(readConfig(), toleratesAbsence),
  restorer: () => openRestorer(readConfig()),
  write: (text) => writeAll(Deno.stdout, text),
  writeFault: (text) => writeAll(Deno.stderr, text),
});
