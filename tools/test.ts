/**
 * `deno task test`: makes sure of what the tests need, and runs them. All of them are measured,
 * and fail below the coverage of `domain` that deno.json asks for; with names of test files as
 * arguments only these run, without measuring.
 */
import { fileURLToPath } from "node:url";

const COVERAGE = "coverage";
const DOMAIN = new URL("../domain/", import.meta.url);

/** Runs a program with this terminal; true when it ends well. */
async function run(program: string, args: string[], env: Record<string, string> = {}) {
  const { success } = await new Deno.Command(program, { args, env, stdin: "null" }).spawn().status;
  return success;
}

/** Programs that the tests start, with Debian's packages of the same names. */
const PROGRAMS = ["redis-server", "nginx", "haproxy"];

async function isInstalled(program: string): Promise<boolean> {
  const command = new Deno.Command(program, { args: ["-v"], stdout: "null", stderr: "null" });
  try {
    return (await command.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function listMissing(): Promise<string[]> {
  const installed = await Promise.all(PROGRAMS.map(isInstalled));
  return PROGRAMS.filter((_, index) => !installed[index]);
}

/** Installs what is missing where that can be done without asking: as root on Debian. */
async function ensurePrograms(): Promise<boolean> {
  let missing = await listMissing();
  if (missing.length > 0 && Deno.uid() === 0 && await isInstalled("apt-get")) {
    const quietly = { DEBIAN_FRONTEND: "noninteractive" };
    const install = ["install", "-y", "-qq", "--no-install-recommends"];
    await run("apt-get", ["update", "-qq"], quietly);
    await run("apt-get", [...install, ...missing], quietly);
    missing = await listMissing();
  }
  if (missing.length === 0) return true;
  const names = missing.join(" ");
  console.error(`The tests need ${names}: install it (on Debian: apt-get install ${names}).`);
  return false;
}

async function runTests(files: string[]): Promise<boolean> {
  const test = ["test", "--allow-all", "--parallel", "--sanitize-ops", "--sanitize-resources"];
  if (files.length > 0) return await run(Deno.execPath(), [...test, ...files]);
  const measured = [`--coverage=${COVERAGE}`, "--coverage-raw-data-only", "--clean"];
  return await run(Deno.execPath(), [...test, ...measured, "tests/"]) && await judgeCoverage();
}

async function judgeCoverage(): Promise<boolean> {
  const domain = `--include=^file://${fileURLToPath(DOMAIN)}`;
  return await run(Deno.execPath(), ["coverage", domain, COVERAGE]);
}

if (!await ensurePrograms() || !await runTests(Deno.args)) Deno.exit(1);
