/** What breaks during a soak, at moments that the dice choose; everything is mended after a while. */
import type { TestRedis } from "../support/redis.ts";
import { BANK_TROUBLES, type SoakBank } from "./bank.ts";
import type { Dice } from "./dice.ts";
import type { Evidence } from "./evidence.ts";
import type { Fleet } from "./fleet.ts";
import type { LossyWay } from "./lossy.ts";
import { MAIL_TROUBLES, type SoakMail } from "./mail.ts";
import type { RemoteLibsql } from "./remote_libsql.ts";
import { wait } from "./wait.ts";

/** What can break. */
export interface Breakable {
  readonly fleet: Fleet;
  readonly redis: TestRedis;
  readonly libsql: RemoteLibsql;
  readonly bank: SoakBank;
  readonly mail: SoakMail;
  /** The ways to both stores. */
  readonly ways: readonly LossyWay[];
}

/** The faults, as they are called in the report. */
export const FAULTS = [
  "instance killed",
  "Redis killed",
  "Redis stopped",
  "libSQL killed",
  "bank in trouble",
  "mail in trouble",
] as const;

type Fault = typeof FAULTS[number];

/** Instances go most often: each is one of several. */
const LOT: readonly [Fault, ...Fault[]] = [
  "instance killed",
  "instance killed",
  "instance killed",
  "instance killed",
  ...FAULTS,
  "mail in trouble",
];
const LOSS_SHARE = 0.02;
const PAUSE_MILLIS = [600, 2200] as const;

/**
 * Breaks one thing after the other, also several at once, until told to end; then all is mended. The
 * first is an instance, so that even the shortest soak has one killed.
 */
export async function runFaults(
  breakable: Breakable,
  dice: Dice,
  evidence: Evidence,
  isOver: () => boolean,
): Promise<void> {
  const broken = new Map<string, Promise<void>>();
  for (const way of breakable.ways) way.lossShare = LOSS_SHARE;
  for (let round = 0; !isOver(); round++) {
    if (round > 0) await wait(dice.between(...PAUSE_MILLIS));
    const drawn = dice.pick(LOT);
    const fault = round === 0 ? "instance killed" : drawn;
    const [what = ""] = fault.split(" ");
    // Drawn in any case, so that how long something takes does not shift the dice.
    const severity = dice.fraction();
    if (broken.has(what)) continue;
    if (fault !== "instance killed") evidence.count(fault);
    const mended = breakAndMend(breakable, dice, evidence, { fault, severity })
      .finally(() => broken.delete(what));
    broken.set(what, mended);
  }
  for (const way of breakable.ways) way.lossShare = 0;
  await Promise.all(broken.values());
}

async function breakAndMend(
  { fleet, redis, libsql, bank, mail }: Breakable,
  dice: Dice,
  evidence: Evidence,
  { fault, severity }: {
    readonly fault: Fault;
    /** From 0 to 1: how long it stays broken. */
    readonly severity: number;
  },
): Promise<void> {
  switch (fault) {
    case "instance killed": {
      const up = fleet.instances.filter(({ origin }) => origin !== undefined);
      const instance = up[Math.floor(severity * up.length)];
      // Were none left, a slow machine would do nothing but start instances.
      if (instance === undefined || up.length === 1) return;
      evidence.count(fault);
      await instance.kill();
      await wait(severity * 1000);
      return await instance.start();
    }
    case "Redis killed":
      await redis.kill();
      await wait(100 + severity * 1200);
      return await redis.restart();
    case "Redis stopped":
      redis.pause();
      await wait(300 + severity * 2000);
      return redis.resume();
    case "libSQL killed":
      await libsql.kill();
      await wait(severity * 800);
      return await libsql.restart();
    case "bank in trouble":
      bank.trouble = dice.pick(BANK_TROUBLES);
      await wait(500 + severity * 1500);
      return void (bank.trouble = undefined);
    case "mail in trouble":
      mail.breakBy(dice.pick(MAIL_TROUBLES));
      await wait(2000 + severity * 4000);
      return mail.breakBy("none");
  }
}
