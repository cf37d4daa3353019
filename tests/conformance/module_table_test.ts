/** The table of modules in README.md is that of the tests, and of the suite's own counts. */
import assert from "node:assert/strict";
import { type Plan, PLANS } from "../../tools/conformance/plans.ts";
import { isIn, type Module } from "./suite/module.ts";
import { MODULES } from "./suite/modules.ts";

const README = new URL("README.md", import.meta.url);

/** The kinds of plans, by the beginnings of their ids. */
const KINDS = { S: "sp", B: "ms-jar-jarm", R: "ms-jar", P: "ms-jarm" } as const;

/** Client authentication, sender constraint, with openid or without: as plans end. */
const CELLS = [...new Set(PLANS.map(cellOf))];

function kindOf({ id }: Plan): string {
  return id.split("-").slice(0, -3).join("-");
}

function cellOf({ id }: Plan): string {
  return id.split("-").slice(-3).join(" ");
}

function describeRow(module: Module): string {
  const cells = CELLS.map((cell) => {
    const plans = PLANS.filter((plan) => cellOf(plan) === cell && isIn(plan, module));
    const kinds = plans.map(kindOf);
    const letters = Object.entries(KINDS).filter(([, kind]) => kinds.includes(kind));
    return letters.map(([letter]) => letter).join(" ") || "–";
  });
  return `| ${[module.number, `\`${module.name}\``, ...cells].join(" | ")} |`;
}

Deno.test("README.md lists every module in each plan that has it", async () => {
  const table = [
    `| # | module | ${CELLS.join(" | ")} |`,
    `|${"---|".repeat(CELLS.length + 2)}`,
    ...MODULES.map(describeRow),
  ].join("\n");
  const readme = await Deno.readTextFile(README);
  assert.ok(readme.includes(`\n${table}\n`), `the table must be\n${table}`);
});

Deno.test("no module is left out: the plans have as many as the suite counts", () => {
  const counts = (kind: string) =>
    PLANS.filter((plan) => kindOf(plan) === kind).map((plan) =>
      MODULES.filter((module) => isIn(plan, module)).length
    );
  assert.deepEqual(counts("sp"), [56, 50, 47, 41, 46, 40, 37, 31]);
  assert.deepEqual(counts("ms-jar-jarm"), [70, 64, 61, 55, 60, 54, 51, 45]);
  assert.deepEqual(counts("ms-jar"), [70, 51]);
  assert.deepEqual(counts("ms-jarm"), [56, 37]);
  assert.equal(new Set(MODULES.map(({ number }) => number)).size, MODULES.length);
});
