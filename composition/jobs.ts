/** What goes on in the background of a running gateway. */
import { describeFault, type StructuredLog } from "../adapters/log/structured_log.ts";
import { pause } from "../adapters/schedule/pause.ts";
import { repeat } from "../adapters/schedule/repeat.ts";
import { drainOperationLog } from "../domain/audit/log_queue.ts";
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
  readonly settings: {
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

/** Starts the jobs; each goes on whatever happens to it. */
export function startJobs(surroundings: JobSurroundings): Jobs {
  const { stores, vault, clock, log, keyMaking, settings } = surroundings;
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
    start(
      "operation log",
      SECOND,
      () => drainOperationLog({ store: stores.ephemeral, log: stores.operationLog, vault }),
    ),
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
    start("mail", SECOND, () => deliverMail(surroundings)),
    start(
      "signing keys",
      600 * SECOND,
      () => maintainSigningKeys(keyMaking, settings.keyRotationDays, clock.now()),
    ),
    start("sweep", 60 * SECOND, () => stores.ephemeral.sweep(clock.now())),
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

async function deliverMail({ stores, mailer, clock, log }: JobSurroundings): Promise<void> {
  const { unreadable } = await deliverNotices({ outbox: stores.notices, mailer, clock });
  for (const id of unreadable) log.write("error", "mail.unreadable", { noticeId: id });
}
