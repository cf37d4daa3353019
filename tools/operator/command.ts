/** What a command of the operator is, and what it gets to work with. */
import type { MtlsSupport } from "../../domain/client/certificate_support.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import type { AttemptId, RandomSource } from "../../domain/ids.ts";
import type { KeyFactory } from "../../domain/keys/key_factory.ts";
import type { ServiceHoursMode } from "../../domain/service/service_hours.ts";
import type { Clock, EpochMillis } from "../../domain/time.ts";
import type { Stores } from "../../adapters/open_stores.ts";

/** The gateway that is operated: its stores and what its configuration says. */
export interface Gateway {
  readonly stores: Stores;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly keyFactory: KeyFactory;
  readonly serviceHours: ServiceHoursMode;
  readonly issuer: string;
  /** What it works with, by name; no secrets. */
  readonly adapters: Readonly<Record<string, string>>;
  /** What it can do with certificates of apps; undefined: nothing. */
  readonly mtls: MtlsSupport | undefined;
  /** Reaches the running gateway. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Writes everything that lasts to a new file; throws `BackupFault`. */
  readonly backUp: (path: string) => Promise<void>;
}

/** The place of a gateway's database, while there is none yet. */
export interface Restorer extends Pick<Gateway, "clock" | "fetch" | "issuer" | "random" | "vault"> {
  /** Where the database is to be. */
  readonly databaseUrl: string;
  /**
   * Restores a backup. What `prepare` does to the copy's stores is in the database from its first
   * moment; if it throws, nothing is restored. Throws `BackupFault`.
   */
  restore<Report>(path: string, prepare: (stores: Stores) => Promise<Report>): Promise<Report>;
}

/** What was typed, taken apart. */
export interface Arguments {
  /** By the names in capitals of {@link Command.arguments}. */
  readonly positional: Readonly<Record<string, string>>;
  /** By name, without the dashes. */
  readonly options: Readonly<Record<string, string>>;
}

/** Files as the command sees them. */
export interface Files {
  /** The text of a file; `-` is standard input. */
  read(path: string): Promise<string>;
  /** The same line by line, for files of any length. */
  lines(path: string): AsyncIterable<string>;
}

/** One call of a command. */
export interface Call extends Arguments {
  readonly gateway: Gateway;
  readonly files: Files;
  readonly now: EpochMillis;
  readonly attempt: AttemptId;
  /** Who types. */
  readonly operator: string;
  /** Why; empty when nothing was said. */
  readonly reason: string;
}

/** Something a command prints; `id` tells it from others of its kind. */
export type Entry = { readonly id: string } & Readonly<Record<string, unknown>>;

/** What a command answers: one thing, or many, which may be too many to hold at once. */
export type Answer =
  | { readonly entry: Entry; readonly failed?: boolean }
  | { readonly entries: AsyncIterable<Entry> | readonly Entry[] };

/** A command. */
export interface Command {
  /** For example `grant end`. */
  readonly name: string;
  /** Names of the arguments without dashes, in order; those with a `?` may be missing. */
  readonly arguments: readonly string[];
  /** Options of its own, name → what stands for the value in the help. */
  readonly options: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Whether it changes something. */
  readonly changes: boolean;
  /** Whether it runs also while stores are away: then it cannot be logged. */
  readonly toleratesAbsence?: boolean;
  run(call: Call): Promise<Answer>;
  /** Does it without a gateway; undefined: with what was typed it needs one. */
  runOffline?(call: Arguments & { readonly files: Files }): Promise<Answer> | undefined;
}

/** A command that makes the gateway's database; it logs itself, in there. */
export interface RestoringCommand extends Omit<Command, "run"> {
  readonly restoring: true;
  run(
    call: Omit<Call, "gateway"> & {
      readonly restorer: Restorer;
      /** Opens the gateway once its database is there. */
      readonly open: () => Promise<Gateway & AsyncDisposable>;
    },
  ): Promise<Answer>;
}

/** Any command. */
export type AnyCommand = Command | OfflineCommand | RestoringCommand;

/** A command that needs no gateway: it is neither logged nor does it open a store. */
export interface OfflineCommand extends Omit<Command, "run"> {
  readonly offline: true;
  run(call: Arguments & { readonly files: Files }): Promise<Answer>;
}
