/** Comparing secrets without telling by the time taken how much of them agrees. */

/** Whether two texts are equal; the time depends on the length of `received` only. */
export function equalInConstantTime(received: string, expected: string): boolean {
  let difference = received.length ^ expected.length;
  for (let index = 0; index < received.length; index += 1) {
    difference |= received.charCodeAt(index) ^ expected.charCodeAt(index % expected.length);
  }
  return difference === 0;
}
