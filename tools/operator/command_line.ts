/** Takes the command line apart and finds the command. */
import { parseArgs } from "node:util";
import { isSecretShaped } from "../../domain/ids.ts";
import type { AnyCommand, Arguments } from "./command.ts";
import { BACKUP_COMMANDS, RESTORE } from "./commands/backup.ts";
import { CLIENT_CHECK, CLIENT_COMMANDS } from "./commands/client.ts";
import { GRANT_COMMANDS } from "./commands/grant.ts";
import { KEY_COMMANDS } from "./commands/key.ts";
import { LOCK_COMMANDS } from "./commands/lock.ts";
import { LOG_COMMANDS } from "./commands/log.ts";
import { MAINTENANCE_COMMANDS } from "./commands/maintenance.ts";
import { NOTICE_COMMANDS } from "./commands/notice.ts";
import { STATUS_COMMANDS } from "./commands/status.ts";
import { UsageError } from "./faults.ts";

/** All commands, in the order of the help. */
const COMMANDS: readonly AnyCommand[] = [
  ...CLIENT_COMMANDS,
  CLIENT_CHECK,
  ...GRANT_COMMANDS,
  ...LOCK_COMMANDS,
  ...MAINTENANCE_COMMANDS,
  ...LOG_COMMANDS,
  ...KEY_COMMANDS,
  ...NOTICE_COMMANDS,
  ...STATUS_COMMANDS,
  ...BACKUP_COMMANDS,
  RESTORE,
];

const COMMON_OPTIONS = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  operator: { type: "string" },
  reason: { type: "string" },
} as const;

/** What was typed. */
export interface CommandLine extends Arguments {
  readonly command: AnyCommand;
  readonly json: boolean;
  readonly operator: string | undefined;
  readonly reason: string | undefined;
}

/** Takes the words apart; undefined: the help is wanted. Throws `UsageError`. */
export function parseCommandLine(words: readonly string[]): CommandLine | undefined {
  const { values, positionals } = splitWords(words);
  const { json = false, help = false, operator, reason, ...options } = values;
  if (help || words.length === 0) return undefined;
  const command = findCommand(positionals);
  const given = positionals.slice(command.name.split(" ").length);
  checkOptions(command, Object.keys(options));
  if (operator !== undefined && !/^[\p{L}\p{N}._@-]{1,64}$/u.test(operator)) {
    throw new UsageError("--operator は64文字までの名前です");
  }
  return {
    command,
    positional: nameArguments(command, given),
    options: toTexts(options),
    json: json === true,
    operator: toText(operator),
    reason: toText(reason),
  };
}

/** What can be typed. */
export function helpText(): string {
  const lines = COMMANDS.map((command) => `  ${usageOf(command)}\n      ${command.summary}`);
  return [
    "使い方: deno task operator COMMAND …",
    "",
    ...lines,
    "",
    "共通: --json（JSONで出力）、--reason TEXT（理由）、--operator NAME（操作者、既定はログイン名）、--help",
    "終了コード: 0 完了、1 実行できない、2 使い方の誤り",
  ].join("\n");
}

function usageOf(command: AnyCommand): string {
  const named = command.arguments.map((name) =>
    name.endsWith("?") ? `[${name.slice(0, -1)}]` : name
  );
  const options = Object.entries(command.options).map(([name, value]) => `[--${name} ${value}]`);
  return [command.name, ...named, ...options].join(" ");
}

function splitWords(words: readonly string[]) {
  const own = COMMANDS.flatMap((command) => Object.keys(command.options));
  const options = Object.fromEntries(own.map((name) => [name, { type: "string" as const }]));
  try {
    return parseArgs({
      args: keepIds(words),
      options: { ...options, ...COMMON_OPTIONS },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "unreadable command line");
  }
}

/** Ids of ours may begin with a hyphen, and no option looks like one: they go where only arguments are. */
function keepIds(words: readonly string[]): string[] {
  if (words.includes("--")) return [...words];
  const ids = words.filter((word) => word.startsWith("-") && isSecretShaped(word));
  const others = words.filter((word) => !ids.includes(word));
  return ids.length === 0 ? others : [...others, "--", ...ids];
}

function findCommand(positionals: readonly string[]): AnyCommand {
  const command = COMMANDS.find(({ name }) =>
    name.split(" ").every((word, index) => positionals[index] === word)
  );
  if (command !== undefined) return command;
  throw new UsageError(
    `コマンド ${positionals.slice(0, 2).join(" ")} はありません（--help で一覧）`,
  );
}

function checkOptions(command: AnyCommand, given: readonly string[]): void {
  const foreign = given.filter((name) => !(name in command.options));
  if (foreign.length === 0) return;
  throw new UsageError(`${command.name} に --${foreign.join(", --")} はありません`);
}

function nameArguments(
  command: AnyCommand,
  given: readonly string[],
): Record<string, string> {
  const required = command.arguments.filter((name) => !name.endsWith("?")).length;
  if (given.length < required || given.length > command.arguments.length) {
    throw new UsageError(`使い方: ${usageOf(command)}`);
  }
  const names = command.arguments.map((name) => name.replace("?", ""));
  return Object.fromEntries(given.map((value, index) => [names[index] ?? "", value]));
}

function toTexts(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function toText(value: string | boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
