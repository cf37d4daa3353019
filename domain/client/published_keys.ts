/** The keys of apps that publish them at an address of their own (`jwks_uri`; RFC 7591, 2). */
import {
  CLIENT_KEYS_FRESH_SECONDS,
  CLIENT_KEYS_RETRY_SECONDS,
  CLIENT_KEYS_USABLE_SECONDS,
} from "../limits.ts";
import { LruCache } from "../lru_cache.ts";
import { addSeconds, type Clock, type EpochMillis } from "../time.ts";
import { checkClientKeys } from "./check_client_keys.ts";
import type { PublicJwk } from "./client.ts";

/** The port to the network. */
export interface KeySetSource {
  /** What is published there, parsed and not looked at; throws an `Error` when it is not to be had. */
  fetch(uri: string): Promise<unknown>;
}

/** The keys as they were found. */
export interface PublishedKeySet {
  readonly keys: readonly PublicJwk[];
  readonly fetchedAt: EpochMillis;
}

/** What is known of an address. */
interface Known {
  found?: PublishedKeySet;
  triedAt: EpochMillis;
  /** While it is being fetched: whoever needs it waits for the same answer. */
  attempt?: Promise<void>;
}

/** Apps at work. */
const CAPACITY = 1024;

/**
 * Keeps published keys for a while. They are fetched anew when they are no longer fresh or when a
 * key is asked for that is not among them, but at most once a minute, whatever strangers ask for. A
 * failure changes nothing: the keys found last stay usable for some hours.
 */
export class PublishedKeys {
  readonly #known = new LruCache<string, Known>(CAPACITY);

  /**
   * @param onFault told why keys could not be had
   * @param onWaited told by each who had to wait for a fetch, when the wait is over
   */
  constructor(
    private readonly source: KeySetSource,
    private readonly clock: Clock,
    private readonly onFault: (uri: string, fault: unknown) => void,
    private readonly onWaited: () => void = () => {},
  ) {}

  /** The keys at an address; undefined when there are none that may be used. */
  async find(uri: string, kid: string | undefined): Promise<PublishedKeySet | undefined> {
    const now = this.clock.now();
    const known = this.#known.get(uri) ?? { triedAt: -Infinity };
    this.#known.set(uri, known);
    if (!isEnough(known.found, kid, now)) {
      if (isTime(known, now)) known.attempt ??= this.#refresh(uri, known, now);
      if (known.attempt !== undefined) await known.attempt.then(this.onWaited);
    }
    const { found } = known;
    return found && isWithin(found.fetchedAt, CLIENT_KEYS_USABLE_SECONDS, now) ? found : undefined;
  }

  async #refresh(uri: string, known: Known, now: EpochMillis): Promise<void> {
    known.triedAt = now;
    try {
      known.found = { keys: await judge(await this.source.fetch(uri)), fetchedAt: now };
    } catch (fault) {
      this.onFault(uri, fault);
    } finally {
      delete known.attempt;
    }
  }
}

function isEnough(
  found: PublishedKeySet | undefined,
  kid: string | undefined,
  now: EpochMillis,
): boolean {
  if (found === undefined || !isWithin(found.fetchedAt, CLIENT_KEYS_FRESH_SECONDS, now)) {
    return false;
  }
  return kid === undefined || found.keys.some((key) => key.kid === kid);
}

function isTime({ triedAt }: Known, now: EpochMillis): boolean {
  return !isWithin(triedAt, CLIENT_KEYS_RETRY_SECONDS, now);
}

/** A clock that was put back must not make anything last longer. */
function isWithin(since: EpochMillis, seconds: number, now: EpochMillis): boolean {
  return since <= now && now < addSeconds(since, seconds);
}

/** Keys that could not be registered are not used either; an app may publish them for others. */
async function judge(published: unknown): Promise<readonly PublicJwk[]> {
  const { keys, faults } = await checkClientKeys(published);
  if (keys.length > 0) return keys;
  throw new Error(`no usable key: ${faults.map(({ message }) => message).join(" ")}`);
}
