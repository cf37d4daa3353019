/** OpenTelemetry's meter in memory, for this test file's process alone. */
import {
  type Attributes,
  createNoopMeter,
  type Meter,
  type MetricOptions,
  metrics,
  type ObservableCallback,
  type ObservableGauge,
} from "@opentelemetry/api";

/** A value with its labels. */
export interface Recorded {
  readonly name: string;
  readonly value: number;
  readonly labels: Attributes;
}

/** Keeps what is counted and recorded, and asks gauges on demand. */
export class RecordingMeter {
  readonly recorded: Recorded[] = [];
  readonly #gauges: { readonly name: string; readonly callback: ObservableCallback }[] = [];

  /** Becomes the meter of all that is made after this. */
  install(): void {
    const isTaken = metrics.setGlobalMeterProvider({ getMeter: () => this.#createMeter() });
    if (!isTaken) throw new Error("there is a meter provider already");
  }

  /** What the gauges of a name say now. */
  async read(name: string): Promise<readonly Recorded[]> {
    const values: Recorded[] = [];
    const observe = (value: number, labels: Attributes = {}) =>
      void values.push({ name, value, labels });
    for (const gauge of this.#gauges) if (gauge.name === name) await gauge.callback({ observe });
    return values;
  }

  #createMeter(): Meter {
    const noop = createNoopMeter();
    const record = (name: string) => (value: number, labels: Attributes = {}) =>
      void this.recorded.push({ name, value, labels });
    return {
      createGauge: (name) => ({ record: record(name) }),
      createHistogram: (name) => ({ record: record(name) }),
      createCounter: (name) => ({ add: record(name) }),
      createUpDownCounter: (name) => ({ add: record(name) }),
      createObservableGauge: <Labels extends Attributes>(
        name: string,
        options?: MetricOptions,
      ): ObservableGauge<Labels> => ({
        ...noop.createObservableGauge<Labels>(name, options),
        addCallback: (callback) => void this.#gauges.push({ name, callback }),
      }),
      createObservableCounter: (name) => noop.createObservableCounter(name),
      createObservableUpDownCounter: (name) => noop.createObservableUpDownCounter(name),
      addBatchObservableCallback: () => {},
      removeBatchObservableCallback: () => {},
    };
  }
}
