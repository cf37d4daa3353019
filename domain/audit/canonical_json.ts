/** One text for one value: JSON after RFC 8785 (JCS), as far as the operation log needs it. */

/** An object without anything inside its members. */
export type FlatObject = Readonly<Record<string, string | number | null>>;

/**
 * The canonical text of a flat object: members by their UTF-16 code units (RFC 8785, 3.2.3), no
 * blanks, texts and numbers as ECMAScript writes them (3.2.2), which is what `JSON.stringify` does.
 * A lone surrogate becomes an escape instead of a failure: what was tampered with must be nameable.
 */
export function canonicalJson(value: FlatObject): string {
  const names = Object.keys(value).sort();
  const members = names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(value[name])}`);
  return `{${members.join(",")}}`;
}
