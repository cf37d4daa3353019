/** Reads the members of a client document one by one and notes every fault on the way. */
import type { EpochMillis } from "../time.ts";
import { JST } from "../time.ts";
import type { ClientFinding } from "./client_registration.ts";

/**
 * What may stand in a name that customers read: no control characters, and none that turn the
 * direction of writing or are invisible, because these could make one name look like another.
 */
const READABLE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]+$/u;

/** See the head of this file. */
export class ClientDocument {
  readonly faults: ClientFinding[] = [];
  readonly warnings: ClientFinding[] = [];

  constructor(private readonly members: Readonly<Record<string, unknown>>) {}

  /** The names of all members. */
  names(): readonly string[] {
    return Object.keys(this.members);
  }

  /** A member as it is; null counts as absent. */
  raw(member: string): unknown {
    return this.members[member] ?? undefined;
  }

  /** Notes a fault. */
  fault(member: string, message: string): void {
    this.faults.push({ member, message });
  }

  /** Notes something that is no fault but will not have the effect that one may expect. */
  warn(member: string, message: string): void {
    this.warnings.push({ member, message });
  }

  /** A short text that may be shown to customers. */
  text(member: string, maxLength = 100): string | undefined {
    const value = this.raw(member);
    if (value === undefined) return undefined;
    const text = typeof value === "string" ? value.trim().normalize("NFC") : "";
    if (text.length <= maxLength && READABLE.test(text)) return text;
    this.fault(member, `${maxLength}文字までの文字列です（制御文字は使えません）`);
    return undefined;
  }

  /** As {@link text}; absent is a fault. */
  requiredText(member: string, what: string): string {
    if (this.raw(member) === undefined) this.fault(member, `${what}を指定してください`);
    return this.text(member) ?? "";
  }

  /** A list of texts; a fault leaves it empty. */
  texts(member: string): readonly string[] | undefined {
    const value = this.raw(member);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    this.fault(member, "文字列の配列です");
    return [];
  }

  /** One of some values. */
  choice<Choice extends string>(
    member: string,
    choices: readonly Choice[],
  ): Choice | undefined {
    const value = this.raw(member);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) this.fault(member, `使えるのは ${choices.join(", ")} です`);
    return chosen;
  }

  /** Some of some values, each once. */
  choices<Choice extends string>(
    member: string,
    given: readonly string[],
    choices: readonly Choice[],
  ): readonly Choice[] {
    const unknown = given.filter((value) => !choices.some((choice) => choice === value));
    if (unknown.length > 0) this.fault(member, `使えるのは ${choices.join(", ")} だけです`);
    return choices.filter((choice) => given.includes(choice));
  }

  /**
   * A date (`YYYY-MM-DD`, in JST) or a point in time (RFC 3339). A date stands for its beginning,
   * or, with `endOfDay`, for its end.
   */
  instant(member: string, endOfDay: boolean): EpochMillis | undefined {
    const value = this.raw(member);
    if (value === undefined) return undefined;
    const at = typeof value === "string" ? parseInstant(value, endOfDay) : undefined;
    if (at === undefined) {
      this.fault(member, "YYYY-MM-DD または RFC 3339 の日時です（例 2027-03-31）");
    }
    return at;
  }
}

function parseInstant(text: string, endOfDay: boolean): EpochMillis | undefined {
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    const date = Temporal.PlainDate.from(text).add({ days: endOfDay ? 1 : 0 });
    return date.toZonedDateTime(JST).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
