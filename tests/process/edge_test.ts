/** The gateway as an edge host runs it: environment and HTTP, and nothing else. */
import assert from "node:assert/strict";
import { readAccount } from "../support/black_box.ts";
import { linkAt } from "../support/deployed_walk.ts";
import { repositoryPath } from "../support/gateway_process.ts";
import { openDeployment } from "../support/deployment.ts";

Deno.test("at the edge: from the pushed request to transactions, with HTTP alone", async () => {
  await using deployment = await openDeployment();
  await using gateway = await deployment.start();
  const app = await deployment.makeApp(gateway.fetch, "edge-app");
  await deployment.registerApp(app);
  const tokens = await linkAt(deployment, app, gateway.fetch);
  const renewed = await app.refresh(tokens.refreshToken);
  const { account, transactions } = await readAccount(app, renewed.accessToken, 500);
  assert.equal(account.accountNumber, "1100026");
  assert.ok(transactions.length > 150);

  const { headers, mail } = await deployment.mail.arrived();
  assert.equal(mail["to"], "hanako@mail.example");
  assert.equal(headers.get("idempotency-key"), JSON.stringify(mail["id"]));
  const ready = await gateway.fetch(new Request("https://gateway.example/readyz"));
  assert.equal(ready.status, 200);
  await ready.body?.cancel();
  // The host is told of them before the gateway listens, and can have them run.
  assert.equal(gateway.process.lines[0], "scheduled: background jobs, * * * * *");
  await gateway.process.line("done: background jobs");
  const { code, faults } = await gateway.stop();
  assert.deepEqual([code, faults], [0, ""]);
});

const BEYOND_THE_EDGE: Readonly<Record<string, Record<string, string>>> = {
  "a file as database": { KAKEHASHI_DATABASE_URL: "file:./data/edge.db" },
  "a certificate in a file": {
    KAKEHASHI_TLS_CERT: "deno.json",
    KAKEHASHI_TLS_KEY: "deno.json",
  },
};

Deno.test("what an edge host does not have is missed: the permissions are no more than they say", async () => {
  await using deployment = await openDeployment();
  for (const [what, settings] of Object.entries(BEYOND_THE_EDGE)) {
    const { code, faults } = await deployment.startInVain(settings);
    assert.notEqual(code, 0, what);
    assert.match(faults, /NotCapable|Requires \w+ access/, what);
  }
});

Deno.test("no module that needs sockets, files or native code is loaded before it is wanted", async () => {
  const early = await findEarlyModules();
  assert.ok(early.length > 200);
  const unfit = early.filter((module) =>
    /^node:(?!async_hooks|buffer|crypto|path|timers)|^npm:\/?(libsql|nodemailer|@hono\/node-server)|\/sandbox\//
      .test(module)
  );
  assert.deepEqual(unfit, []);
});

interface ModuleGraph {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier?: string };
    }[];
  }[];
}

/** What `main.ts` imports, by whatever way but `import()`. */
async function findEarlyModules(): Promise<readonly string[]> {
  const words = ["info", "--json", "--config", repositoryPath("deno.json")];
  const args = [...words, repositoryPath("main.ts")];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  const graph: ModuleGraph = JSON.parse(new TextDecoder().decode(stdout));
  const modules = new Map(graph.modules.map((module) => [module.specifier, module]));
  const found = new Set(graph.roots);
  // A set is walked to what is added meanwhile, too.
  for (const specifier of found) {
    for (const { isDynamic, code } of modules.get(specifier)?.dependencies ?? []) {
      if (!isDynamic && code?.specifier !== undefined) found.add(code.specifier);
    }
  }
  return [...found];
}
