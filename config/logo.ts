/** The institution's logo: a small SVG or PNG that carries everything it needs. */
import { SettingFault, type SettingParser } from "./reader.ts";

/** So large may a logo be; every customer loads it. */
const MOST_BYTES = 10_240;

/** A logo that was checked. */
export interface Logo {
  readonly type: "image/svg+xml" | "image/png";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A logo in the setting itself, or the file that has it. */
export type LogoSource = Logo | { readonly file: string };

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * What could run or load something. Browsers allow neither in a picture, nor does the policy that it is
 * served with; but a logo that tries is none that we want to show.
 */
const ACTIVE: readonly [RegExp, string][] = [
  [/<(?:[\w-]+:)?(?:script|foreignObject|handler|set|animate\w*)\b/i, "has an active element"],
  [/[\s"'/]on\w+\s*=/i, "has an event handler"],
  [/<!DOCTYPE|<!ENTITY|<\?xml-stylesheet/i, "has a document type, an entity or a style sheet"],
  [/\b(?:href|src)\s*=(?!\s*["']#)/i, "refers to something outside itself"],
  [/@import|url\((?!\s*["']?#)/i, "refers to something outside itself"],
];

/** A `data:` URL with an SVG or PNG in base64, or the path of a file. */
export const logoSource: SettingParser<LogoSource> = (text) => {
  if (!text.startsWith("data:")) return { file: text };
  const [, base64 = ""] = /^data:image\/(?:svg\+xml|png);base64,(.+)$/.exec(text) ?? [];
  return checkLogo(decode(base64));
};

/** Checks the bytes of a logo; throws a SettingFault. */
export function checkLogo(bytes: Uint8Array<ArrayBuffer>): Logo {
  if (bytes.length > MOST_BYTES) throw new SettingFault(`is larger than ${MOST_BYTES} bytes`);
  if (PNG_SIGNATURE.every((byte, index) => bytes[index] === byte)) {
    return { type: "image/png", bytes };
  }
  const text = new TextDecoder().decode(bytes).trim();
  if (!/^(?:<\?xml[^>]*\?>)?(?:\s|<!--[^]*?-->)*<svg\s[^]*<\/svg>$/.test(text)) {
    throw new SettingFault("must be an SVG or PNG: its file, or data:image/…;base64,…");
  }
  const [, fault] = ACTIVE.find(([pattern]) => pattern.test(text)) ?? [];
  if (fault !== undefined) throw new SettingFault(fault);
  return { type: "image/svg+xml", bytes };
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    throw new SettingFault("must be a data URL in base64");
  }
}
