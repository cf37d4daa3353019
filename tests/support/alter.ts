/** Spoiling what must be refused when it is not exactly what was issued, whatever chance made of it. */

/** The text with the character at a position replaced by another one, of Base64url like it. */
export function alterCharacter(text: string, position = 0): string {
  const other = text[position] === "A" ? "B" : "A";
  return `${text.slice(0, position)}${other}${text.slice(position + 1)}`;
}

/** The bytes with one of them changed, counted from the end where the position is negative. */
export function alterByte(
  bytes: Uint8Array<ArrayBuffer>,
  position: number,
): Uint8Array<ArrayBuffer> {
  return bytes.with(position, (bytes.at(position) ?? 0) ^ 1);
}
