/** Runs one command line: finds the command, logs who does it and why, runs it, prints. */
import { accountReference } from "../../domain/banking/account_reference.ts";
import { maskAccount } from "../../domain/banking/account_number.ts";
import { UnavailableError } from "../../domain/errors.ts";
import { type ClientId, encodeBase64Url, newAttemptId } from "../../domain/ids.ts";
import type { Answer, Call, Command, Files, Gateway, Restorer } from "./command.ts";
import { type CommandLine, helpText, parseCommandLine } from "./command_line.ts";
import { Refusal, UsageError } from "./faults.ts";
import { parseAccount } from "./parse_values.ts";
import { type OutputForm, toPlain, writeAnswer } from "./write_answer.ts";

/** What surrounds a command line. */
export interface Surroundings {
  readonly files: Files;
  /** The name of whoever is logged in. */
  readonly login: string;
  /**
   * Opens the gateway; called only when the command line is right and needs it. `toleratesAbsence`:
   * also while its stores are away.
   */
  open(toleratesAbsence?: boolean): Promise<Gateway & AsyncDisposable>;
  /** The place of the gateway's database; called only for what makes the database. */
  restorer(): Restorer;
  readonly write: (text: string) => void;
  readonly writeFault: (text: string) => void;
}

/** Runs a command line and answers with the exit code: 0, 1 (not done) or 2 (wrong usage). */
export async function runCommandLine(
  words: readonly string[],
  surroundings: Surroundings,
): Promise<0 | 1 | 2> {
  try {
    const line = parseCommandLine(words);
    if (line === undefined) {
      surroundings.write(`${helpText()}\n`);
      return 0;
    }
    return await runAndWrite(line, surroundings);
  } catch (error) {
    const lines = explain(error).split("\n").map(toPlain);
    surroundings.writeFault(`${lines.join("\n")}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runAndWrite(line: CommandLine, surroundings: Surroundings): Promise<0 | 1> {
  const { command } = line;
  const { files } = surroundings;
  const form = line.json ? "json" : command.name === "log export" ? "lines" : "text";
  const write = (answer: Answer) => writeOutcome(answer, form, surroundings);
  if ("offline" in command) return await write(await command.run({ ...line, files }));
  if ("restoring" in command) {
    const restorer = surroundings.restorer();
    const typed = typedCall(line, surroundings);
    const call = { ...typed, ...beginAttempt(restorer), restorer, open: surroundings.open };
    return await write(await command.run(call));
  }
  const offline = command.runOffline?.({ ...line, files });
  if (offline !== undefined) return await write(await offline);
  await using gateway = await surroundings.open(command.toleratesAbsence);
  const call = { ...typedCall(line, surroundings), ...beginAttempt(gateway), gateway };
  return await write(await runLogged(command, call));
}

/** What of a call was typed. */
function typedCall(line: CommandLine, { files, login }: Surroundings) {
  return {
    files,
    positional: line.positional,
    options: line.options,
    operator: line.operator ?? login,
    reason: line.reason ?? "",
  };
}

async function writeOutcome(
  answer: Answer,
  form: OutputForm,
  { write }: Surroundings,
): Promise<0 | 1> {
  await writeAnswer(answer, form, write);
  return "failed" in answer && answer.failed ? 1 : 0;
}

function beginAttempt({ clock, random }: Pick<Gateway, "clock" | "random">) {
  return { now: clock.now(), attempt: newAttemptId(random) };
}

/**
 * A change is logged before it is tried and when it is through, so that none goes unlogged; a look
 * is logged before anything of it is shown.
 */
async function runLogged(command: Command, call: Call): Promise<Answer> {
  const log = await prepareLog(command, call);
  if (command.changes) await log("begun");
  try {
    const answer = await command.run(call);
    const failed = "failed" in answer && answer.failed;
    const logged = log(failed ? "failed" : "ok", "entry" in answer ? answer.entry.id : undefined);
    await (command.toleratesAbsence ? unlessAway(logged) : logged);
    return answer;
  } catch (error) {
    const refused = error instanceof Refusal || error instanceof UsageError;
    // What the operator is told is why the command failed, not why that could not be logged.
    await log(refused ? "refused" : "failed").catch(() => {});
    throw error;
  }
}

async function unlessAway(logged: Promise<void>): Promise<void> {
  try {
    await logged;
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
  }
}

type WriteLog = (result: "begun" | "failed" | "ok" | "refused", made?: string) => Promise<void>;

async function prepareLog(command: Command, call: Call): Promise<WriteLog> {
  const { positional, options, gateway } = call;
  const accountText = positional["ACCOUNT"] ?? options["account"];
  const account = accountText === undefined ? undefined : parseAccount(accountText);
  const subject = positional["ID"] ?? positional["FILE"];
  const entry = {
    actor: `operator:${call.operator}`,
    event: `operator.${command.name.replace(" ", ".")}`,
    ...(account && { accountReference: await accountReference(gateway.vault, account) }),
  };
  const details = {
    ...(call.reason === "" ? {} : { reason: call.reason }),
    ...(subject === undefined ? {} : { subject }),
    ...(account && { maskedAccount: maskAccount(account) }),
  };
  const client = command.name.startsWith("client ") ? positional["ID"] : options["client"];
  return async (result, made) => {
    const id = encodeBase64Url(gateway.random.bytes(16));
    const clientId = client ?? (command.name === "client add" ? made : undefined);
    await gateway.stores.operationLog.append([{
      ...entry,
      id,
      at: gateway.clock.now(),
      result,
      ...(clientId === undefined ? {} : { clientId: clientId as ClientId }),
      details: made === undefined ? details : { ...details, made },
    }]);
  };
}

function explain(error: unknown): string {
  if (error instanceof UnavailableError) return `接続できません: ${error.dependency}`;
  if (!(error instanceof Error)) return "原因不明の障害です";
  const expected = error instanceof UsageError || error instanceof Refusal;
  return expected ? error.message : `${error.name}: ${error.message}`;
}
