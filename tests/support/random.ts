/**
 * Bytes that look random and are the same in each run: xorshift32 from a seed.
 * Pass the function where a source of randomness is wanted.
 */
export function createSeededRandom(seed = 1): (length: number) => Uint8Array<ArrayBuffer> {
  let state = (seed * 0x9e3779b9) >>> 0 || 1;
  const nextByte = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 16) & 0xff;
  };
  return (length) => Uint8Array.from({ length }, nextByte);
}
