import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import configuration from "../../deno.json" with { type: "json" };
import { listFiles } from "../../tools/files.ts";

const ROOT = new URL("../../", import.meta.url);
const SOURCES = [...listFiles(fileURLToPath(ROOT))].filter((path) => /\.tsx?$/.test(path));

/** Comments that silence a tool: they would silence a lint rule against them as well. */
const SILENCER = /@ts-(ignore|expect-error|nocheck)|deno-(lint|fmt|coverage)-ignore/;

Deno.test("no comment in the code silences the compiler, the linter or the coverage", async () => {
  assert.ok(SOURCES.length > 50);
  for (const path of SOURCES) assert.doesNotMatch(await Deno.readTextFile(path), SILENCER, path);
});

Deno.test("every module of domain is loaded, so that coverage counts what no test touches", async () => {
  const modules = SOURCES.filter((path) =>
    path.startsWith(fileURLToPath(new URL("domain/", ROOT)))
  );
  assert.ok(modules.length > 10);
  for (const path of modules) await import(`file://${path}`);
});

Deno.test("every dependency is pinned to one version", () => {
  for (const [name, target] of Object.entries(configuration.imports)) {
    assert.match(target, /^npm:(@[\w-]+\/)?[\w-]+@\d+\.\d+\.\d+(\/[\w/-]+)?$/, name);
  }
});

Deno.test("no program asks by node:https, for which Deno 2.9.6 wants a permission that it cannot give", async () => {
  const root = fileURLToPath(ROOT);
  for (const path of SOURCES.filter((path) => !path.startsWith(`${root}tests/`))) {
    const text = await Deno.readTextFile(path);
    assert.doesNotMatch(text, /import [^;]*\b(request|get|Agent)\b[^;]* from "node:https"/, path);
  }
});

Deno.test("no task runs the product with all permissions", () => {
  const { start, dev, operator } = configuration.tasks;
  for (const { command } of [start, dev, operator]) {
    assert.doesNotMatch(command, /(^|\s)(-A|--allow-all|--allow-run|--no-prompt)\b/);
  }
});

Deno.test("the services of the documents have no permission without a list, but the environment's", async () => {
  const entries = await Array.fromAsync(Deno.readDir(new URL("docs/deploy/", ROOT)));
  const files = entries.map(({ name }) => name);
  assert.ok(files.length >= 3);
  for (const file of files) {
    const text = await Deno.readTextFile(new URL(`docs/deploy/${file}`, ROOT));
    const [, command = ""] = /^ExecStart=\/\S+\/deno ((?:.*\\\n)+.*)$/m.exec(text) ?? [];
    assert.match(command, /^(run|serve --parallel) --no-prompt --cached-only /, file);
    const permissions = command.split(/[\s\\]+/).filter((word) => /^-(A|-allow)/.test(word));
    assert.ok(permissions.length >= 2, file);
    for (const flag of permissions) {
      assert.match(flag, /^--allow-(env|(net|ffi|sys|write)=[^*]+)$/, file);
    }
  }
});
