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

async function isInstalled(program: string): Promise<boolean> {
  const command = new Deno.Command(program, {
    args: ["--version"],
    stdout: "null",
    stderr: "null",
  });
  try {
    return (await command.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Installs what is missing where that can be done without asking: as root on Debian. */
async function ensureRedis(): Promise<boolean> {
  if (await isInstalled("redis-server")) return true;
  if (Deno.uid() === 0 && await isInstalled("apt-get")) {
    const quietly = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], quietly);
    await run("apt-get", ["install", "-y", "-qq", "redis-server"], quietly);
    if (await isInstalled("redis-server")) return true;
  }
  console.error(
    "The tests need redis-server: install it (on Debian: apt-get install redis-server).",
  );
  return false;
}

async function runTests(files: string[]): Promise<boolean> {
  const test = ["test", "--allow-all", "--sanitize-ops", "--sanitize-resources"];
  if (files.length > 0) return await run(Deno.execPath(), [...test, ...files]);
  const measured = [`--coverage=${COVERAGE}`, "--coverage-raw-data-only", "--clean"];
  return await run(Deno.execPath(), [...test, ...measured, "tests/"]) && await judgeCoverage();
}

async function judgeCoverage(): Promise<boolean> {
  const domain = `--include=^file://${fileURLToPath(DOMAIN)}`;
  return await run(Deno.execPath(), ["coverage", domain, COVERAGE]);
}

if (!await ensureRedis() || !await runTests(Deno.args)) Deno.exit(1);
