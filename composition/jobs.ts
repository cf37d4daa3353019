/** What goes on in the background of a running gateway. */
import { describeFault, type StructuredLog } from "../adapters/log/structured_log.ts";
import { withJitter } from "../adapters/schedule/jitter.ts";
import { pause } from "../adapters/schedule/pause.ts";
import { repeat } from "../adapters/schedule/repeat.ts";
import { drainOperationLog } from "../domain/audit/log_queue.ts";
import { finishEndings } from "../domain/grant/end_grant.ts";
import type { RandomSource } from "../domain/ids.ts";
import { recoverLockouts } from "../domain/interaction/recover_lockouts.ts";
import { type KeyMaking, maintainSigningKeys } from "../domain/keys/rotate_signing_key.ts";
import { LOG_SEAL_SECONDS } from "../domain/limits.ts";
import { deliverNotices } from "../domain/notice/deliver_notices.ts";
import type { Mailer } from "../domain/notice/notice.ts";
import { removeOutdated, type RetentionPeriods } from "../domain/retention/remove_outdated.ts";
import type { Clock } from "../domain/time.ts";
import type { Vault } from "../domain/crypto/vault.ts";
import type { Stores } from "../adapters/open_stores.ts";
import { createLogSealer, pruneLog } from "./log_jobs.ts";

/** What the jobs work with. */
export interface JobSurroundings {
  readonly stores: Stores;
  readonly vault: Vault;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly log: StructuredLog;
  readonly keyMaking: KeyMaking;
  readonly random: RandomSource;
  readonly settings: {
    readonly limits: {
      /** 規定回数 */
      readonly failedAttempts: number;
    };
    /** After so many days of signing a key gets a successor. */
    readonly keyRotationDays: number;
    readonly retention: RetentionPeriods & {
      /** How long entries of the operation log are kept. */
      readonly logDays: number;
    };
  };
}

/** The jobs at work. */
export interface Jobs {
  /** A round of each, at once. */
  runNow(): Promise<void>;
  /** Lets what is in progress finish. */
  stop(): Promise<void>;
}

const SECOND = 1000;
/**
 * How long the end of the process waits for a mail server. With `GRACE_MILLIS` for requests before it
 * this stays below `TimeoutStopSec` of docs/deploy/kakehashi@.service.
 */
const MAIL_GRACE_MILLIS = 3 * SECOND;

/**
 * Starts the jobs; each goes on whatever happens to it. Failures that the store does not know are
 * counted before, because nobody can try a secret until then; throws when that cannot be done.
 */
export async function startJobs(surroundings: JobSurroundings): Promise<Jobs> {
  const { stores, vault, clock, log, keyMaking, settings } = surroundings;
  const { ephemeral: store, grants, operationLog } = stores;
  await countLostFailures(surroundings);
  const start = (
    name: string,
    pauseMillis: number,
    job: (stopping: AbortSignal) => Promise<unknown>,
  ) =>
    repeat(async (stopping) => void await job(stopping), {
      pauseMillis,
      onFault: (fault) => log.write("error", "job.failed", { job: name, ...describeFault(fault) }),
    });
  const jobs = [
    start("operation log", SECOND, () => drainOperationLog({ store, log: operationLog, vault })),
    start(
      "log sealing",
      LOG_SEAL_SECONDS * SECOND,
      createLogSealer({ stores, clock, log, factory: keyMaking.factory }),
    ),
    start(
      "log retention",
      3600 * SECOND,
      (stopping) =>
        pruneLog({ stores, clock, log, retentionDays: settings.retention.logDays }, stopping),
    ),
    start("grant endings", 60 * SECOND, () => finishEndings({ store, grants, vault }, clock.now())),
    start("mail", SECOND, (stopping) => deliverMail(surroundings, stopping)),
    start(
      "signing keys",
      600 * SECOND,
      () => maintainSigningKeys(keyMaking, settings.keyRotationDays, clock.now()),
    ),
    start("lockouts", 2 * SECOND, () => countLostFailures(surroundings)),
    start("sweep", 60 * SECOND, () => store.sweep(clock.now())),
    start("retention", 3600 * SECOND, (stopping) => {
      const { outdated } = stores;
      return removeOutdated({ outdated, clock, pause }, settings.retention, stopping);
    }),
  ];
  return {
    async runNow() {
      await Promise.all(jobs.map((job) => job.runNow()));
    },
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}

async function countLostFailures(
  { stores, clock, log, random, settings: { limits } }: JobSurroundings,
): Promise<void> {
  const recovery = { store: stores.ephemeral, log: stores.operationLog, random, ...limits };
  const report = await recoverLockouts(recovery, clock.now());
  if (report !== undefined) log.write("warning", "lockouts.recovered", { ...report });
}

/** When the process ends, mails under way get {@link MAIL_GRACE_MILLIS}. */
async function deliverMail(
  { stores, mailer, clock, log }: JobSurroundings,
  stopping: AbortSignal,
): Promise<void> {
  const done = new AbortController();
  const givingUp = new AbortController();
  stopping.addEventListener("abort", async () => {
    await pause(MAIL_GRACE_MILLIS, done.signal);
    givingUp.abort();
  }, { signal: done.signal });
  try {
    const ports = { outbox: stores.notices, mailer, clock, spread: withJitter };
    const { unreadable } = await deliverNotices(ports, givingUp.signal);
    for (const id of unreadable) log.write("error", "mail.unreadable", { noticeId: id });
  } finally {
    done.abort();
  }
}
