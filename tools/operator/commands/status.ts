/** `status`: how the gateway and what it depends on are doing. */
import { z } from "zod";
import { UnavailableError } from "../../../domain/errors.ts";
import { readStatement } from "../../../domain/audit/log_statement.ts";
import { LOG_QUEUE } from "../../../domain/audit/log_queue.ts";
import { screensReopenAt, type ServiceHours } from "../../../domain/service/service_hours.ts";
import { type EpochMillis, formatJst } from "../../../domain/time.ts";
import type { Command, Entry, Gateway } from "../command.ts";

const COUNTED_AT_MOST = 1000;
const READY_TIMEOUT_MILLIS = 2000;
const MINUTE_MILLIS = 60_000;
const LOOKAHEAD_MINUTES = 24 * 60;

/** The command. */
export const STATUS_COMMANDS: readonly Command[] = [{
  name: "status",
  arguments: [],
  options: {},
  summary: "ストア、ゲートウェイ、接続先、サーキットブレーカー、待ち行列、次の休止時間",
  changes: false,
  toleratesAbsence: true,
  async run({ gateway, now }) {
    const { stores } = gateway;
    return {
      entries: [
        ...await askGateway(gateway),
        { id: "adapters", ...gateway.adapters },
        await ping("database", () => stores.pingDatabase()),
        await ping("ephemeral", () => stores.ephemeral.ping()),
        await countLogQueue(gateway),
        await readLogSeal(gateway),
        await countNotices(gateway),
        await readServiceHours(gateway, now),
      ],
    };
  },
}];

/** As far as it is told of one by one; the states are those of the instance that answered. */
const REPORT = z.object({ breakers: z.record(z.string(), z.string()).catch({}) });

/** What the running gateway says of itself and its circuit breakers. */
async function askGateway({ issuer, fetch }: Gateway): Promise<readonly Entry[]> {
  const id = "gateway";
  try {
    const signal = AbortSignal.timeout(READY_TIMEOUT_MILLIS);
    const response = await fetch(new Request(new URL("/readyz", issuer), { signal }));
    const report: unknown = await response.json().catch(() => undefined);
    const { breakers } = REPORT.catch({ breakers: {} }).parse(report);
    return [
      { id, issuer, status: response.ok ? "ready" : "not ready", report },
      ...Object.entries(breakers).map(([name, status]) => ({ id: `breaker: ${name}`, status })),
    ];
  } catch {
    return [{ id, issuer, status: "unreachable" }];
  }
}

/** What a look at a store tells, or that it is away: what else there is to tell is told all the same. */
async function unlessAway(id: string, look: () => Promise<Omit<Entry, "id">>): Promise<Entry> {
  try {
    return { id, ...await look() };
  } catch (error) {
    if (error instanceof UnavailableError) return { id, status: "unreachable" };
    throw error;
  }
}

function ping(id: string, call: () => Promise<EpochMillis>): Promise<Entry> {
  return unlessAway(id, async () => {
    const before = performance.now();
    const storeClock = await call();
    const latencyMillis = Math.round(performance.now() - before);
    return { status: "ok", latencyMillis, clock: formatJst(storeClock) };
  });
}

function countLogQueue({ stores }: Gateway): Promise<Entry> {
  return unlessAway("operation-log-queue", async () => {
    const queued = await stores.ephemeral.readQueue(LOG_QUEUE, COUNTED_AT_MOST);
    return { length: queued.length };
  });
}

/** How far the log is sealed; whether that is right, only `log verify` tells. */
function readLogSeal({ stores }: Gateway): Promise<Entry> {
  return unlessAway("operation-log-seal", async () => {
    const { head, entries } = await stores.sealedLog.readUnsealed(COUNTED_AT_MOST);
    const statement = head && await readStatement("head", head.signed);
    return {
      position: statement?.position,
      signedAt: statement && formatJst(statement.at),
      unsealed: entries.length,
    };
  });
}

function countNotices({ stores }: Gateway): Promise<Entry> {
  return unlessAway("notice-queue", async () => {
    const unsent = await stores.notices.listUnsent(COUNTED_AT_MOST);
    const oldest = unsent[0]?.createdAt;
    return {
      length: unsent.length,
      oldest: oldest === undefined ? undefined : formatJst(oldest),
    };
  });
}

function readServiceHours(gateway: Gateway, now: EpochMillis): Promise<Entry> {
  return unlessAway("service-hours", async () => {
    const maintenance = await gateway.stores.maintenance.upcoming(now);
    const hours = { mode: gateway.serviceHours, maintenance };
    const reopensAt = screensReopenAt(hours, now);
    const closesAt = reopensAt === undefined ? nextClosing(hours, now) : undefined;
    return {
      mode: gateway.serviceHours,
      open: reopensAt === undefined,
      reopensAt: reopensAt === undefined ? undefined : formatJst(reopensAt),
      closesAt: closesAt === undefined ? undefined : formatJst(closesAt),
    };
  });
}

/** The calendar's windows begin on full minutes and one does every day; others begin when they say. */
function nextClosing(hours: ServiceHours, now: EpochMillis): EpochMillis | undefined {
  const announced = hours.maintenance.map(({ from }) => from).filter((from) => from > now);
  const firstMinute = Math.ceil((now + 1) / MINUTE_MILLIS) * MINUTE_MILLIS;
  const minutes = Array.from(
    { length: hours.mode === "calendar" ? LOOKAHEAD_MINUTES : 0 },
    (_, index) => firstMinute + index * MINUTE_MILLIS,
  );
  const calendar = { mode: hours.mode, maintenance: [] };
  const closing = minutes.find((minute) => screensReopenAt(calendar, minute) !== undefined);
  const candidates = closing === undefined ? announced : [...announced, closing];
  return candidates.length === 0 ? undefined : Math.min(...candidates);
}
