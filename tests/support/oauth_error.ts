import assert from "node:assert/strict";

/** RFC 6749, 5.2: what `error` and `error_description` may consist of. */
const WIRE_TEXT = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

/** Asserts that a response is that error, as JSON that is not stored and in permitted characters. */
export async function assertOAuthError(
  response: Response,
  status: number,
  error: string,
): Promise<void> {
  const body = await response.json();
  assert.deepEqual([response.status, body.error], [status, error], JSON.stringify(body));
  assert.match(body.error_description, WIRE_TEXT);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.match(response.headers.get("cache-control") ?? "", /no-store/);
}
