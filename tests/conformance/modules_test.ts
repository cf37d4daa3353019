/**
 * Every module of the conformance suite in every plan that has it, with the very configurations and
 * registrations that `deno task conformance` hands out. TLS is probed elsewhere (see README.md).
 */
import { PLANS } from "../../tools/conformance/plans.ts";
import { isIn } from "./suite/module.ts";
import { MODULES } from "./suite/modules.ts";
import { openSuite } from "./suite/suite.ts";

for (const plan of PLANS) {
  for (const module of MODULES.filter((module) => isIn(plan, module))) {
    Deno.test(`${plan.id}: ${module.number} ${module.name}`, async () => {
      await using suite = await openSuite(plan, module.name);
      await module.run(suite);
      suite.assertNoFaults();
    });
  }
}
