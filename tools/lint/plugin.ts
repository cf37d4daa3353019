import { noDoubleAssertion } from "./assertions.ts";
import { documentedExports } from "./documented_exports.ts";
import { environment } from "./environment.ts";
import { everyTestRuns } from "./every_test_runs.ts";
import { layering } from "./layering.ts";
import { purity } from "./purity.ts";
import { fileLength, functionLength } from "./size.ts";

/** The house rules, so that style needs no arguing. `deno lint` loads this file. */
const plugin: Deno.lint.Plugin = {
  name: "kakehashi",
  rules: {
    "documented-exports": documentedExports,
    environment,
    "every-test-runs": everyTestRuns,
    "file-length": fileLength,
    "function-length": functionLength,
    layering,
    "no-double-assertion": noDoubleAssertion,
    purity,
  },
};

export default plugin;
