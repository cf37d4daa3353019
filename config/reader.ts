/**
 * Reads settings by name and collects every fault instead of stopping at the first, so that whoever
 * configures the gateway mends all of them at once. Faults name the setting, never its value.
 */

/** The environment, or any other source of named texts. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown when the configuration is faulty; `faults` has one readable sentence for each. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  constructor(readonly faults: readonly string[]) {
    super(`the configuration has ${faults.length} fault(s):\n- ${faults.join("\n- ")}`);
  }
}

/** What a parser throws to say what is wrong; the text follows the name of the setting. */
export class SettingFault extends Error {
  override readonly name = "SettingFault";
}

/** Turns a text into a value, or throws a {@link SettingFault}. */
export type SettingParser<Value> = (text: string) => Value;

/** The prefix of all settings. */
export const SETTING_PREFIX = "KAKEHASHI_";

/** See the head of this file. */
export class SettingsReader {
  readonly #faults: string[] = [];
  readonly #known = new Set<string>();

  constructor(private readonly environment: Environment) {}

  /** A setting that may be absent. Empty counts as absent. */
  optional<Value>(name: string, parse: SettingParser<Value>): Value | undefined {
    this.#known.add(name);
    const text = this.environment[name]?.trim();
    if (text === undefined || text === "") return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof SettingFault)) throw error;
      this.fault(`${name} ${error.message}`);
      return undefined;
    }
  }

  /** A setting with a default. */
  withDefault<Value>(name: string, parse: SettingParser<Value>, fallback: Value): Value {
    return this.optional(name, parse) ?? fallback;
  }

  /** Notes a fault. */
  fault(sentence: string): void {
    this.#faults.push(sentence);
  }

  /** Throws a {@link ConfigurationError} if anything was wrong, misspelt settings included. */
  finish(): void {
    for (const name of Object.keys(this.environment)) {
      if (name.startsWith(SETTING_PREFIX) && !this.#known.has(name)) {
        this.fault(`${name} is not a setting of this version (misspelt?)`);
      }
    }
    if (this.#faults.length > 0) throw new ConfigurationError(this.#faults);
  }
}
