/** Distinguished names: reading their text form (RFC 4514) and comparing them part by part. */

/** One attribute of a name. `text` is missing when the certificate's value is not a text. */
export interface NameAttribute {
  /** The attribute's type as a dotted object identifier. */
  readonly type: string;
  readonly text?: string;
  /** The value in DER, lower-case hex; missing when the name was written as text. */
  readonly der?: string;
}

/** Attributes that belong together; usually one. Their order means nothing. */
export type RelativeName = readonly NameAttribute[];

/** A name in the order of the certificate, that is, from the country down (RFC 5280, 4.1.2.4). */
export type DistinguishedName = readonly RelativeName[];

/** Keywords of attribute types (RFC 4514, 3, and those that certificates of companies use). */
const KEYWORDS: Readonly<Record<string, string>> = {
  CN: "2.5.4.3",
  SN: "2.5.4.4",
  SERIALNUMBER: "2.5.4.5",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  STREET: "2.5.4.9",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  TITLE: "2.5.4.12",
  BUSINESSCATEGORY: "2.5.4.15",
  POSTALCODE: "2.5.4.17",
  GIVENNAME: "2.5.4.42",
  GN: "2.5.4.42",
  ORGANIZATIONIDENTIFIER: "2.5.4.97",
  UID: "0.9.2342.19200300.100.1.1",
  DC: "0.9.2342.19200300.100.1.25",
  EMAILADDRESS: "1.2.840.113549.1.9.1",
  JURISDICTIONL: "1.3.6.1.4.1.311.60.2.1.1",
  JURISDICTIONST: "1.3.6.1.4.1.311.60.2.1.2",
  JURISDICTIONC: "1.3.6.1.4.1.311.60.2.1.3",
};

/** One attribute and what follows it: type, hex or text value, `+` or `,` or the end (RFC 4514, 3). */
const ATTRIBUTE =
  /([A-Za-z][A-Za-z0-9-]*|[0-2](?:\.(?:0|[1-9]\d*))+)=(?:#((?:[0-9A-Fa-f]{2})+)|((?:[^\0"+,;<>\\]|\\(?:[ "#+,;<=>\\]|[0-9A-Fa-f]{2}))*))([+,]|$)/uy;

/** A character of a text value: an escaped byte, an escaped character, or itself (RFC 4514, 2.4). */
const CHARACTER = /\\([0-9A-Fa-f]{2})|\\(.)|(.)/gsu;

/**
 * Reads the text form of RFC 4514, in which the last part of the name comes first; undefined when
 * the text is not one. Spaces around `,`, `+` and `=` belong to no such text and are refused.
 */
export function parseDistinguishedName(text: string): DistinguishedName | undefined {
  const names: NameAttribute[][] = [[]];
  let position = 0;
  let separator = ",";
  while (separator !== "") {
    ATTRIBUTE.lastIndex = position;
    const match = ATTRIBUTE.exec(text);
    if (match === null) return undefined;
    const [whole, type = "", der, value = "", end = ""] = match;
    const attribute = readAttribute(type, der, value);
    if (attribute === undefined) return undefined;
    names.at(-1)?.push(attribute);
    if (end === ",") names.push([]);
    position += whole.length;
    separator = end;
  }
  return names.reverse();
}

function readAttribute(
  type: string,
  der: string | undefined,
  value: string,
): NameAttribute | undefined {
  const oid = /^\d/.test(type) ? type : KEYWORDS[type.toUpperCase()];
  if (oid === undefined) return undefined;
  if (der !== undefined) return { type: oid, der: der.toLowerCase() };
  const text = unescape(value);
  return text === undefined ? undefined : { type: oid, text };
}

/** A text value without its escapes; undefined when it begins or ends as none may. */
function unescape(value: string): string | undefined {
  const characters = [...value.matchAll(CHARACTER)];
  const isBareSpace = (match: RegExpMatchArray | undefined) => match?.[0] === " ";
  if (isBareSpace(characters[0]) || isBareSpace(characters.at(-1))) return undefined;
  if (characters[0]?.[0] === "#") return undefined;
  const bytes = characters.flatMap(([, hex, escaped, plain = ""]) =>
    hex === undefined ? [...new TextEncoder().encode(escaped ?? plain)] : [Number.parseInt(hex, 16)]
  );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Whether two names are the same: the same parts in the same order, with the same attributes. Values
 * are compared character by character; the kind of string that a certificate wrapped them in does
 * not count.
 */
export function isSameName(one: DistinguishedName, other: DistinguishedName): boolean {
  return one.length === other.length &&
    one.every((part, index) => isSameRelativeName(part, other[index] ?? []));
}

function isSameRelativeName(one: RelativeName, other: RelativeName): boolean {
  return one.length === other.length &&
    one.every((attribute) => other.some((candidate) => isSameAttribute(attribute, candidate))) &&
    other.every((attribute) => one.some((candidate) => isSameAttribute(attribute, candidate)));
}

function isSameAttribute(one: NameAttribute, other: NameAttribute): boolean {
  if (one.type !== other.type) return false;
  if (one.text !== undefined && one.text === other.text) return true;
  return one.der !== undefined && one.der === other.der;
}
