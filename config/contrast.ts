/** Contrast of two colours, as WCAG 2.2 defines it. */
import { SettingFault, type SettingParser } from "./reader.ts";

/** What text needs at least (1.4.3, level AA). */
export const LEAST_CONTRAST = 4.5;

/** A colour, `#rrggbb`. */
export const color: SettingParser<string> = (text) => {
  if (!/^#[0-9a-f]{6}$/i.test(text)) throw new SettingFault("must be a colour such as #0b5c8a");
  return text.toLowerCase();
};

/** From 1 (none) to 21 (black on white), of two colours `#rrggbb`. */
export function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance of a colour in sRGB. */
function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
