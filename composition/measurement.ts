/** What is measured of a running gateway, and where; nothing at all unless it is switched on. */
import { describeFault, type StructuredLog } from "../adapters/log/structured_log.ts";
import type { Stores } from "../adapters/open_stores.ts";
import { Telemetry } from "../adapters/telemetry/telemetry.ts";
import { timePort } from "../adapters/telemetry/timed_port.ts";
import type { Config } from "../config.ts";
import { LOG_QUEUE } from "../domain/audit/log_queue.ts";
import type { KeySetSource } from "../domain/client/published_keys.ts";
import { UnavailableError } from "../domain/errors.ts";
import { signingKeyState } from "../domain/keys/signing_key.ts";
import type { Clock } from "../domain/time.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Storage } from "./storage.ts";

/** A longer queue counts as this long: it is read to be counted. */
const COUNTED_AT_MOST = 1000;

/** Puts measurements around the parts of a gateway; leaves them as they are when switched off. */
export interface Measurement {
  /** Told of each request; undefined when switched off. */
  readonly observer: Telemetry | undefined;
  /** The log, its lines counted, and what some of them tell: delays of calls, requests turned away. */
  ofLog(log: StructuredLog): StructuredLog;
  /** The stores, their calls timed and the entries of the operation log counted. */
  ofStorage(storage: Storage): Storage;
  /** The neighbours, their calls timed. What an open breaker refuses is a call that failed at once. */
  ofNeighbours(neighbours: Neighbours): Neighbours;
  /** Where apps publish their keys, fetches of them timed. */
  ofKeySets(source: KeySetSource): KeySetSource;
  /** Registers the values that are looked up when the collector is told. */
  watch(watched: Watched): void;
}

/** What the gauges look at. */
export interface Watched {
  readonly stores: Stores;
  readonly breakers: Neighbours["breakers"];
  readonly clock: Clock;
  readonly log: StructuredLog;
}

/** Switched on or off by the configuration. */
export function startMeasurement({ telemetry: { metrics, traces }, stores }: Config): Measurement {
  if (!metrics && !traces) {
    return {
      observer: undefined,
      ofLog: (log) => log,
      ofStorage: (storage) => storage,
      ofNeighbours: (neighbours) => neighbours,
      ofKeySets: (source) => source,
      watch: () => {},
    };
  }
  const telemetry = new Telemetry();
  const expiring = stores.redis === undefined ? "libsql" : "redis";
  return {
    observer: telemetry,
    ofLog: (log) => countLines(telemetry, log),
    ofStorage: ({ stores, vault }) => {
      return { stores: timeStores(telemetry, expiring, countEntries(telemetry, stores)), vault };
    },
    ofNeighbours: ({ coreBanking, mailer, ...others }) => {
      return {
        ...others,
        coreBanking: timePort(telemetry, "core banking", "coreBanking", coreBanking),
        mailer: timePort(telemetry, "mail", "mailer", mailer),
      };
    },
    ofKeySets: (source) => timePort(telemetry, "client keys", "clientKeys", source),
    watch: (watched) => watchState(telemetry, watched),
  };
}

function countLines(telemetry: Telemetry, log: StructuredLog): StructuredLog {
  return {
    write(severity, event, fields) {
      telemetry.countLine(severity, event);
      const { delayMillis, count } = fields ?? {};
      if (event === "call.received" && typeof delayMillis === "number") {
        telemetry.recordEventDelay(delayMillis / 1000);
      }
      if (event === "requests.turned_away" && typeof count === "number") {
        telemetry.countTurnedAway(count);
      }
      log.write(severity, event, fields);
    },
  };
}

/** Each entry of the operation log goes one of these ways, in one instance or another. */
function countEntries(telemetry: Telemetry, stores: Stores): Stores {
  const { operationLog, grants } = stores;
  return {
    ...stores,
    operationLog: {
      ...operationLog,
      async append(entries) {
        await operationLog.append(entries);
        for (const entry of entries) telemetry.countEntry(entry);
      },
    },
    grants: {
      ...grants,
      async recordConsent(consent) {
        const grant = await grants.recordConsent(consent);
        // Another grant was recorded before, and its entry with it.
        if (grant.id === consent.grant.id) telemetry.countEntry(consent.logEntry);
        return grant;
      },
      async end(id, reason, at, entry) {
        const isEnded = await grants.end(id, reason, at, entry);
        if (isEnded) telemetry.countEntry(entry);
        return isEnded;
      },
      async withdraw(interactionId, at, entry) {
        const ended = await grants.withdraw(interactionId, at, entry);
        if (ended !== undefined) telemetry.countEntry(entry);
        return ended;
      },
    },
  };
}

function timeStores(telemetry: Telemetry, expiring: "libsql" | "redis", stores: Stores): Stores {
  const time = <Port extends object>(name: string, port: Port) =>
    timePort(telemetry, "libsql", name, port);
  return {
    ...stores,
    ephemeral: timePort(telemetry, expiring, "ephemeral", stores.ephemeral),
    clients: time("clients", stores.clients),
    grants: time("grants", stores.grants),
    operationLog: time("operationLog", stores.operationLog),
    sealedLog: time("sealedLog", stores.sealedLog),
    logKeys: time("logKeys", stores.logKeys),
    notices: time("notices", stores.notices),
    signingKeys: time("signingKeys", stores.signingKeys),
    maintenance: time("maintenance", stores.maintenance),
    outdated: time("outdated", stores.outdated),
  };
}

const BREAKER_STATES = ["closed", "half-open", "open"];

function watchState(telemetry: Telemetry, { stores, breakers, clock, log }: Watched): void {
  const watch = (name: string, unit: string, read: Parameters<Telemetry["watch"]>[2]) =>
    telemetry.watch(name, unit, read, (fault) => {
      // A store that is away is told of by its calls.
      if (fault instanceof UnavailableError) return;
      log.write("error", "telemetry.failed", { metric: name, ...describeFault(fault) });
    });
  const secondsSince = (time: number) => Math.max(0, (clock.now() - time) / 1000);
  watch(
    "kakehashi.breaker.state",
    "{state}",
    () =>
      Object.entries(breakers).map(([dependency, breaker]) => [
        BREAKER_STATES.indexOf(breaker.status().state),
        { dependency },
      ]),
  );
  watch("kakehashi.mail.queue.age", "s", async () => {
    const [oldest] = await stores.notices.listUnsent(1);
    return [[oldest === undefined ? 0 : secondsSince(oldest.createdAt)]];
  });
  watch("kakehashi.log.queue.length", "{entry}", async () => {
    return [[(await stores.ephemeral.readQueue(LOG_QUEUE, COUNTED_AT_MOST)).length]];
  });
  watch("kakehashi.signing_key.age", "s", async () => {
    const now = clock.now();
    const keys = await stores.signingKeys.list(now);
    return keys.filter((key) => signingKeyState(key, now) === "signing")
      .map((key) => [secondsSince(key.signsFrom), { algorithm: key.algorithm }]);
  });
}
