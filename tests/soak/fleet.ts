/** Several instances of the gateway, as processes, that are killed and started again. */
import {
  type GatewayPlace,
  type GatewayProcess,
  openGatewayPlace,
} from "../support/gateway_process.ts";
import { wait } from "./wait.ts";

type Settings = Readonly<Record<string, string>>;

/** How instances came and went. */
export interface FleetCounts {
  kills: number;
  starts: number;
  /** Ended by themselves because a store was away. */
  startsInVain: number;
  readonly startMillis: number[];
}

/** One of the instances. Each start is on a new port, as somebody may have taken the old one. */
export class Instance {
  /** Grows with each kill: what was asked of an earlier life is not answered any more. */
  life = 0;
  /** Where it listens; undefined while it does not. */
  origin: string | undefined;
  #place: GatewayPlace | undefined;
  #process: GatewayProcess | undefined;
  #isRetired = false;

  constructor(
    private readonly settings: Settings,
    private readonly counts: FleetCounts,
    private readonly onLine: (line: string) => void,
  ) {}

  /** Starts it, again and again while it cannot, as a supervisor does. */
  async start(): Promise<void> {
    while (!this.#isRetired) {
      const place = await openGatewayPlace(this.settings);
      try {
        this.#process = await place.start();
        this.#place = place;
        this.counts.starts += 1;
        this.counts.startMillis.push(this.#process.startMillis);
        this.origin = `http://${place.settings["KAKEHASHI_LISTEN"]}`;
        return;
      } catch (error) {
        await place[Symbol.asyncDispose]();
        if (!String(error).includes("ended with 69")) throw error;
        this.counts.startsInVain += 1;
        await wait(200);
      }
    }
  }

  /** Ends it wherever it is. */
  async kill(): Promise<void> {
    this.life += 1;
    this.origin = undefined;
    this.counts.kills += 1;
    await this.#end();
  }

  /** Ends it for good. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    this.origin = undefined;
    await this.#end();
  }

  async #end(): Promise<void> {
    const ending = await this.#process?.kill();
    for (const line of `${ending?.output}${ending?.faults}`.split("\n")) this.onLine(line);
    await this.#place?.[Symbol.asyncDispose]();
    this.#process = undefined;
    this.#place = undefined;
  }
}

/** All instances, in turn. */
export class Fleet implements AsyncDisposable {
  readonly counts: FleetCounts = { kills: 0, starts: 0, startsInVain: 0, startMillis: [] };
  /** Lines of the logs that tell of a bug. */
  readonly bugs: string[] = [];
  readonly instances: readonly Instance[];
  #turn = 0;

  private constructor(settings: Settings, size: number) {
    this.instances = Array.from(
      { length: size },
      () => new Instance(settings, this.counts, (line) => this.#read(line)),
    );
  }

  /** Starts so many instances, each with the same settings. */
  static async start(settings: Settings, size: number): Promise<Fleet> {
    const fleet = new Fleet(settings, size);
    await Promise.all(fleet.instances.map((instance) => instance.start()));
    return fleet;
  }

  /** The next instance in turn, whether it is up or not. */
  next(): Instance {
    const instance = this.instances[this.#turn++ % this.instances.length];
    if (instance === undefined) throw new Error("the fleet has no instance");
    return instance;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.retire()));
  }

  /** Bugs have events of their own; what is away for a while is told of as a warning. */
  #read(line: string): void {
    if (/"event":"[a-z_.]+\.(fault|failed)"/.test(line) && !line.includes("UnavailableError")) {
      this.bugs.push(line);
    }
  }
}
